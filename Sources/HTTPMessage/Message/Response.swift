/// A complete answer.
///
/// The application does not frame it: the serialiser alone writes `Content-Length`, `Connection`, `Date` and
/// `Transfer-Encoding`, and it omits these fields if `fields` contains them.
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
