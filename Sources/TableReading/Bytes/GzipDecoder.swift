import CZlib

/// Decodes a gzip stream (RFC 1952) from slices cut anywhere, in constant memory.
///
/// It reads HTTP bodies with `Content-Encoding: gzip` and `.gz` files. A stream may have several members, such as two
/// files joined by `cat`; the checksum and the length of each are checked.
public struct GzipDecoder: ~Copyable, @unchecked Sendable {
    // Only this value refers to the stream's memory, and it is never copied, so it may move from thread to thread.

    /// A fault of a stream; offsets are in compressed bytes.
    public enum Fault: Error, Sendable, Hashable {
        /// The bytes are not gzip, or a checksum does not match. `detail` is zlib's message.
        case corrupt(offset: Int, detail: String)
        /// The stream ends within a member.
        case truncated(offset: Int)
        /// The bytes after the last member are not another member.
        case trailingGarbage(offset: Int)
        /// The text is longer than allowed.
        case tooLong(limit: Int)
        /// The text is so much longer than the stream that only a stream made for that purpose is like it.
        case tooDense(ratio: Int, free: Int)
        case outOfMemory
    }

    /// zlib keeps a pointer to the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let limit: Int
    private let ratio: Int?
    private var text = [UInt8](repeating: 0, count: 1 << 16)
    private var isBetweenMembers = true
    private var members = 0
    private var consumed = 0
    private var produced = 0
    private var fault: Fault?

    /// How many bytes of text have no bound by the ratio. Short texts of one value compress very well.
    static let freeBytes = 16 << 20

    /// - Parameters:
    ///   - limit: The longest text in bytes: a small stream can hold a very long one.
    ///   - ratio: How many bytes of text each byte of the stream may hold, beyond the first 16 MiB; `nil` for any number.
    public init(limit: Int = .max, ratio: Int? = nil) throws(Fault) {
        self.limit = limit
        self.ratio = ratio
        stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 is the largest window; 16 more asks for gzip's header and trailer instead of zlib's.
        let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw .outOfMemory }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Whether bytes begin like a gzip stream.
    public static func recognises(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
    }

    /// Decodes a slice. `body` takes the text in pieces, each valid during its call only, and returns whether to
    /// continue.
    public mutating func decode(
        _ bytes: UnsafeRawBufferPointer,
        to body: (UnsafeRawBufferPointer) -> Bool
    ) throws(Fault) {
        if let fault { throw fault }
        let input = bytes.assumingMemoryBound(to: UInt8.self)
        var index = 0
        // If a piece of text fills its buffer, the bytes so far may hold more.
        var hasMore = false
        while index < input.count || hasMore {
            if isBetweenMembers {
                // Only the first byte is looked at: zlib checks the rest of a member's header.
                if members > 0, input[index] != 0x1F { throw stop(.trailingGarbage(offset: consumed)) }
                inflateReset(stream)
                isBetweenMembers = false
            }
            let slice = UnsafeBufferPointer(rebasing: input[index..<min(input.count, index + (1 << 30))])
            let step = inflate(slice)
            index += step.consumed
            consumed += step.consumed
            // Text before a fault is delivered before the fault is thrown. So which of several faults is reported first
            // does not depend on the slices.
            let allowed = min(step.produced, limit - produced)
            produced += step.produced
            guard text.withUnsafeBytes({ body(UnsafeRawBufferPointer(rebasing: $0[..<allowed])) }) else { return }
            if produced > limit { throw stop(.tooLong(limit: limit)) }
            if let ratio, (produced - Self.freeBytes) / ratio > consumed {
                throw stop(.tooDense(ratio: ratio, free: Self.freeBytes))
            }
            switch step.status {
            case Z_OK: break
            case Z_BUF_ERROR where hasMore: break  // there was no more
            case Z_STREAM_END:
                isBetweenMembers = true
                members += 1
            case Z_MEM_ERROR: throw stop(.outOfMemory)
            default:
                let detail = stream.pointee.msg.map { String(cString: $0) } ?? "no gzip stream"
                throw stop(.corrupt(offset: consumed, detail: detail))
            }
            hasMore = step.produced == text.count && !isBetweenMembers
        }
    }

    /// Ends the stream, which must be at the end of a member.
    public mutating func finish() throws(Fault) {
        if let fault { throw fault }
        guard isBetweenMembers, members > 0 else { throw stop(.truncated(offset: consumed)) }
    }

    private mutating func stop(_ fault: Fault) -> Fault {
        self.fault = fault
        return fault
    }

    private mutating func inflate(
        _ input: UnsafeBufferPointer<UInt8>
    ) -> (consumed: Int, produced: Int, status: Int32) {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        let status = text.withUnsafeMutableBufferPointer { [stream] text in
            stream.pointee.next_out = text.baseAddress
            stream.pointee.avail_out = UInt32(text.count)
            return CZlib.inflate(stream, Z_NO_FLUSH)
        }
        return (input.count - Int(stream.pointee.avail_in), text.count - Int(stream.pointee.avail_out), status)
    }
}

extension GzipDecoder.Fault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .corrupt(let offset, let detail): "the gzip stream is damaged near byte \(offset): \(detail)"
        case .truncated(let offset): "the gzip stream is cut off after \(offset) byte\(offset == 1 ? "" : "s")"
        case .trailingGarbage(let offset): "something other than gzip follows at byte \(offset)"
        case .tooLong(let limit): "the decoded text is longer than \(limit) bytes"
        case .tooDense(let ratio, let free):
            """
            beyond the first \(free >> 20) MiB, the decoded text is more than \(ratio) times as long as the gzip stream; send it \
            uncompressed, or in parts
            """
        case .outOfMemory: "there is no memory to decode the gzip stream with"
        }
    }
}
