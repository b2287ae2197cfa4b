/// Where the body of a request ends (RFC 9112 §6.3).
package enum BodyFraming: Hashable, Sendable {
    /// Content-Length, or 0 without any framing field. A length beyond `Int.max` is `Int.max`: it exceeds every limit.
    case length(Int)
    case chunked

    /// The length that the client declared; nil if it is not known beforehand.
    package var declaredLength: Int? {
        switch self {
        case .length(let length): length
        case .chunked: nil
        }
    }
}

/// Takes the body of one request out of the connection's bytes, whichever way it is framed.
package struct BodyReader {
    private let framing: BodyFraming
    private var chunks: ChunkedDecoder
    /// The bytes of content read so far.
    package private(set) var received = 0
    /// The most bytes that the body may have.
    package var limit: Int

    package init(framing: BodyFraming, limits: RequestLimits, limit: Int) {
        self.framing = framing
        self.limit = limit
        chunks = ChunkedDecoder(limits: limits)
    }

    package var isFinished: Bool {
        switch framing {
        case .length(let length): received >= length
        case .chunked: chunks.isFinished
        }
    }

    /// The bytes of the body still to come; nil if that is not known.
    package var remaining: Int? { framing.declaredLength.map { $0 - received } }

    /// Reads the part of `slice` that belongs to the body, and appends its content to `content` unless that is to be
    /// dropped.
    ///
    /// - Returns: How many bytes of `slice` belonged to the body.
    /// - Throws: A fault of the chunked coding, or `bodyTooLarge` when a chunk goes beyond `limit`.
    package mutating func read(
        _ slice: UnsafeRawBufferPointer,
        into content: inout [UInt8],
        dropping isDropped: Bool = false
    ) throws(RequestRejection) -> Int {
        switch framing {
        case .length(let length):
            let taken = min(length - received, slice.count)
            received += taken
            if !isDropped { content.append(contentsOf: slice.slice(0..<taken)) }
            return taken
        case .chunked:
            var position = 0
            while true {
                let step = try chunks.decode(slice, from: position, allowance: limit - received, bodyLimit: limit)
                switch step {
                case .end(let consumed):
                    return consumed
                case .data(let range):
                    received += range.count
                    // The limit may have been lowered inside a chunk.
                    guard received <= limit else { throw .bodyTooLarge(limit: limit) }
                    if !isDropped { content.append(contentsOf: slice.slice(range)) }
                    position = range.upperBound
                }
            }
        }
    }
}
