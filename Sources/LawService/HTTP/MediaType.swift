import HTTPMessage

/// The media type of a body (RFC 9110 §8.3.1). It is a hint: the bytes decide how a table is read.
enum MediaType {
    /// The `Content-Type` field of a request.
    ///
    /// - Throws: 400 for several fields, because a proxy may use another one than this service (RFC 9110 §5.3).
    static func field(_ head: RequestHead) throws(Problem) -> String? {
        let fields = head.fields[.contentType]
        guard fields.count < 2 else {
            throw Problem(.badRequest, "Content-Type is given more than once; give it once")
        }
        return head.fields.only(.contentType)
    }
}
