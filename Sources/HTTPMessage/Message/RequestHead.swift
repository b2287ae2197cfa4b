/// The versions that are spoken here. A higher minor version of HTTP/1 is read as 1.1 (RFC 9110 §2.5).
public enum HTTPVersion: Hashable, Sendable {
    case http10
    case http11
}

/// Everything of a request but its body.
public struct RequestHead: Equatable, Sendable {
    public var method: HTTPMethod
    /// The target's path, percent-encoded as received; `*` for `OPTIONS *` (RFC 9112 §3.2.4).
    public var path: String
    /// What follows the first `?` of the target, as received; nil without one.
    public var query: String?
    public var version: HTTPVersion
    public var fields: HTTPFields
    /// The host and port of a target in absolute form.
    var targetAuthority: String?

    /// The host, with the port if there is one, that the request is for: that of an absolute target, whatever `Host` says
    /// (RFC 9112 §3.2.2), or else `Host`.
    public var authority: String? { targetAuthority ?? fields.only(.host) }

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
