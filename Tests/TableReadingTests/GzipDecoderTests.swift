import CZlib
import TableReading
import TestSupport
import Testing

@Suite("Gzip decoder")
struct GzipDecoderTests {
    /// `gzip.compress(b"1 2\n1 3\n", mtime=0)` and `gzip.compress(b"2 4\n", mtime=0)` of Python 3.11.
    private static let first: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 51, 84, 48, 226, 50, 84, 48, 230, 2, 0, 27, 94, 158, 132, 8, 0, 0, 0,
    ]
    private static let second: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 51, 82, 48, 225, 2, 0, 63, 179, 212, 24, 4, 0, 0, 0,
    ]

    private static func decode(_ slices: [[UInt8]], limit: Int = .max) throws(GzipDecoder.Fault) -> [UInt8] {
        var decoder = try GzipDecoder(limit: limit)
        var text: [UInt8] = []
        for slice in slices {
            try slice.withUnsafeBufferPointer { (bytes) throws(GzipDecoder.Fault) in
                try decoder.decode(UnsafeRawBufferPointer(bytes)) {
                    text.append(contentsOf: $0)
                    return true
                }
            }
        }
        try decoder.finish()
        return text
    }

    @Test("joins members, wherever the stream is cut")
    func members() throws {
        let stream = Self.first + Self.second
        for cut in 0...stream.count {
            let text = try Self.decode([Array(stream[..<cut]), Array(stream[cut...])])
            #expect(text == Array("1 2\n1 3\n2 4\n".utf8))
        }
        #expect(stream.withUnsafeBytes { GzipDecoder.recognises($0) })
        #expect(!Array("1 2".utf8).withUnsafeBytes { GzipDecoder.recognises($0) })
    }

    @Test("refuses a stream that is cut off within a member")
    func truncated() throws {
        let stream = Self.first + Self.second
        for end in 0..<stream.count where end != Self.first.count {
            #expect(throws: GzipDecoder.Fault.truncated(offset: end)) { try Self.decode([Array(stream[..<end])]) }
        }
    }

    @Test("delivers the text before damage, wherever the stream is cut")
    func textBeforeDamage() throws {
        var stream = Self.first
        stream[20] ^= 1
        for cut in 0...stream.count {
            var text: [UInt8] = []
            #expect(throws: GzipDecoder.Fault.self) {
                var decoder = try GzipDecoder()
                for slice in [stream[..<cut], stream[cut...]] {
                    try Array(slice).withUnsafeBytes { bytes in
                        try decoder.decode(bytes) {
                            text.append(contentsOf: $0)
                            return true
                        }
                    }
                }
                try decoder.finish()
            }
            #expect(text == Array("1 2\n1 3\n".utf8), "cut at \(cut)")
        }
    }

    @Test("refuses bytes after the last member, a wrong checksum, a wrong length and other formats")
    func damage() throws {
        #expect(throws: GzipDecoder.Fault.trailingGarbage(offset: 28)) { try Self.decode([Self.first + [0, 0]]) }
        for index in [20, 24] {
            var stream = Self.first
            stream[index] ^= 1
            #expect(throws: GzipDecoder.Fault.self) { try Self.decode([stream]) }
        }
        #expect(throws: GzipDecoder.Fault.self) { try Self.decode([Array("user,item\n".utf8)]) }
    }

    @Test("bounds the text of a small stream")
    func bounded() throws {
        // Ten million zeros, compressed by zlib itself.
        let text = [UInt8](repeating: 0, count: 10_000_000)
        var stream = z_stream()
        try #require(
            deflateInit2_(&stream, 6, Z_DEFLATED, 31, 8, 0, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == 0
        )
        defer { deflateEnd(&stream) }
        var packed = [UInt8](repeating: 0, count: 100_000)
        let count = text.withUnsafeBufferPointer { text in
            packed.withUnsafeMutableBufferPointer { packed in
                stream.next_in = UnsafeMutablePointer(mutating: text.baseAddress)
                stream.avail_in = UInt32(text.count)
                stream.next_out = packed.baseAddress
                stream.avail_out = UInt32(packed.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END ? packed.count - Int(stream.avail_out) : 0
            }
        }
        let bytes = Array(packed[..<count])
        #expect(try Self.decode([bytes]).count == text.count)
        #expect(throws: GzipDecoder.Fault.tooLong(limit: 1_000_000)) { try Self.decode([bytes], limit: 1_000_000) }
    }

    @Test(
        "bounds the ratio of text and stream, beyond 16 MiB, wherever the stream is cut",
        arguments: [97, 4_096, 1 << 20]
    )
    func ratio(_ slice: Int) throws {
        func decoded(_ stream: [UInt8], ratio: Int?) throws(GzipDecoder.Fault) -> Int {
            var decoder = try GzipDecoder(ratio: ratio)
            var bytes = 0
            for begin in stride(from: 0, to: stream.count, by: slice) {
                let piece = Array(stream[begin..<min(begin + slice, stream.count)])
                try piece.withUnsafeBufferPointer { (piece) throws(GzipDecoder.Fault) in
                    try decoder.decode(UnsafeRawBufferPointer(piece)) {
                        bytes += $0.count
                        return true
                    }
                }
            }
            try decoder.finish()
            return bytes
        }
        let short = GzipText.compressed("1,", bytes: 16 << 20)
        #expect(try decoded(short, ratio: 200) >= 16 << 20)
        let long = GzipText.compressed("1,", bytes: 64 << 20)
        #expect(throws: GzipDecoder.Fault.tooDense(ratio: 200, free: 16 << 20)) { _ = try decoded(long, ratio: 200) }
        #expect(try decoded(long, ratio: nil) >= 64 << 20)
        // The same text is allowed where the stream is as long as its text deserves.
        #expect(try decoded(long, ratio: 1_100) >= 64 << 20)
    }
}
