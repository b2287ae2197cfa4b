/// What the fields that concern the server itself say, gathered while a head is read and judged once it is whole.
struct ConnectionFields: Sendable {
    private var hostCount = 0
    private var lengthCount = 0
    private var length = 0
    private var hasTransferEncoding = false
    private var codingCount = 0
    private var chunkedCount = 0
    private var endsInChunked = false
    private var hasEmptyCoding = false
    private var asksToClose = false
    private var asksToKeepAlive = false
    private(set) var expectsContinue = false
    private var hasUnknownExpectation = false

    /// Takes note of one field; of most fields there is nothing to note.
    mutating func note(
        name: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer
    ) throws(RequestRejection) {
        switch name.count {
        case 4 where name.spells("host"): try noteHost(value)
        case 6 where name.spells("expect"): noteExpectation(value)
        case 10 where name.spells("connection"): noteConnection(value)
        case 14 where name.spells("content-length"): try noteLength(value)
        case 17 where name.spells("transfer-encoding"): noteTransferEncoding(value)
        default: break
        }
    }

    /// - Throws: What makes the head as a whole unacceptable.
    func framing(version: HTTPVersion) throws(RequestRejection) -> BodyFraming {
        // RFC 9112 §3.2: HTTP/1.1 needs a Host.
        if hostCount == 0, version == .http11 { throw .malformed(.host) }
        if hasTransferEncoding {
            // RFC 9112 §6.1: HTTP/1.0 has no transfer codings, so the framing is faulty.
            guard version == .http11 else { throw .malformed(.transferEncoding) }
            // RFC 9112 §6.1: both fields at once smell of smuggling.
            guard lengthCount == 0 else { throw .malformed(.ambiguousLength) }
            // RFC 9112 §6.3: chunked must be the last coding; §6.1: and must be applied once.
            // RFC 9110 §5.6.1 would ignore empty elements of the list, as not everybody in front of us does.
            guard endsInChunked, chunkedCount == 1, !hasEmptyCoding else { throw .malformed(.transferEncoding) }
            // RFC 9112 §6.1: codings that are not understood are 501.
            guard codingCount == 1 else { throw .unsupportedTransferCoding }
        }
        // RFC 9110 §10.1.1: other expectations are 417, and HTTP/1.0 knows none.
        if hasUnknownExpectation, version == .http11 { throw .unknownExpectation }
        return hasTransferEncoding ? .chunked : .length(length)
    }

    /// RFC 9112 §9.3.
    func isPersistent(version: HTTPVersion) -> Bool {
        !asksToClose && (version == .http11 || asksToKeepAlive)
    }

    private mutating func noteHost(_ value: UnsafeRawBufferPointer) throws(RequestRejection) {
        hostCount += 1
        // RFC 9112 §3.2: more than one Host, or an invalid one, is 400.
        guard hostCount == 1, Authority(value) != nil else { throw .malformed(.host) }
    }

    private mutating func noteExpectation(_ value: UnsafeRawBufferPointer) {
        // RFC 9110 §10.1.1: a list.
        value.forEachListElement { expectation in
            if expectation.spells("100-continue") {
                expectsContinue = true
            } else if !expectation.isEmpty {
                hasUnknownExpectation = true
            }
        }
    }

    private mutating func noteConnection(_ value: UnsafeRawBufferPointer) {
        value.forEachListElement { option in
            if option.spells("close") { asksToClose = true }
            if option.spells("keep-alive") { asksToKeepAlive = true }
        }
    }

    private mutating func noteLength(_ value: UnsafeRawBufferPointer) throws(RequestRejection) {
        lengthCount += 1
        // RFC 9112 §6.3: a list or repetition of the same number may be accepted or refused; refused, no reading differs.
        // RFC 9110 §8.6: digits only, so no sign, no blank inside, no hexadecimal.
        guard lengthCount == 1, !value.isEmpty, ByteSet.digit.containsAll(of: value) else {
            throw .malformed(.contentLength)
        }
        for digit in value {
            let (tens, tooLarge) = length.multipliedReportingOverflow(by: 10)
            let (sum, stillTooLarge) = tens.addingReportingOverflow(Int(digit - Byte.zero))
            length = tooLarge || stillTooLarge ? .max : sum
            // RFC 9110 §8.6: a number beyond the integer type must not be misread.
            if length == .max { break }
        }
    }

    private mutating func noteTransferEncoding(_ value: UnsafeRawBufferPointer) {
        hasTransferEncoding = true
        value.forEachListElement { coding in
            codingCount += 1
            if coding.isEmpty { hasEmptyCoding = true }
            // RFC 9112 §7: parameters with chunked are an error, so it is compared whole.
            endsInChunked = coding.spells("chunked")
            if endsInChunked { chunkedCount += 1 }
        }
    }
}
