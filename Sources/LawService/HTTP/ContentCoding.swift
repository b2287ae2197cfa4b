import HTTPMessage

/// The coding a body is sent in.
enum ContentCoding {
    /// - Throws: 415 for a coding that this resource does not decode (RFC 9110 §8.4, §15.5.16).
    static func requireIdentity(_ head: RequestHead) throws(Problem) {
        for coding in head.fields[.contentEncoding] where coding.lowercased() != "identity" {
            throw Problem(.unsupportedMediaType, "this resource takes no Content-Encoding; send the body as it is")
        }
    }
}
