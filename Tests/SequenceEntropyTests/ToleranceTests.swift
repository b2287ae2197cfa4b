import Foundation
import ResourceMetering
import TestSupport
import Testing

@testable import SequenceEntropy

/// Φ and the number of near windows by comparing all pairs.
enum ToleranceReference {
    /// For each window, the number of windows within r, itself included. Pairs are compared in order of their distance in
    /// time: a run of `width` near pairs of items ends wherever a pair of near windows does.
    static func counts(_ values: [Double], _ width: Int, _ r: Double) -> [Int] {
        let windows = values.count - width + 1
        var counts = [Int](repeating: 1, count: windows)
        values.withUnsafeBufferPointer { values in
            for lag in 1..<windows {
                var run = 0
                for end in 0..<values.count - lag {
                    run = Reference.areNear(values[end], values[end + lag], r) ? run + 1 : 0
                    if run >= width {
                        counts[end - width + 1] += 1
                        counts[end - width + 1 + lag] += 1
                    }
                }
            }
        }
        return counts
    }

    static func phi(_ values: [Double], _ width: Int, _ r: Double) -> Double {
        let counts = counts(values, width, r)
        let frequencies = Dictionary(counts.map { ($0, 1) }, uniquingKeysWith: +)
        let sum = frequencies.sorted { $0.key < $1.key }.reduce(0.0) { $0 + Double($1.value) * log(Double($1.key)) }
        return sum / Double(counts.count) - log(Double(counts.count))
    }
}

@Suite("Tolerant matching")
struct ToleranceTests {
    static let seed: UInt64 = 20_261_122

    private static func values(_ count: Int, _ shape: String, using random: inout SeededGenerator) -> [Double] {
        (0..<count).map { _ in
            let uniform = Double.random(in: -1...1, using: &random)
            return switch shape {
            case "heavy tails": 1 / uniform
            case "few values": (uniform * 9).rounded()
            case "far apart": uniform * 1e12
            case "tenths": (uniform * 30).rounded() / 10
            default: uniform
            }
        }
    }

