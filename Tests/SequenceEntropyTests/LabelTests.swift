import ResourceMetering
import TestSupport
import Testing

@testable import SequenceEntropy

@Suite("Label tables")
struct LabelTests {
    static let seed: UInt64 = 20_261_122

    @Test("a pattern table numbers and counts keys like a dictionary, whatever it counted before")
    func patternTable() {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed)
        var table = PatternTable()
        for count in [0, 1, 5, 3_000, 0, 40, 10_000, 7, 7] {
            let keys = (0..<count).map { _ in
                UInt64.random(in: 0..<UInt64(max(1, count / 3)), using: &random) << 32
            }
            var numbers = [UInt32](repeating: .max, count: count + 1)
            numbers.withUnsafeMutableBufferPointer { numbers in
                guard let numbers = numbers.baseAddress else { return }
                table.count(keys, count: count, numbers: numbers, meter: WorkMeter())
            }
            var expected: [UInt64: UInt32] = [:]
            for key in keys where expected[key] == nil { expected[key] = UInt32(expected.count) }
            #expect(numbers.dropLast() == ArraySlice(keys.compactMap { expected[$0] }))
            #expect(table.distinct == expected.count)
            let counts = Dictionary(keys.map { ($0, 1) }, uniquingKeysWith: +)
            for (key, number) in expected { #expect(table.counts[Int(number)] == UInt32(counts[key] ?? 0)) }
            #expect(table.mostFrequent == counts.values.max() ?? 0)
            // Twice: reading the frequencies does not use them up, and the next count does not need it.
            for _ in 0..<(count == 5 ? 0 : 2) {
                var frequencies: [Int: Int] = [:]
                table.forEachFrequency { frequencies[$0] = $1 }
                #expect(frequencies == Reference.countsOfCounts(keys))
            }
        }
    }

    @Test("a pattern table numbers pairs of classes by first appearance", arguments: [0, 1, 4])
    func numberPairs(_ offset: Int) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(offset))
        var table = PatternTable()
        for count in [1, 300, 20] {
            let classes = (0..<count + offset).map { _ in UInt32.random(in: 0..<5, using: &random) }
            var numbers = [UInt32](repeating: .max, count: count)
            numbers.withUnsafeMutableBufferPointer { numbers in
                guard let numbers = numbers.baseAddress else { return }
                table.numberPairs(of: classes, offset: offset, count: count, numbers: numbers, meter: WorkMeter())
            }
            var expected: [[UInt32]: UInt32] = [:]
            let pairs = (0..<count).map { [classes[$0], classes[$0 + offset]] }
            for pair in pairs where expected[pair] == nil { expected[pair] = UInt32(expected.count) }
            #expect(numbers == pairs.compactMap { expected[$0] })
            #expect(table.distinct == expected.count)
        }
    }

    @Test("the repeat filter marks every item that repeats, and few others")
    func repeatFilter() {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed)
        var filter = RepeatFilter()
        var (unnecessary, single) = (0, 0)
        for round in 0..<400 {
            // Each filter has its own random multiplier. The bound is one of their average, which an unlucky one may exceed.
            if round % 20 == 0 { filter = RepeatFilter() }
            let count = round % 40 == 39 ? 40_000 : Int.random(in: 0...300, using: &random)
            let range: UInt32 = round % 3 == 0 ? .max : UInt32(max(1, 4 * count))
            let items = (0..<count).map { _ in UInt32.random(in: 0..<range, using: &random) }
            let finding = items.withUnsafeBufferPointer { filter.mark($0) }
            let counts = Dictionary(items.map { ($0, 1) }, uniquingKeysWith: +)
            let hasRepeat = counts.values.contains { $0 > 1 }
            #expect(finding != (hasRepeat ? .noRepeat : .repeats))
            for (item, mark) in zip(items, filter.marks) {
                if counts[item, default: 0] > 1 {
                    #expect(mark == 1)
                } else {
                    single += 1
                    unnecessary += Int(mark)
                }
            }
            if finding == .noRepeat { #expect(filter.marks.prefix(count).allSatisfy { $0 == 0 }) }
        }
        // Two items meet in one of eight slots per item, each of both is marked: at most a quarter on average.
        #expect(single > 100_000 && unnecessary < single / 4)
    }

    @Test("counts above 32 bits are carried when sequences are added and when parts are merged")
    func itemCounts() {
        // Doubling and adding one builds 2^32 − 1 from its bits: 32 merges with itself.
        var counts = ItemCounts(isCounting: true)
        for _ in 0..<32 {
            counts.merge(counts)
            [UInt32(3), 5].withUnsafeBufferPointer { counts.add($0) }
        }
        #expect(counts.count(of: 3) == (1 << 32) - 1 && counts.count(of: 5) == (1 << 32) - 1)
        [UInt32(3), 3, 3, 9].withUnsafeBufferPointer { counts.add($0) }
        #expect(counts.count(of: 3) == (1 << 32) + 2)
        #expect(counts.count(of: 5) == (1 << 32) - 1 && counts.count(of: 9) == 1 && counts.count(of: 4) == 0)
        [UInt32(5)].withUnsafeBufferPointer { counts.add($0) }
        #expect(counts.count(of: 5) == 1 << 32, "an item whose low bits are 0 still occurs")
        #expect(counts.distinct == 3)
        counts.merge(counts)
        #expect(counts.count(of: 3) == (1 << 33) + 4 && counts.count(of: 5) == 1 << 33 && counts.count(of: 9) == 2)
        #expect(counts.distinct == 3)
        // Two of three items have practically half of the total each.
        #expect(abs(counts.shannonEntropy() - 1) <= 1e-7)
    }

    @Test("distinct items are the same with and without counting, and after merging", arguments: [false, true])
    func distinctItems(_ isCounting: Bool) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed)
        var (first, second) = (ItemCounts(isCounting: isCounting), ItemCounts(isCounting: isCounting))
        var expected: Set<UInt32> = []
        for round in 0..<50 {
            let items = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                UInt32.random(in: 0..<(round < 25 ? 70 : 3_000), using: &random)
            }
            expected.formUnion(items)
            items.withUnsafeBufferPointer { round % 2 == 0 ? first.add($0) : second.add($0) }
        }
        first.merge(second)
        #expect(first.distinct == expected.count)
    }
}
