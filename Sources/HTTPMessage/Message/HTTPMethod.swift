/// A request method (RFC 9110 §9). The set of methods is open; methods are case-sensitive.
public struct HTTPMethod: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String

    /// Nil if the text is not a token (RFC 9110 §5.6.2).
    public init?(rawValue: String) {
        guard ByteSet.token.containsAll(of: rawValue.utf8), !rawValue.isEmpty else { return nil }
        self.rawValue = rawValue
    }

    /// - Precondition: the caller has checked that the text is a token.
    init(token: String) {
        rawValue = token
    }

    public var description: String { rawValue }

    public static let get = HTTPMethod(token: "GET")
    public static let head = HTTPMethod(token: "HEAD")
    public static let post = HTTPMethod(token: "POST")
    public static let put = HTTPMethod(token: "PUT")
    public static let patch = HTTPMethod(token: "PATCH")
    public static let delete = HTTPMethod(token: "DELETE")
    public static let options = HTTPMethod(token: "OPTIONS")
    public static let trace = HTTPMethod(token: "TRACE")
    public static let connect = HTTPMethod(token: "CONNECT")
}
