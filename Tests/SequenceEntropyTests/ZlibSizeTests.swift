import CZlib
import TestSupport
import Testing

@testable import SequenceEntropy

/// The size of compressed blocks against that of the library. Its versions from 1.2.11 to 1.3.1 choose alike.
@Suite("zlib's size")
struct ZlibSizeTests {
    /// The optimiser makes this code a hundred times as fast, so a build without it tries fewer blocks.
    #if DEBUG
        private static let blocks = 24
    #else
        private static let blocks = 1_200
    #endif

    @Test("is that of the library for random blocks", arguments: Kind.allCases)
    func randomBlocks(_ kind: Kind) {
        let seed = UInt64.random(in: 0 ... .max)
        var numbers = SeededGenerator(seed: seed)
        var size = ZlibSize()
        for number in 0..<Self.blocks {
            // Most are short, because the end of a block is the hardest.
            let count =
                number % 12 == 0
                ? 10_000 : Int.random(in: 0..<1 << Int.random(in: 1...12, using: &numbers), using: &numbers)
            let block = kind.block(of: count, using: &numbers)
            let bytes = block.withUnsafeBufferPointer { size(bigEndian: $0) }
            #expect(bytes == Self.sizeByTheLibrary(block), "seed \(seed), block \(number) of \(count)")
        }
    }

    @Test("is that of the library where a match is as far away as one may be", arguments: 8_120..<8_135)
    func farMatches(_ distance: Int) {
        // Each number occurs twice, and bytes before the second one shift its place.
        var numbers = SeededGenerator(seed: UInt64(distance))
        for tail in 0..<4 {
            var block = (0..<distance).map { _ in UInt32.random(in: 0 ... .max, using: &numbers) }
            block += block[..<(1_500 + tail)]
            #expect(Self.size(block) == Self.sizeByTheLibrary(block))
        }
    }

    @Test("is that of the library if a code would be longer than fifteen bits")
    func longCodes() {
        // Bytes as frequent as Fibonacci's numbers make the deepest tree. No three of them come again, so none becomes a match.
        var numbers = SeededGenerator(seed: 7)
        var size = ZlibSize()
        for _ in 0..<40 {
            var bytes: [UInt8] = []
            var (last, next) = (1, 1)
            for byte in 0..<UInt8(Int.random(in: 12...20, using: &numbers)) {
                bytes += [UInt8](repeating: 11 &* byte, count: last)
                (last, next) = (next, last + next)
            }
            bytes.shuffle(using: &numbers)
            let block = stride(from: 0, to: bytes.count / 4 * 4, by: 4).prefix(16_000).map { index in
                bytes[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            }
            let result = block.withUnsafeBufferPointer { size(bigEndian: $0) }
            #expect(result == Self.sizeByTheLibrary(block))
        }
    }

    private static func size(_ block: [UInt32]) -> Int {
        var size = ZlibSize()
        return block.withUnsafeBufferPointer { size(bigEndian: $0) }
    }

    private static func sizeByTheLibrary(_ block: [UInt32]) -> Int {
        block.map(\.bigEndian).withUnsafeBytes { raw in
            var size = compressBound(uLong(raw.count))
            let compressed = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Int(size))
            defer { compressed.deallocate() }
            let status = compress2(
                compressed.baseAddress,
                &size,
                raw.bindMemory(to: UInt8.self).baseAddress,
                uLong(raw.count),
                6
            )
            return status == Z_OK ? Int(size) : -1
        }
    }

    enum Kind: CaseIterable {
        case uniform, skewed, copies, period, runs, bytes

        func block(of count: Int, using numbers: inout SeededGenerator) -> [UInt32] {
            let most = UInt32.max >> UInt32.random(in: 0...31, using: &numbers)
            switch self {
            case .uniform: return (0..<count).map { _ in UInt32.random(in: 0...most, using: &numbers) }
            case .skewed:
                return (0..<count).map { _ in
                    let share = Double.random(in: 0..<1, using: &numbers)
                    return UInt32(Double(most) * share * share * share * share)
                }
            case .copies:
                var block: [UInt32] = []
                while block.count < count {
                    let length = Int.random(in: 1...40, using: &numbers)
                    if let begin = block.indices.randomElement(using: &numbers), Bool.random(using: &numbers) {
                        block += block[begin...].prefix(length)
                    } else {
                        block += (0..<length).map { _ in UInt32.random(in: 0...most, using: &numbers) }
                    }
                }
                return Array(block.prefix(count))
            case .period:
                let period = (0...Int.random(in: 0...300, using: &numbers)).map { _ in
                    UInt32.random(in: 0...most, using: &numbers)
                }
                return (0..<count).map { period[$0 % period.count] }
            case .runs:
                var block: [UInt32] = []
                while block.count < count {
                    let item = UInt32.random(in: 0...most, using: &numbers)
                    block += [UInt32](repeating: item, count: Int.random(in: 1...100, using: &numbers))
                }
                return Array(block.prefix(count))
            case .bytes:
                // Few values for each byte, so that matches begin everywhere.
                let mask =
                    UInt32.random(in: 0 ... .max, using: &numbers) & UInt32.random(in: 0 ... .max, using: &numbers)
                return (0..<count).map { _ in UInt32.random(in: 0 ... .max, using: &numbers) & mask }
            }
        }
    }
}
