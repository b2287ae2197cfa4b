import Testing

@testable import HTTPMessage

/// Streams of requests, some of them damaged, must get the same answers for every slicing.
@Suite("Random splits")
struct SplitPropertyTests {
    @Test("the answers to a stream do not depend on its slicing", arguments: [1, 2, 3, 5, 8, 13] as [UInt64])
    func slicingNeverShows(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<150 {
            let stream = Self.stream(using: &random)
            let whole = Self.answers(to: [stream])
            for _ in 0..<8 {
                let slices = Self.slices(of: stream, using: &random)
                let answers = Self.answers(to: slices)
                #expect(answers == whole, "seed \(seed), round \(round): \(String(decoding: stream, as: UTF8.self))")
            }
        }
    }

    /// One to six requests. In every third stream, on average, one byte is changed, removed or doubled.
    private static func stream(using random: inout SeededGenerator) -> [UInt8] {
        var bytes = (0..<Int.random(in: 1...6, using: &random)).flatMap { _ in request(using: &random) }
        guard Int.random(in: 0..<3, using: &random) == 0, let place = bytes.indices.randomElement(using: &random) else {
            return bytes
        }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(bytes[place], at: place)
        }
        return bytes
    }

    private static func request(using random: inout SeededGenerator) -> [UInt8] {
        let body = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        let path = ["/collect", "/a?b", "/early", "/small", "http://h/collect"].randomElement(using: &random) ?? "/"
        let start = Array("POST \(path) HTTP/1.1\r\nHost: h\r\n".utf8)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return Array("GET /a HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
        case 1: return Array("\r\nHEAD /collect HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n".utf8)
        case 2: return start + Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
        default: return start + Array("Transfer-Encoding: chunked\r\n\r\n".utf8) + chunked(body, using: &random)
        }
    }

    private static func chunked(_ body: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var coded: [UInt8] = []
        var position = 0
        while position < body.count {
            let end = Int.random(in: position + 1...body.count, using: &random)
            let size = String(end - position, radix: 16, uppercase: Bool.random(using: &random))
            coded += Array((size + (Bool.random(using: &random) ? ";a=\"b\"" : "") + "\r\n").utf8)
            coded += body[position..<end] + [13, 10]
            position = end
        }
        return coded + Array((Bool.random(using: &random) ? "0\r\n\r\n" : "0;c\r\nX: y\r\n\r\n").utf8)
    }

    private static func slices(of bytes: [UInt8], using random: inout SeededGenerator) -> [[UInt8]] {
        let longest = Int.random(in: 1...max(1, bytes.count), using: &random)
        var slices: [[UInt8]] = []
        var position = 0
        while position < bytes.count {
            let end = min(bytes.count, position + Int.random(in: 1...longest, using: &random))
            slices.append(Array(bytes[position..<end]))
            position = end
        }
        return slices
    }

    private static func answers(to slices: [[UInt8]]) -> String {
        let wire = Wire()
        for slice in slices { wire.receive(slice) }
        wire.endInput()
        return wire.sent
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