    @Test("agrees with the definition for several leaves, ties and long windows", arguments: [1, 2, 3, 20])
    func definition(_ m: Int) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(m))
        for grain in [1.0, 8, 1e6] {
            for r in [0.05, 0.3, 4] {
                let values = (0..<150).map { _ in
                    (Double.random(in: -1...1, using: &random) * grain).rounded() / grain
                }
                let entropy = ApproximateEntropy(ofValues: values, m: m, r: r)
                let expected = Reference.signedEntropy([values], m: m, r: r)
                #expect(abs(entropy.signed - expected) <= 1e-12, "m \(m), r \(r), grain \(grain)")
            }
        }
    }

    @Test(
        "grid and tree count the pairs that a comparison of all pairs finds, on any number of threads",
        arguments: Build.isOptimised ? [1, 2, 3, 4, 20] : [1, 3, 20],
        [
            ("uniform", 0.02), ("heavy tails", 0.3), ("few values", 1), ("few values", 2.5), ("far apart", 1e-9),
            ("tenths", 0.1), ("tenths", 0.3),
        ]
    )
    func counts(_ width: Int, _ shape: (name: String, r: Double)) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(width))
        // Above 4,096 windows more than one thread counts.
        let isLong = shape.r == 1
        let values = Self.values(isLong ? 4_200 : 1_200, shape.name, using: &random)
        let points = (0..<(values.count - width + 1)).map { $0 }
        let expected = Dictionary(
            ToleranceReference.counts(values, width, shape.r).map { ($0, 1) },
            uniquingKeysWith: +
        )
        values.withUnsafeBufferPointer { values in
            let ranking = ValueRanks(values, r: shape.r)
            let tree = ToleranceTree(ranking, points: points, width: width)
            for jobs in isLong ? [1, 3] : [2] {
                #expect(
                    tree.windowsByCount(pool: ThreadPool(threads: jobs), meter: WorkMeter()) { _ in } == expected,
                    "tree, \(jobs) threads"
                )
            }
            guard width <= ToleranceGrid.mostCoordinates else { return }
            let grid = ToleranceGrid(ranking, points: points.map { Int32($0) }, width: width)
            for jobs in isLong ? [1, 2, 3, 7] : [2] {
                #expect(
                    grid.windowsByCount(pool: ThreadPool(threads: jobs), meter: WorkMeter()) { _ in } == expected,
                    "grid, \(jobs) threads"
                )
            }
        }
    }

    @Test("ranks and strips know which values are within r", arguments: [1, 2, 5, 64])
    func strips(_ parts: Int) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(parts))
        for (name, r) in [
            ("uniform", 0.3), ("heavy tails", 0.5), ("few values", 2), ("far apart", 1e11), ("tenths", 0.2),
        ] {
            let values = Self.values(200, name, using: &random)
            let ranking = values.withUnsafeBufferPointer { ValueRanks($0, r: r) }
            let distinct = Set(values).sorted()
            #expect(ranking.distinct == distinct)
            #expect(ranking.ranks.map { distinct[Int($0)] } == values)
            #expect(ranking.order.map { values[Int($0)] } == values.sorted())
            for rank in distinct.indices {
                let near = distinct.indices.filter { Reference.areNear(distinct[$0], distinct[rank], r) }
                #expect(Int(ranking.lows[rank]) == near.first && Int(ranking.highs[rank]) == near.last)
            }
            let pairs = values.reduce(0) { sum, value in sum + values.count { Reference.areNear($0, value, r) } }
            #expect(abs(ranking.meanNear - Double(pairs) / 200) <= 1e-12 * ranking.meanNear)

            let strips = ValueStrips(ranking, parts: parts)
            let members = Dictionary(grouping: distinct.indices) { strips.strip(of: Int32($0)) }
            #expect(members.count == strips.count)
            for (strip, ranks) in members {
                let width = distinct[ranks[ranks.count - 1]] - distinct[ranks[0]]
                #expect(width <= r / Double(parts))
                for (other, others) in members {
                    let isNear = ranks.flatMap { a in others.map { Reference.areNear(distinct[a], distinct[$0], r) } }
                    #expect(strips.near(strip).contains(other) == isNear.contains(true))
                    #expect(strips.isWhollyNear(strip, other) == isNear.allSatisfy { $0 })
                }
            }
        }
    }

    /// Every pair of these decimals is compared with the exact difference of their integers.
    @Test(
        "decimal steps are near although they are not exact in binary",
        arguments: [(10, 1), (10, 3), (100, 7), (1_000, 1)]
    )
    func decimalSteps(_ scale: Int, _ step: Int) {
        let values = (-300...300).map { Double($0) / Double(scale) }
        let ranking = values.withUnsafeBufferPointer { ValueRanks($0, r: Double(step) / Double(scale)) }
        for rank in values.indices {
            #expect(Int(ranking.lows[rank]) == max(0, rank - step))
            #expect(Int(ranking.highs[rank]) == min(values.count - 1, rank + step))
        }
        let match = ValueMatch([0.3, 0.4], r: 0.1)
        #expect(match.areNear(0.4, 0.3) && !match.areNear(0.4, 0.2999))
    }

    /// Identifiers of 64 bits and times in nanoseconds are far from 0 and close to each other.
    @Test("large values are as near to each other as small ones", arguments: [1e11, 5e11, 1e12, 1e13, 1e15, -1e15])
    func largeValues(_ base: Double) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed)
        for r in [0.5, 1, 3] {
            let small = (0..<200).map { _ in Double(Int.random(in: 0...9, using: &random)) }
            let expected = small.withUnsafeBufferPointer { ValueRanks($0, r: r) }
            let ranking = small.map { base + $0 }.withUnsafeBufferPointer { ValueRanks($0, r: r) }
            #expect(ranking.ranks == expected.ranks)
            #expect(ranking.lows == expected.lows && ranking.highs == expected.highs)
        }
        // An eighth is exact at this size.
        let eighths = (0..<80).map { base / 8 + Double($0) / 8 }
        let ranking = eighths.withUnsafeBufferPointer { ValueRanks($0, r: 0.25) }
        for rank in eighths.indices {
            #expect(Int(ranking.lows[rank]) == max(0, rank - 2))
            #expect(Int(ranking.highs[rank]) == min(eighths.count - 1, rank + 2))
        }
    }

    @Test("strips sort windows by strip and keep their order within a strip")
    func stableSort() {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed)
        let values = Self.values(300, "uniform", using: &random)
        let ranking = values.withUnsafeBufferPointer { ValueRanks($0, r: 0.5) }
        let strips = ValueStrips(ranking, parts: 3)
        let windows = (0..<Int32(300)).shuffled(using: &random)
        let sorted = strips.sort(windows) { ranking.ranks[Int($0)] }
        let groups = Dictionary(grouping: windows) { strips.strip(of: ranking.ranks[Int($0)]) }
        #expect(sorted == groups.sorted { $0.key < $1.key }.flatMap(\.value))
    }

    @Test("radix sort is stable and treats 0 and −0 as equal", arguments: [10, 2_048, 2_049, 20_000])
    func radixSort(_ count: Int) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(count))
        let special = [0, -0.0, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, .greatestFiniteMagnitude]
        let values = (0..<count).map { _ in
            Bool.random(using: &random)
                ? special[Int.random(in: special.indices, using: &random)]
                : Double.random(in: -1e3...1e3, using: &random)
        }
        let order = values.withUnsafeBufferPointer { RadixSort.order(of: $0) }
        // Swift's sort is stable.
        #expect(order == (0..<Int32(count)).sorted { values[Int($0)] < values[Int($1)] })
    }

    @Test("equal values are not compared one by one")
    func constant() {
        let entropy = ApproximateEntropy(ofValues: [Double](repeating: 2.5, count: 50_000), m: 2, r: 0.1)
        #expect(entropy.phi == 0 && entropy.nextPhi == 0 && entropy.windows == 49_999)
    }
}
