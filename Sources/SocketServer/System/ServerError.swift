/// Why a server does not start.
public enum ServerError: Error, Hashable, Sendable {
    case alreadyStarted
    case unknownHost(String, reason: String)
    case addressInUse(host: String, port: UInt16)
    /// Another process listens at the path.
    case pathInUse(String)
    /// A file that is no socket is at the path.
    case notASocket(path: String)
    /// The path of a socket has at most `limit` bytes.
    case pathTooLong(String, limit: Int)
    /// The descriptor that was inherited is not a listening stream socket.
    case notListening(descriptor: Int32)
    /// The system permits fewer threads than the service needs.
    case tooFewThreads(wanted: Int, permitted: Int, errno: Int32)
    /// The limit of the process leaves fewer descriptors than a server needs to serve anybody.
    case tooFewDescriptors(free: Int, limit: Int)
    /// Another process has held the lock beside the path for too long.
    case pathLocked(String)
    case system(call: String, errno: Int32)
}
