/// Why a server does not start.
public enum ServerError: Error, Hashable, Sendable {
    case alreadyStarted
    case unknownHost(String, reason: String)
    case addressInUse(host: String, port: UInt16)
    case system(call: String, errno: Int32)
}
