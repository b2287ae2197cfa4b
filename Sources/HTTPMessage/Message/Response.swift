/// A whole answer. Its framing is not the application's: the serialiser alone writes `Content-Length`, `Connection`,
/// `Date` and `Transfer-Encoding`, and leaves out any such field that stands here.
public struct Response: Equatable, Sendable {
    public var status: HTTPStatus
    public var fields: HTTPFields
    public var body: [UInt8]

    public init(status: HTTPStatus, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
