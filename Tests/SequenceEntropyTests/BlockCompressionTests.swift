import ResourceMetering
import TestSupport
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
        let byAppearance = Self.compression(of: [Self.numbered(items)], asIntegers: true)
        #expect(Self.compression(of: [items], asIntegers: false).ratio() == byAppearance.ratio())
        // Python: the mean of len(zlib.compress(block, 6))/40000 over range(0, len − 10000 + 1, 10000).
        let first = Self.ratio(of: Array(items[..<10_000]))
        let second = Self.ratio(of: Array(items[10_000..<20_000]))
        #expect(abs(Self.value(whole) - (first + second) / 2) <= 1e-15)
        #expect(whole.ratio()?.blocks == 2)
        #expect(whole.ratio()?.standardError == nil)
        #expect(Self.compression(of: [], asIntegers: true).ratio() == nil)
    }

    @Test("an incomplete block counts only if it is the only one")
    func incompleteBlock() {
        let items = (0..<15_000).map { UInt32(($0 * $0) % 300) }
        let block = Self.compression(of: [Array(items[..<10_000])], asIntegers: true)
        #expect(Self.compression(of: [items], asIntegers: true).ratio() == block.ratio())
        let partial = Self.compression(of: [Array(items[..<600])], asIntegers: true)
        #expect(partial.ratio()?.blocks == 1 && partial.ratio() != block.ratio())
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
                    blocks += cutter.add(part, integers: begin == 4_000 ? nil : ids).map(\.words)
                }
            }
        }
        #expect(blocks == [Array(numbers[..<10_000]), Array(ids[10_000...])])
        #expect(cutter.remainder.words.isEmpty)
    }

    @Test("the ratio does not depend on how items are numbered outside", arguments: [600, 10_000, 34_567])
    func foreignNumbers(_ count: Int) {
        let items = (0..<count).map { UInt32(($0 * $0) % 300) }
        let foreign = items.map { ($0 * 7_919 + 13) % 10_007 }
        let ratio = Self.compression(of: [items], asIntegers: false).ratio()
        #expect(Self.compression(of: [foreign], asIntegers: false).ratio() == ratio)
        #expect(Self.compression(of: [Self.numbered(items)], asIntegers: true).ratio() == ratio)
        #expect(Self.compression(of: [foreign], asIntegers: true).ratio() != ratio)
    }

    /// By first appearance, from 0.
    private static func numbered(_ items: [UInt32]) -> [UInt32] {
        var numbers: [UInt32: UInt32] = [:]
        return items.map { item in
            let number = numbers[item] ?? UInt32(numbers.count)
            numbers[item] = number
            return number
        }
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

    // MARK: Samples

    /// Every 2^k-th block, with the least k that keeps no more than the most.
    private static func sample(of blocks: Int, most: Int) -> [Int] {
        var step = 1
        while (blocks + step - 1) / step > most { step *= 2 }
        return Array(stride(from: 0, to: blocks, by: step))
    }

    @Test(
        "beyond the most blocks, every 2^k-th is measured",
        arguments: Build.isOptimised ? [7, 8, 9, 16, 17, 32, 33, 40] : [8, 9, 16, 33],
        [0, 1 << 30]
    )
    func systematicSample(_ count: Int, _ waitingMemory: Int) throws {
        let blocks = Array(Self.unequalBlocks[..<count])
        let ratios = Self.unequalRatios
        let compression = Self.compression(of: blocks, asIntegers: true, mostSampled: 8, waitingMemory: waitingMemory)
        let indices = Self.sample(of: count, most: 8)
        let mean = indices.reduce(0) { $0 + ratios[$1] } / Double(indices.count)
        let ratio = try #require(compression.ratio())
        #expect(abs(ratio.value - mean) <= 1e-14)
        #expect(ratio.blocks == indices.count)
        #expect((ratio.standardError == nil) == (count <= 8))
        if count > 8 {
            let variance =
                indices.reduce(0) { $0 + (ratios[$1] - mean) * (ratios[$1] - mean) } / Double(indices.count - 1)
            let share = Double(indices.count) / Double(count)
            let expected = (variance / Double(indices.count) * (1 - share)).squareRoot()
            #expect(abs((ratio.standardError ?? 0) - expected) <= 1e-12)
            // The blocks differ at random, so the whole lies near the sample.
            let all = ratios[..<count].reduce(0, +) / Double(count)
            #expect(abs(all - ratio.value) <= 4 * expected)
        }
        let all = Self.compression(of: blocks, asIntegers: true, mostSampled: nil, waitingMemory: waitingMemory)
        #expect(all.ratio()?.blocks == count)
        #expect(all.ratio()?.standardError == nil)
    }

    @Test("blocks that wait take no more memory than they may")
    func waitingMemory() {
        let blocks = Self.unequalBlocks[..<20]
        let limit = 5 * 4 * BlockCutter.blockItems
        var compression = Self.compression(of: [], asIntegers: true, mostSampled: 100, waitingMemory: limit)
        let overhead = 4 * 4 * BlockCutter.blockItems
        for block in blocks {
            block.withUnsafeBufferPointer { compression.add($0, integers: $0) }
            #expect(compression.bytes <= limit + overhead)
        }
        #expect(compression.ratio()?.blocks == 20)
    }

    @Test(
        "merged samples have the larger step, and no more than the most blocks",
        arguments: [(3, 30), (30, 3), (20, 20)]
    )
    func mergedSamples(_ counts: (Int, Int)) throws {
        let blocks = Self.unequalBlocks[..<(counts.0 + counts.1)]
        var first = Self.compression(of: Array(blocks[..<counts.0]), asIntegers: true, mostSampled: 8)
        first.merge(Self.compression(of: Array(blocks[counts.0...]), asIntegers: true, mostSampled: 8))
        let ratio = try #require(first.ratio())
        #expect(first.completeBlocks == counts.0 + counts.1)
        #expect((4...8).contains(ratio.blocks))
        let all = Self.unequalRatios[..<blocks.count].reduce(0, +) / Double(blocks.count)
        #expect(abs(ratio.value - all) <= 4 * (ratio.standardError ?? 0))
    }

    /// Complete blocks with between 16 and 4,096 different items, in a random order.
    private static let unequalBlocks: [[UInt32]] = {
        let seed: UInt64 = 20_261_126
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        return (0..<40).map { _ in
            let items = UInt32(1) << UInt32.random(in: 4...12, using: &random)
            return (0..<BlockCutter.blockItems).map { _ in UInt32.random(in: 0..<items, using: &random) }
        }
    }()

    /// The ratio of each alone.
    private static let unequalRatios = unequalBlocks.map(ratio)

    private static func ratio(of block: [UInt32]) -> Double {
        value(compression(of: [block], asIntegers: true))
    }

    private static func value(_ compression: BlockCompression) -> Double { compression.ratio()?.value ?? .nan }

    private static func compression(
        of sequences: [[UInt32]],
        asIntegers: Bool,
        mostSampled: Int? = BlockCompression.mostSampled,
        waitingMemory: Int = 1 << 30
    ) -> BlockCompression {
        var compression = BlockCompression(
            mostSampled: mostSampled,
            waitingMemory: waitingMemory,
            pool: ThreadPool(threads: 2),
            meter: WorkMeter()
        )
        for sequence in sequences {
            sequence.withUnsafeBufferPointer { compression.add($0, integers: asIntegers ? $0 : nil) }
        }
        return compression
    }
}
