import HTTPMessage

/// The compression of a body's bytes (RFC 9110 §8.4.1).
enum ContentCoding {
    /// How many bytes of text each compressed byte may hold, beyond the first 16 MiB. Real tables stay far below.
    static let largestRatio = 200

    /// Accepts a body that may be gzip. Its first bytes decide whether it is.
    ///
    /// - Throws: 415 for a coding other than gzip, or for several.
    static func requireGzipOrIdentity(_ head: RequestHead) throws(Problem) {
        let codings = head.fields[.contentEncoding].map { $0.lowercased() }.filter { $0 != "identity" }
        // `x-gzip` is an alias (RFC 9110 §8.4.1.3).
        guard [[], ["gzip"], ["x-gzip"]].contains(codings) else {
            throw Problem(.unsupportedMediaType, "the only supported Content-Encoding is gzip")
        }
    }

    /// - Throws: 415 for any coding, on a resource that decodes none (RFC 9110 §8.4, §15.5.16).
    static func requireIdentity(_ head: RequestHead) throws(Problem) {
        for coding in head.fields[.contentEncoding] where coding.lowercased() != "identity" {
            throw Problem(
                .unsupportedMediaType,
                "this resource does not support Content-Encoding; send the body uncompressed"
            )
        }
    }
}
