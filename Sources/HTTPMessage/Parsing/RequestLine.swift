/// `method SP request-target SP HTTP-version` (RFC 9112 §3).
struct RequestLine: Sendable {
    var method: HTTPMethod
    var target: RequestTarget
    var version: HTTPVersion

    /// - Parameter line: the line without its line end.
    init(_ line: UnsafeRawBufferPointer) throws(RequestRejection) {
        // RFC 9112 §3: exactly one SP on each side of the target. The RFC permits splitting at any whitespace, but with
        // that two recipients can read the same bytes differently.
        guard let methodEnd = line.place(of: Byte.space) else { throw .malformed(.requestLine) }
        let afterMethod = line.slice((methodEnd + 1)..<line.count)
        guard let targetEnd = afterMethod.place(of: Byte.space) else { throw .malformed(.requestLine) }

        // RFC 9110 §9.1: the method is a token.
        let methodBytes = line.slice(0..<methodEnd)
        guard !methodBytes.isEmpty, ByteSet.token.containsAll(of: methodBytes) else { throw .malformed(.requestLine) }
        method = HTTPMethod(token: String(decoding: methodBytes, as: UTF8.self))
        version = try Self.version(afterMethod.slice((targetEnd + 1)..<afterMethod.count))
        target = try RequestTarget(afterMethod.slice(0..<targetEnd), method: method)
    }

    /// RFC 9112 §2.3: `HTTP/` digit `.` digit, case-sensitive.
    private static func version(_ bytes: UnsafeRawBufferPointer) throws(RequestRejection) -> HTTPVersion {
        let prefix: StaticString = "HTTP/"
        guard bytes.count == 8, bytes[6] == Byte.dot, ByteSet.digit.contains(bytes[5]), ByteSet.digit.contains(bytes[7])
        else { throw .malformed(.version) }
        for index in 0..<5 where bytes[index] != prefix.utf8Start[index] { throw .malformed(.version) }
        // RFC 9110 §15.6.6: another major version is refused. §2.5: a higher minor version counts as 1.1.
        guard bytes[5] == Byte.zero + 1 else { throw .unsupportedVersion }
        return bytes[7] == Byte.zero ? .http10 : .http11
    }
}
