/// The supported versions. A higher minor version of HTTP/1 counts as 1.1 (RFC 9110 §2.5).
public enum HTTPVersion: Hashable, Sendable {
    case http10
    case http11
}

/// A request without its body.
public struct RequestHead: Equatable, Sendable {
    public var method: HTTPMethod
    /// The target's path, percent-encoded as received; `*` for `OPTIONS *` (RFC 9112 §3.2.4).
    public var path: String
    /// The target's text after the first `?`, as received; nil without a `?`.
    public var query: String?
    public var version: HTTPVersion
    public var fields: HTTPFields
    /// Whether the request came through a socket file. No page in a browser can open one.
    public var isFromSocketFile = false

    public init(
        method: HTTPMethod,
        path: String,
        query: String? = nil,
        version: HTTPVersion = .http11,
        fields: HTTPFields = HTTPFields()
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.version = version
        self.fields = fields
    }
}
