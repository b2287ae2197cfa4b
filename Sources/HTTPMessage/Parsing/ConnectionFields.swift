/// The fields that the server itself interprets: `Host`, `Content-Length`, `Transfer-Encoding`, `Connection` and
/// `Expect`.
///
/// They are recorded while the head is read, and judged once it is complete.
struct ConnectionFields: Sendable {
    private var hostCount = 0
    private var lengthCount = 0
    private var length = 0
    private var hasTransferEncoding = false
    private var codingCount = 0
    private var chunkedCount = 0
    private var endsInChunked = false
    private var hasEmptyCoding = false
    private var hasClose = false
    private var hasKeepAlive = false
    private(set) var expectsContinue = false
    private var hasUnknownExpectation = false

    /// Records one field. Most fields do not concern the server.
    mutating func record(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) throws(RequestRejection) {
        switch name.count {
        case 4 where name.equalsIgnoringCase("host"): try recordHost(value)
        case 6 where name.equalsIgnoringCase("expect"): recordExpectation(value)
        case 10 where name.equalsIgnoringCase("connection"): recordConnection(value)
        case 14 where name.equalsIgnoringCase("content-length"): try recordLength(value)
        case 17 where name.equalsIgnoringCase("transfer-encoding"): recordTransferEncoding(value)
        default: break
        }
    }

    /// Judges the fields together.
    func framing(version: HTTPVersion) throws(RequestRejection) -> BodyFraming {
        // RFC 9112 §3.2: HTTP/1.1 needs a Host.
        if hostCount == 0, version == .http11 { throw .malformed(.host) }
        if hasTransferEncoding {
            // RFC 9112 §6.1: HTTP/1.0 has no transfer codings, so the framing is faulty.
            guard version == .http11 else { throw .malformed(.transferEncoding) }
            // RFC 9112 §6.1: both fields together indicate request smuggling.
            guard lengthCount == 0 else { throw .malformed(.ambiguousLength) }
            // RFC 9112 §6.3: chunked must be the last coding. §6.1: it must be applied once. RFC 9110 §5.6.1 tells
            // recipients to ignore empty elements of a list, but not every intermediary does.
            guard endsInChunked, chunkedCount == 1, !hasEmptyCoding else { throw .malformed(.transferEncoding) }
            // RFC 9112 §6.1: an unknown coding is answered 501.
            guard codingCount == 1 else { throw .unsupportedTransferCoding }
        }
        // RFC 9110 §10.1.1: another expectation is answered 417, and HTTP/1.0 has no expectations.
        if hasUnknownExpectation, version == .http11 { throw .unknownExpectation }
        return hasTransferEncoding ? .chunked : .length(length)
    }

    /// RFC 9112 §9.3.
    func isPersistent(version: HTTPVersion) -> Bool {
        !hasClose && (version == .http11 || hasKeepAlive)
    }

    private mutating func recordHost(_ value: UnsafeRawBufferPointer) throws(RequestRejection) {
        hostCount += 1
        // RFC 9112 §3.2: a second Host and an invalid Host are answered 400.
        guard hostCount == 1, Authority(value) != nil else { throw .malformed(.host) }
    }

    private mutating func recordExpectation(_ value: UnsafeRawBufferPointer) {
        // RFC 9110 §10.1.1: a list.
        value.forEachListElement { expectation in
            if expectation.equalsIgnoringCase("100-continue") {
                expectsContinue = true
            } else if !expectation.isEmpty {
                hasUnknownExpectation = true
            }
        }
    }

    private mutating func recordConnection(_ value: UnsafeRawBufferPointer) {
        value.forEachListElement { option in
            if option.equalsIgnoringCase("close") { hasClose = true }
            if option.equalsIgnoringCase("keep-alive") { hasKeepAlive = true }
        }
    }

    private mutating func recordLength(_ value: UnsafeRawBufferPointer) throws(RequestRejection) {
        lengthCount += 1
        // RFC 9112 §6.3 permits accepting repetitions of the same number. They are refused, so that no intermediary can
        // read them differently. RFC 9110 §8.6: digits only, so no sign, no inner blank, no hexadecimal.
        guard lengthCount == 1, !value.isEmpty, ByteSet.digit.containsAll(of: value) else {
            throw .malformed(.contentLength)
        }
        for digit in value {
            let (tens, isTooLarge) = length.multipliedReportingOverflow(by: 10)
            let (sum, isStillTooLarge) = tens.addingReportingOverflow(Int(digit - Byte.zero))
            length = isTooLarge || isStillTooLarge ? .max : sum
            // RFC 9110 §8.6: a number that exceeds the integer type must not be misread. `Int.max` is above every
            // limit.
            if length == .max { break }
        }
    }

    private mutating func recordTransferEncoding(_ value: UnsafeRawBufferPointer) {
        hasTransferEncoding = true
        value.forEachListElement { coding in
            codingCount += 1
            if coding.isEmpty { hasEmptyCoding = true }
            // RFC 9112 §7: chunked has no parameters, so the whole element is compared.
            endsInChunked = coding.equalsIgnoringCase("chunked")
            if endsInChunked { chunkedCount += 1 }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Calls `visit` for each element of a comma-separated list, trimmed. Empty elements count (RFC 9110 §5.6.1).
    fileprivate func forEachListElement(_ visit: (UnsafeRawBufferPointer) -> Void) {
        var start = 0
        for index in 0...count where index == count || self[index] == Byte.comma {
            visit(slice(trimmed(start..<index)))
            start = index + 1
        }
    }
}
