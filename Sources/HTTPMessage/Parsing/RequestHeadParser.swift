import Glibc

/// Reads one request head (RFC 9112 §2 to §5), fed in slices of any size, with the same outcome for every way to slice.
///
/// Each byte is looked at once: a line is copied when it arrives and judged when its end does.
package struct RequestHeadParser {
    package enum Step {
        /// All bytes were taken; the head is not whole yet.
        case needMoreBytes
        case complete(ParsedHead, consumed: Int)
    }

    private let limits: RequestLimits
    /// The head so far, from the first byte of the request line.
    private var bytes: [UInt8] = []
    private var lineStart = 0
    private var requestLine: RequestLine?
    private var entries: [HTTPFields.Entry] = []
    private var connectionFields = ConnectionFields()
    private var isInsideEmptyLine = false

    package init(limits: RequestLimits) {
        self.limits = limits
    }

    /// Whether a byte of the request line has been seen.
    package var hasStarted: Bool { !bytes.isEmpty }

    /// The method, once the request line is read; a refusal of HEAD has no body either.
    package var method: HTTPMethod? { requestLine?.method }

    /// After `.complete` the parser is ready for the next head; after an error it is of no further use.
    package mutating func parse(_ slice: UnsafeRawBufferPointer) throws(RequestRejection) -> Step {
        var position = hasStarted ? 0 : try skipEmptyLines(slice)
        while position < slice.count {
            let rest = slice.slice(position..<slice.count)
            let lineEnd = lineFeed(in: rest)
            let taken = lineEnd.map { $0 + 1 } ?? rest.count
            try checkLimits(adding: lineEnd ?? rest.count, isWholeLine: lineEnd != nil)
            bytes.append(contentsOf: rest.slice(0..<taken))
            position += taken
            guard lineEnd != nil else { break }
            if try readLine() { return .complete(try finish(), consumed: position) }
        }
        return .needMoreBytes
    }

    /// RFC 9112 §2.2: empty lines before the request line are ignored, and are not yet a request.
    private mutating func skipEmptyLines(_ slice: UnsafeRawBufferPointer) throws(RequestRejection) -> Int {
        for (position, byte) in slice.enumerated() {
            if isInsideEmptyLine {
                guard byte == Byte.lineFeed else { throw .malformed(.lineEnding) }
                isInsideEmptyLine = false
            } else if byte == Byte.carriageReturn {
                isInsideEmptyLine = true
            } else {
                // RFC 9110 §9.1: what begins otherwise (a TLS handshake, say) is no request, however it goes on.
                guard ByteSet.token.contains(byte) else { throw .malformed(.requestLine) }
                bytes.reserveCapacity(512)
                entries.reserveCapacity(8)
                return position
            }
        }
        return slice.count
    }

    private func lineFeed(in rest: UnsafeRawBufferPointer) -> Int? {
        guard let base = rest.baseAddress, let found = memchr(base, Int32(Byte.lineFeed), rest.count) else {
            return nil
        }
        return UnsafeRawPointer(found) - base
    }

    /// The same bytes break the same limit whether or not the rest of their line has arrived.
    private func checkLimits(adding count: Int, isWholeLine: Bool) throws(RequestRejection) {
        // The line's own bytes may be followed by one CR.
        if requestLine == nil, bytes.count + count > limits.requestLineBytes + 1 {
            throw .requestLineTooLong(limit: limits.requestLineBytes)
        }
        if bytes.count + count + (isWholeLine ? 1 : 0) > limits.headBytes {
            throw .headTooLarge(limit: limits.headBytes)
        }
    }

    /// Reads the line that has just become whole. True if it is the empty line that ends the head.
    private mutating func readLine() throws(RequestRejection) -> Bool {
        let start = lineStart
        // RFC 9112 §2.2: a lone LF may be taken as a line end; it is not, because some in front of us would not.
        let end = bytes.count - 2
        guard end >= start, bytes[end] == Byte.carriageReturn else { throw .malformed(.lineEnding) }
        lineStart = bytes.count
        if requestLine == nil {
            requestLine = try bytes.withBytes(start..<end) { line throws(RequestRejection) in try RequestLine(line) }
            return false
        }
        if start == end { return true }
        guard entries.count < limits.fieldCount else { throw .tooManyFields(limit: limits.fieldCount) }
        var noted = connectionFields
        let field = try bytes.withBytes(start..<end) { line throws(RequestRejection) in
            let field = try FieldLine(line)
            try noted.note(name: line.slice(field.name), value: line.slice(field.value))
            return field
        }
        connectionFields = noted
        entries.append(HTTPFields.Entry(name: field.name.shifted(by: start), value: field.value.shifted(by: start)))
        return false
    }

    private mutating func finish() throws(RequestRejection) -> ParsedHead {
        guard let line = requestLine else { throw .malformed(.requestLine) }
        let framing = try connectionFields.framing(version: line.version)
        var head = RequestHead(
            method: line.method,
            path: line.path,
            query: line.query,
            version: line.version,
            fields: HTTPFields(bytes: bytes, entries: entries)
        )
        head.targetAuthority = line.authority
        let parsed = ParsedHead(
            head: head,
            framing: framing,
            isPersistent: connectionFields.isPersistent(version: line.version),
            // RFC 9110 §10.1.1: the expectation of an HTTP/1.0 client is ignored.
            expectsContinue: connectionFields.expectsContinue && line.version == .http11
        )
        self = RequestHeadParser(limits: limits)
        return parsed
    }
}

extension Range<Int> {
    fileprivate func shifted(by offset: Int) -> Range<Int> {
        lowerBound + offset..<upperBound + offset
    }
}

/// A request head together with what it says about the connection that it came on.
package struct ParsedHead: Equatable, Sendable {
    package var head: RequestHead
    package var framing: BodyFraming
    /// Whether the client wants the connection kept after the answer (RFC 9112 §9.3).
    package var isPersistent: Bool
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1).
    package var expectsContinue: Bool
}
