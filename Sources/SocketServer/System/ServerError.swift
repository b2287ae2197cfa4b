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
    case system(call: String, errno: Int32)
}
