/// Where the body of a request ends (RFC 9112 §6.3).
package enum BodyFraming: Hashable, Sendable {
    /// `Content-Length`, or 0 without a framing field. A length above `Int.max` counts as `Int.max`, which exceeds
    /// every limit.
    case length(Int)
    case chunked

    /// The length that the client declared; nil for a chunked body.
    package var declaredLength: Int? {
        switch self {
        case .length(let length): length
        case .chunked: nil
        }
    }
}

/// Extracts the body of one request from the connection's bytes, for either framing.
package struct BodyReader {
    private let framing: BodyFraming
    private var chunks: ChunkedDecoder
    /// The bytes of content read so far.
    package private(set) var received = 0
    /// The largest number of bytes that the body may have. It may be lowered while the body is read.
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

    /// The number of bytes still to come; nil for a chunked body.
    package var remaining: Int? { framing.declaredLength.map { $0 - received } }

    /// Reads the part of `slice` that belongs to the body, and appends its content to `content` unless it is discarded.
    ///
    /// - Returns: The number of bytes of `slice` that belong to the body.
    /// - Throws: A fault of the chunked coding, or `bodyTooLarge` if a chunk exceeds `limit`.
    package mutating func read(
        _ slice: UnsafeRawBufferPointer,
        into content: inout [UInt8],
        discarding isDiscarded: Bool = false
    ) throws(RequestRejection) -> Int {
        switch framing {
        case .length(let length):
            let taken = min(length - received, slice.count)
            received += taken
            if !isDiscarded { content.append(contentsOf: slice.slice(0..<taken)) }
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
                    // The limit may have been lowered in the middle of a chunk.
                    guard received <= limit else { throw .bodyTooLarge(limit: limit) }
                    if !isDiscarded { content.append(contentsOf: slice.slice(range)) }
                    position = range.upperBound
                }
            }
        }
    }
}
