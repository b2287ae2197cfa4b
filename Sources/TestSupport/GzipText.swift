import CZlib

/// Gzip streams of repetitive text, which are much shorter than their text.
public enum GzipText {
    /// The stream of `head`, then `unit` so often that the text has at least `bytes` bytes, then `tail`.
    public static func compressed(_ unit: String, bytes: Int, head: String = "", tail: String = "") -> [UInt8] {
        var stream = z_stream()
        // 16 more than the largest window asks for gzip's header and trailer.
        deflateInit2_(
            &stream,
            9,
            Z_DEFLATED,
            15 + 16,
            9,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        defer { deflateEnd(&stream) }
        var result: [UInt8] = []
        var output = [UInt8](repeating: 0, count: 1 << 16)
        func write(_ text: [UInt8], _ flush: Int32) {
            var text = text
            text.withUnsafeMutableBufferPointer { text in
                stream.next_in = text.baseAddress
                stream.avail_in = UInt32(text.count)
                repeat {
                    let left = output.withUnsafeMutableBufferPointer { output in
                        stream.next_out = output.baseAddress
                        stream.avail_out = UInt32(output.count)
                        deflate(&stream, flush)
                        return Int(stream.avail_out)
                    }
                    result += output[..<(output.count - left)]
                } while stream.avail_out == 0
            }
        }
        write(Array(head.utf8), Z_NO_FLUSH)
        let unit = Array(unit.utf8)
        let block = Array(repeatElement(unit, count: max(1, (1 << 16) / unit.count)).joined())
        for _ in stride(from: 0, to: bytes, by: block.count) { write(block, Z_NO_FLUSH) }
        write(Array(tail.utf8), Z_FINISH)
        return result
    }
}
