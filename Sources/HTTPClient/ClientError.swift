/// Why there is no response.
public enum ClientError: Error, Equatable, Sendable {
    case unknownHost(String, reason: String)
    case pathTooLong(limit: Int)
    /// `reason` is the system's text.
    case unreachable(reason: String)
    /// The connection ended before the response was complete.
    case interrupted(reason: String)
    /// Nothing came for so long, before the response was complete.
    case silent(seconds: Double)
    /// What arrived is no HTTP/1.1 response.
    case notHTTP(reason: String)
    case tooLarge(limit: Int)
}
