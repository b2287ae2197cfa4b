/// Parses one request head (RFC 9112 §2 to §5) from slices of any size. The outcome does not depend on the slicing.
///
/// Each byte is examined once: bytes are copied when they arrive, and a line is parsed when its end arrives.
package struct RequestHeadParser {
    package enum Step {
        /// All bytes were read; the head is not complete yet.
        case needMoreBytes
        case complete(ParsedHead, consumed: Int)
    }

    private let limits: RequestLimits
    /// The bytes of the head so far, from the first byte of the request line.
    private var bytes: [UInt8] = []
    private var lineStart = 0
    private var requestLine: RequestLine?
    private var entries: [HTTPFields.Entry] = []
    private var connectionFields = ConnectionFields()
    private var isInsideEmptyLine = false
    /// What the heads say about the way on which their requests come.
    package var isFromSocketFile = false

    package init(limits: RequestLimits) {
        self.limits = limits
    }

    /// Whether the request line has begun.
    package var hasStarted: Bool { !bytes.isEmpty }

    /// The method, once the request line is complete. A refusal needs it: an answer to HEAD has no body.
    package var method: HTTPMethod? { requestLine?.method }

    /// After `.complete` the parser is ready for the next head. After an error it must not be used again.
    package mutating func parse(_ slice: UnsafeRawBufferPointer) throws(RequestRejection) -> Step {
        var position = hasStarted ? 0 : try skipEmptyLines(slice)
        while position < slice.count {
            let rest = slice.slice(position..<slice.count)
            let lineEnd = rest.place(of: Byte.lineFeed)
            let taken = lineEnd.map { $0 + 1 } ?? rest.count
            try checkLimits(adding: lineEnd ?? rest.count, isWholeLine: lineEnd != nil)
            bytes.append(contentsOf: rest.slice(0..<taken))
            position += taken
            guard lineEnd != nil else { break }
            if try readLine() { return .complete(try finish(), consumed: position) }
        }
        return .needMoreBytes
    }

    /// RFC 9112 §2.2: empty lines before the request line are ignored. They do not begin a request.
    private mutating func skipEmptyLines(_ slice: UnsafeRawBufferPointer) throws(RequestRejection) -> Int {
        for (position, byte) in slice.enumerated() {
            if isInsideEmptyLine {
                guard byte == Byte.lineFeed else { throw .malformed(.lineEnding) }
                isInsideEmptyLine = false
            } else if byte == Byte.carriageReturn {
                isInsideEmptyLine = true
            } else {
                // RFC 9110 §9.1: a request begins with a method, which is a token. Other bytes, such as a TLS
                // handshake, are refused at once.
                guard ByteSet.token.contains(byte) else { throw .malformed(.requestLine) }
                bytes.reserveCapacity(512)
                entries.reserveCapacity(8)
                return position
            }
        }
        return slice.count
    }

    /// Checks the limits. The same bytes break the same limit, whether or not the rest of their line has arrived.
    private func checkLimits(adding count: Int, isWholeLine: Bool) throws(RequestRejection) {
        // One CR may follow the bytes of the line.
        if requestLine == nil, bytes.count + count - 1 > limits.requestLineBytes {
            throw .requestLineTooLong(limit: limits.requestLineBytes)
        }
        if bytes.count + count + (isWholeLine ? 1 : 0) > limits.headBytes {
            throw .headTooLarge(limit: limits.headBytes)
        }
    }

    /// Parses the line that has just become complete.
    ///
    /// - Returns: Whether it is the empty line that ends the head.
    private mutating func readLine() throws(RequestRejection) -> Bool {
        let start = lineStart
        // RFC 9112 §2.2 permits accepting a lone LF as a line end. It is refused, because an intermediary may not
        // accept it.
        let end = bytes.count - 2
        guard end >= start, bytes[end] == Byte.carriageReturn else { throw .malformed(.lineEnding) }
        lineStart = bytes.count
        if requestLine == nil {
            requestLine = try bytes.withBytes(start..<end) { line throws(RequestRejection) in try RequestLine(line) }
            return false
        }
        if start == end { return true }
        guard entries.count < limits.fieldCount else { throw .tooManyFields(limit: limits.fieldCount) }
        var recorded = connectionFields
        let field = try bytes.withBytes(start..<end) { line throws(RequestRejection) in
            let field = try HTTPFields.Entry(line)
            try recorded.record(name: line.slice(field.name), value: line.slice(field.value))
            return field
        }
        connectionFields = recorded
        entries.append(field.shifted(by: start))
        return false
    }

    private mutating func finish() throws(RequestRejection) -> ParsedHead {
        guard let line = requestLine else { throw .malformed(.requestLine) }
        let framing = try connectionFields.framing(version: line.version)
        var fields = HTTPFields(bytes: bytes, entries: entries)
        if let authority = line.target.authority {
            // RFC 9112 §3.2.2: the host of the target replaces that of the field.
            guard let host = HTTPFieldValue(String(decoding: authority, as: UTF8.self)) else {
                throw .malformed(.target)
            }
            fields.set(.host, host)
        }
        let head = RequestHead(
            method: line.method,
            path: line.target.path,
            query: line.target.query,
            version: line.version,
            fields: fields,
            isFromSocketFile: isFromSocketFile
        )
        let parsed = ParsedHead(
            head: head,
            framing: framing,
            isPersistent: connectionFields.isPersistent(version: line.version),
            // RFC 9110 §10.1.1: an expectation of an HTTP/1.0 client is ignored.
            expectsContinue: connectionFields.expectsContinue && line.version == .http11
        )
        let isFromSocketFile = isFromSocketFile
        self = RequestHeadParser(limits: limits)
        self.isFromSocketFile = isFromSocketFile
        return parsed
    }
}

/// A request head and what it says about its connection.
package struct ParsedHead: Equatable, Sendable {
    package var head: RequestHead
    package var framing: BodyFraming
    /// Whether the client wants to keep the connection after the answer (RFC 9112 §9.3).
    package var isPersistent: Bool
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1).
    package var expectsContinue: Bool
}
