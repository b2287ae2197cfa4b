/// Everything of a request but its body.
public struct RequestHead: Equatable, Sendable {
    public var method: HTTPMethod
    /// The target's path, percent-encoded as received; `*` for `OPTIONS *` (RFC 9112 §3.2.4).
    public var path: String
    /// What follows the first `?` of the target, as received; nil without one.
    public var query: String?
    public var version: HTTPVersion
    public var fields: HTTPFields

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
