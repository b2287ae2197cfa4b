import ResourceMetering
import Testing

@testable import SequenceEntropy

@Suite("Block compression")
struct BlockCompressionTests {
    @Test("blocks have 10,000 items and are written as ids or by first appearance")
    func completeBlocks() {
        let items = (0..<25_000).map { UInt32(($0 * $0) % 300) }
        let whole = Self.compression(of: [items], asIntegers: true)
        let slices = stride(from: 0, to: items.count, by: 7).map { Array(items[$0..<min($0 + 7, items.count)]) }
        #expect(Self.compression(of: slices, asIntegers: true).ratio() == whole.ratio())
        #expect(Self.compression(of: [items], asIntegers: false).ratio() == whole.ratio())
        // Python: the mean of len(zlib.compress(block, 6))/40000 over range(0, len − 10000 + 1, 10000).
        let blocks = [items[..<10_000], items[10_000..<20_000]].map {
            Self.compression(of: [Array($0)], asIntegers: true).ratio() ?? .nan
        }
        #expect(abs((whole.ratio() ?? .nan) - (blocks[0] + blocks[1]) / 2) <= 1e-15)
        #expect(BlockCompression(meter: WorkMeter()).ratio() == nil)
    }

    @Test("an incomplete block counts only if it is the only one")
    func incompleteBlock() {
        let items = (0..<15_000).map { UInt32(($0 * $0) % 300) }
        let block = Self.compression(of: [Array(items[..<10_000])], asIntegers: true)
        #expect(Self.compression(of: [items], asIntegers: true).ratio() == block.ratio())
        let partial = Self.compression(of: [Array(items[..<600])], asIntegers: true)
        #expect(partial.ratio() != nil && partial.ratio() != block.ratio())
    }

    @Test("one item without an integer id makes its block, and no other, be written by number")
    func missingIntegers() {
        let numbers = (0..<20_000).map { UInt32($0 % 300) }
        let ids = numbers.map { $0 &+ 1_000_000 }
        var cutter = BlockCutter()
        var blocks: [[UInt32]] = []
        for begin in stride(from: 0, to: numbers.count, by: 100) {
            numbers[begin..<begin + 100].withUnsafeBufferPointer { part in
                ids[begin..<begin + 100].withUnsafeBufferPointer { ids in
                    blocks += cutter.add(part, integers: begin == 4_000 ? nil : ids)
                }
            }
        }
        #expect(blocks == [Array(numbers[..<10_000]), Array(ids[10_000...])])
        #expect(cutter.remainder.isEmpty)
    }

    @Test("merging concatenates the incomplete blocks", arguments: [1, 2_500, 9_999, 10_000, 14_000])
    func merging(_ split: Int) {
        let items = (0..<20_000).map { UInt32(($0 * $0) % 300) }
        var first = Self.compression(of: [Array(items[..<split])], asIntegers: true)
        first.merge(Self.compression(of: [Array(items[split...])], asIntegers: true))
        // The incomplete blocks of both parts add up to a complete one.
        #expect(first.completeBlocks == 2)
        if split == 10_000 {
            #expect(first.ratio() == Self.compression(of: [items], asIntegers: true).ratio())
        }
    }

    private static func compression(of sequences: [[UInt32]], asIntegers: Bool) -> BlockCompression {
        var compression = BlockCompression(meter: WorkMeter())
        for sequence in sequences {
            sequence.withUnsafeBufferPointer { compression.add($0, integers: asIntegers ? $0 : nil) }
        }
        return compression
    }
}
