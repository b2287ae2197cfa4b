import Foundation
import Testing

@testable import SequenceEntropy

@Suite("Fast paths against the definitions")
struct DefinitionTests {
    static let seed: UInt64 = 20_261_122

    @Test("ApEn at r = 0 of random sequences", arguments: [1, 2, 3, 4, 5, 7, 8, 13])
    func exact(_ m: Int) throws {
        print("seed \(Self.seed)")
        var random = SplitMix(state: Self.seed &+ UInt64(m))
        for _ in 0..<60 {
            let alphabet = UInt32.random(in: 1...6, using: &random)
            let sequences = (0..<3).map { _ in
                (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt32.random(in: 0..<alphabet, using: &random)
                }
            }
            var dataset = DatasetEntropy(options: try EntropyOptions(m: m, measures: [.pooled]))
            for sequence in sequences {
                let expected = Reference.signedEntropy([sequence.map(Double.init)], m: m, r: 0)
                let entropy = try ApproximateEntropy(ofLabels: sequence, m: m)
                if entropy.isDefined { #expect(abs(entropy.signed - expected) <= 1e-12, "\(sequence)") }
                sequence.withUnsafeBufferPointer { dataset.add($0) }
            }
            let pooled = dataset.summary().pooled
            let expected = Reference.signedEntropy(sequences.map { $0.map(Double.init) }, m: m, r: 0)
            if let apEn = pooled?.apEn { #expect(abs(apEn - abs(expected)) <= 1e-12) }
        }
    }

    @Test("ApEn at r > 0 of random numbers", arguments: [1, 2, 3, 5])
    func tolerance(_ m: Int) throws {
        print("seed \(Self.seed)")
        var random = SplitMix(state: Self.seed &+ UInt64(m))
        for _ in 0..<40 {
            let r = Double.random(in: 0.01...2, using: &random)
            let sequences = (0..<3).map { _ in
                (0..<Int.random(in: m + 1...40, using: &random)).map { _ in
                    (Double.random(in: -2...2, using: &random) * 8).rounded() / 8
                }
            }
            var dataset = DatasetEntropy(options: try EntropyOptions(m: m, r: r, measures: [.pooled]))
            for sequence in sequences {
                let expected = Reference.signedEntropy([sequence], m: m, r: r)
                let entropy = try ApproximateEntropy(ofValues: sequence, m: m, r: r)
                #expect(abs(entropy.signed - expected) <= 1e-12)
                let labels = [UInt32](repeating: 0, count: sequence.count)
                sequence.withUnsafeBufferPointer { values in
                    labels.withUnsafeBufferPointer { dataset.add($0, values: values) }
                }
            }
            let expected = Reference.signedEntropy(sequences, m: m, r: r)
            let pooled = try #require(dataset.summary().pooled?.apEn)
            #expect(abs(pooled - abs(expected)) <= 1e-12)
        }
    }

    @Test("Lempel-Ziv lengths of random sequences", arguments: [1, 2, 3, 10] as [UInt32])
    func lempelZiv(_ alphabet: UInt32) {
        print("seed \(Self.seed)")
        var random = SplitMix(state: Self.seed &+ UInt64(alphabet))
        var parser = LempelZivParser()
        for _ in 0..<150 {
            let count = Int.random(in: 0...120, using: &random)
            let sequence = (0..<count).map { _ in UInt32.random(in: 0..<alphabet, using: &random) }
            let sum = sequence.withUnsafeBufferPointer { parser.sumOfLengths(of: $0) }
            #expect(sum == Reference.sumOfLengths(sequence), "\(sequence)")
        }
    }

    @Test("a hundred thousand equal items are no burden")
    func constant() throws {
        let sequence = [UInt32](repeating: 7, count: 100_000)
        var dataset = DatasetEntropy(options: try EntropyOptions(m: 1_024))
        sequence.withUnsafeBufferPointer { dataset.add($0) }
        let summary = dataset.summary()
        #expect(summary.apEn == 0 && summary.zero == 1 && summary.negative == 0)
        // Λ is 1, 2, … n/2, then n/2 + 1, … 2: n/2·(n/2 + 2) in all.
        let half = 50_000.0
        #expect(isClose(summary.lempelZivEntropy, 100_000 * log(100_000) / (half * (half + 2))))
    }

    @Test("no repeats: ApEn is ln(K/(K−1)), and negative before the absolute value", arguments: [2, 3, 50, 5_000])
    func distinct(_ windows: Int) throws {
        for m in [1, 2, 9] {
            let labels = (0..<UInt32(windows + m - 1)).map { $0 }
            let entropy = try ApproximateEntropy(ofLabels: labels, m: m)
            #expect(abs(entropy.signed + log(Double(windows) / Double(windows - 1))) <= 1e-14)
        }
    }

    @Test("percentiles interpolate linearly, as numpy's default does")
    func percentiles() {
        var values = ValueHistogram()
        for value in [1.0, 2, 2, 4] { values.add(value) }
        // numpy.percentile([1, 2, 2, 4], [25, 50, 75]) by its documented rule: place (n − 1)·q.
        let expected = Distribution(min: 1, p25: 1.75, median: 2, p75: 2.5, max: 4, mean: 2.25)
        #expect(values.distribution() == expected)
    }

    @Test("compression: whole blocks of 10,000, written as ids or by first appearance")
    func compression() {
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
        #expect(BlockCompression().ratio() == nil)
    }

    @Test("compression: a partial block counts only where there is no whole one")
    func partialBlock() {
        let items = (0..<15_000).map { UInt32(($0 * $0) % 300) }
        let block = Self.compression(of: [Array(items[..<10_000])], asIntegers: true)
        #expect(Self.compression(of: [items], asIntegers: true).ratio() == block.ratio())
        let partial = Self.compression(of: [Array(items[..<600])], asIntegers: true)
        #expect(partial.ratio() != nil && partial.ratio() != block.ratio())
    }

    @Test("compression: parts keep each other's pending items", arguments: [1, 2_500, 9_999, 10_000, 14_000])
    func mergedBlocks(_ split: Int) {
        let items = (0..<20_000).map { UInt32(($0 * $0) % 300) }
        var first = Self.compression(of: [Array(items[..<split])], asIntegers: true)
        first.merge(Self.compression(of: [Array(items[split...])], asIntegers: true))
        // With the first part short of a block, the second's pending items complete the second block.
        let wholeBlocks = 2
        #expect(first.wholeBlocks == wholeBlocks)
        if split == 10_000 {
            #expect(first.ratio() == Self.compression(of: [items], asIntegers: true).ratio())
        }
    }

    private static func compression(of sequences: [[UInt32]], asIntegers: Bool) -> BlockCompression {
        var compression = BlockCompression()
        for sequence in sequences {
            sequence.withUnsafeBufferPointer { compression.add($0, integers: asIntegers ? $0 : nil) }
        }
        return compression
    }

    @Test("refuses options without meaning")
    func options() {
        #expect(throws: EntropyOptions.Invalid.patternLength(0, allowed: 1...1_024)) { try EntropyOptions(m: 0) }
        #expect(throws: EntropyOptions.Invalid.patternLength(1_025, allowed: 1...1_024)) {
            try EntropyOptions(m: 1_025)
        }
        #expect(throws: EntropyOptions.Invalid.maxLength(0)) { try EntropyOptions(maxLength: 0) }
        for r in [-0.5, .infinity, .nan] {
            #expect(throws: EntropyOptions.Invalid.self) { try EntropyOptions(r: r) }
        }
    }
}
