/// A complete answer.
///
/// The application does not frame it: the serialiser alone writes `Content-Length`, `Connection`, `Date` and
/// `Transfer-Encoding`, and it omits these fields if `fields` contains them.
public struct Response: Equatable, Sendable {
    public var status: HTTPStatus
    public var fields: HTTPFields
    public var body: [UInt8]
    /// What pays for the memory of the body. It is released when the client has the answer.
    public var payer: AnswerPayer?
    /// Goes into the `RequestRecord`. The client does not see it.
    public var note: (any AnswerNote)?

    public init(status: HTTPStatus, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// Equal answers are the same for the client.
    public static func == (left: Response, right: Response) -> Bool {
        left.status == right.status && left.fields == right.fields && left.body == right.body
    }
}
