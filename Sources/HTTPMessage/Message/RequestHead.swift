/// The supported versions. A higher minor version of HTTP/1 counts as 1.1 (RFC 9110 §2.5).
public enum HTTPVersion: Hashable, Sendable {
    case http10
    case http11
}

/// A request without its body.
///
/// It is read and never changed, and it is passed on a dozen times while a request is answered. So it is one reference.
public final class RequestHead: Equatable, Sendable {
    public let method: HTTPMethod
    /// The target's path, percent-encoded as received; `*` for `OPTIONS *` (RFC 9112 §3.2.4).
    public let path: String
    /// The target's text after the first `?`, as received; nil without a `?`.
    public let query: String?
    public let version: HTTPVersion
    public let fields: HTTPFields
    /// Whether the request came through a socket file. No page in a browser can open one.
    public let isFromSocketFile: Bool

    public init(
        method: HTTPMethod,
        path: String,
        query: String? = nil,
        version: HTTPVersion = .http11,
        fields: HTTPFields = HTTPFields(),
        isFromSocketFile: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.version = version
        self.fields = fields
        self.isFromSocketFile = isFromSocketFile
    }

    public static func == (left: RequestHead, right: RequestHead) -> Bool {
        left.method == right.method && left.path == right.path && left.query == right.query
            && left.version == right.version
            && left.fields == right.fields && left.isFromSocketFile == right.isFromSocketFile
    }
}
