import HTTPMessage

/// Reads one response from slices of any size (RFC 9112 §4, §6). Interim responses are skipped.
///
/// A server is as little trusted as a client: the head and the body are bounded, and nothing is guessed about their length.
struct ResponseReader {
    private enum State {
        case head
        case length(Int)
        case chunked
        case untilEnd
        case complete
    }

    static let headLimit = 64 << 10

    private let bodyLimit: Int
    private var state = State.head
    private var chunks = ChunkedDecoder(limits: RequestLimits())
    private var head: [UInt8] = []
    private var status = 0
    private var fields = HTTPFields()
    private var body: [UInt8] = []

    /// - Parameter bodyLimit: the largest body in bytes.
    init(bodyLimit: Int) {
        self.bodyLimit = bodyLimit
    }

    /// The response, once it is complete.
    var response: ClientResponse? {
        guard case .complete = state else { return nil }
        return ClientResponse(status: status, fields: fields, body: body)
    }

    /// Whether anything has arrived.
    var hasBegun: Bool { !head.isEmpty || status > 0 }

    mutating func read(_ bytes: UnsafeRawBufferPointer) throws(ClientError) {
        var position = 0
        while position < bytes.count {
            switch state {
            case .complete:
                return
            case .head:
                head.append(bytes[position])
                position += 1
                if head.count > Self.headLimit { throw .notHTTP(reason: "its head is longer than 64 KiB") }
                // RFC 9112 §2.2: a line may end with a line feed alone.
                if head.last == 0x0A, head.hasSuffix([0x0A, 0x0D, 0x0A]) || head.hasSuffix([0x0A, 0x0A]) {
                    try endHead()
                }
            case .length(let left):
                let end = position + min(left, bytes.count - position)
                body.append(contentsOf: bytes[position..<end])
                state = left == end - position ? .complete : .length(left - (end - position))
                position = end
            case .untilEnd:
                guard bytes.count - position <= bodyLimit - body.count else { throw .tooLarge(limit: bodyLimit) }
                body.append(contentsOf: bytes[position...])
                position = bytes.count
            case .chunked:
                position = try readChunks(bytes, from: position)
            }
        }
    }

    /// The server has closed the connection.
    mutating func end() throws(ClientError) {
        switch state {
        case .complete: return
        case .untilEnd: state = .complete
        case .head, .length, .chunked:
            throw .interrupted(reason: "the connection was closed before the response was complete")
        }
    }

    private mutating func readChunks(_ bytes: UnsafeRawBufferPointer, from start: Int) throws(ClientError) -> Int {
        let step: ChunkedDecoder.Step
        do {
            step = try chunks.decode(bytes, from: start, allowance: bodyLimit - body.count, bodyLimit: bodyLimit)
        } catch {
            if case .bodyTooLarge(let limit) = error { throw .tooLarge(limit: limit) }
            throw .notHTTP(reason: "its chunks are malformed")
        }
        switch step {
        case .data(let range):
            body.append(contentsOf: bytes[range])
            return range.upperBound
        case .end(let consumed):
            if chunks.isFinished { state = .complete }
            return consumed
        }
    }

    private mutating func endHead() throws(ClientError) {
        let lines = head.split(separator: 0x0A).map { $0.last == 0x0D ? $0.dropLast() : $0 }
        head = []
        status = try Self.status(String(decoding: lines.first ?? [], as: UTF8.self))
        fields = HTTPFields()
        for line in lines.dropFirst() where !line.isEmpty {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
                let name = HTTPFieldName(String(decoding: line[..<colon], as: UTF8.self)),
                let value = HTTPFieldValue(Self.trimmed(line[(colon + 1)...]))
            else { throw .notHTTP(reason: "a field of its head is malformed") }
            fields.append(name, value)
        }
        if status < 200 {
            // RFC 9110 §15.2: any number of interim responses may come first. We never ask for another protocol.
            guard status != 101 else { throw .notHTTP(reason: "it changes the protocol") }
            return
        }
        try chooseFraming()
    }

    /// RFC 9112 §6.3.
    private mutating func chooseFraming() throws(ClientError) {
        let codings = fields[.transferEncoding]
        let lengths = Set(fields[.contentLength])
        if status == 204 || status == 304 {
            state = .complete
        } else if !codings.isEmpty {
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw .notHTTP(reason: "its transfer coding is unknown")
            }
            state = .chunked
        } else if let text = lengths.first {
            guard lengths.count == 1, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(text)
            else {
                throw .notHTTP(reason: "its Content-Length is malformed")
            }
            guard length <= bodyLimit else { throw .tooLarge(limit: bodyLimit) }
            state = length == 0 ? .complete : .length(length)
        } else {
            state = .untilEnd
        }
    }

    /// `HTTP-version SP status-code SP [ reason-phrase ]`
    private static func status(_ line: String) throws(ClientError) -> Int {
        guard let match = line.wholeMatch(of: /HTTP\/1\.[0-9] ([1-5][0-9][0-9])( .*)?/), let status = Int(match.1)
        else {
            throw .notHTTP(reason: "its first line is no status line of HTTP/1.1")
        }
        return status
    }

    private static func trimmed(_ value: ArraySlice<UInt8>) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var value = value.drop(while: isBlank)
        while let last = value.last, isBlank(last) { value.removeLast() }
        return String(decoding: value, as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ bytes: [UInt8]) -> Bool { suffix(bytes.count).elementsEqual(bytes) }
}
