import HTTPMessage

/// The coding a body is sent in.
enum ContentCoding {
    /// - Throws: 415 for a coding other than gzip, or for several.
    static func dataset(_ head: RequestHead) throws(Problem) -> DatasetDecoder.Coding {
        let codings = head.fields[.contentEncoding].map { $0.lowercased() }.filter { $0 != "identity" }
        switch codings {
        case []: return .identity
        // `x-gzip` is the same (RFC 9110 §8.4.1.3).
        case ["gzip"], ["x-gzip"]: return .gzip
        default: throw Problem(.unsupportedMediaType, "the only Content-Encoding decoded here is gzip")
        }
    }

    /// - Throws: 415 for a coding that this resource does not decode (RFC 9110 §8.4, §15.5.16).
    static func requireIdentity(_ head: RequestHead) throws(Problem) {
        for coding in head.fields[.contentEncoding] where coding.lowercased() != "identity" {
            throw Problem(.unsupportedMediaType, "this resource takes no Content-Encoding; send the body as it is")
        }
    }
}
