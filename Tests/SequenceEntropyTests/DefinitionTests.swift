import Foundation
import ResourceMetering
import TestSupport
import Testing

@testable import SequenceEntropy

@Suite("Fast paths against the definitions")
struct DefinitionTests {
    static let seed: UInt64 = 20_261_122

    @Test("ApEn at r = 0 of random sequences", arguments: [1, 2, 3, 4, 5, 7, 8, 13])
    func exact(_ m: Int) throws {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(m))
        var (definedSequences, definedDatasets) = (0, 0)
        for _ in 0..<60 {
            let alphabet = UInt32.random(in: 1...6, using: &random)
            let sequences = (0..<3).map { _ in
                (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    UInt32.random(in: 0..<alphabet, using: &random)
                }
            }
            var dataset = DatasetEntropy(try EntropyOptions(m: [m], measures: [.pooled]))
            for sequence in sequences {
                dataset.add(sequence)
                let entropy = ApproximateEntropy(ofLabels: sequence, m: m)
                #expect(entropy.isDefined == (sequence.count > m), "\(sequence)")
                guard entropy.isDefined else { continue }
                definedSequences += 1
                let expected = Reference.signedEntropy([sequence.map(Double.init)], m: m, r: 0)
                #expect(abs(entropy.signed - expected) <= 1e-12, "\(sequence)")
            }
            let pooled = try #require(dataset.summary().pooled)
            #expect((pooled.apEn != nil) == sequences.contains { $0.count > m })
            guard let apEn = pooled.apEn else { continue }
            definedDatasets += 1
            let expected = Reference.signedEntropy(sequences.map { $0.map(Double.init) }, m: m, r: 0)
            #expect(abs(apEn - abs(expected)) <= 1e-12, "\(sequences)")
        }
        // 180 sequences with 0 to 40 items each: about two thirds are longer than 13 items.
        #expect(definedSequences >= 90 && definedDatasets >= 50)
    }

    @Test("ApEn at r > 0 of random numbers", arguments: [1, 2, 3, 5])
    func tolerance(_ m: Int) throws {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(m))
        for _ in 0..<40 {
            let r = Double.random(in: 0.01...2, using: &random)
            let sequences = (0..<3).map { _ in
                (0..<Int.random(in: m + 1...40, using: &random)).map { _ in
                    (Double.random(in: -2...2, using: &random) * 8).rounded() / 8
                }
            }
            var dataset = DatasetEntropy(try EntropyOptions(m: [m], r: r, measures: [.pooled]))
            for sequence in sequences {
                let expected = Reference.signedEntropy([sequence], m: m, r: r)
                #expect(abs(ApproximateEntropy(ofValues: sequence, m: m, r: r).signed - expected) <= 1e-12)
                dataset.add([UInt32](repeating: 0, count: sequence.count), values: sequence)
            }
            let expected = Reference.signedEntropy(sequences, m: m, r: r)
            let pooled = try #require(dataset.summary().pooled?.apEn)
            #expect(abs(pooled - abs(expected)) <= 1e-12)
        }
    }

    @Test("Lempel-Ziv lengths of random sequences", arguments: [1, 2, 3, 10, 100, 1_000] as [UInt32])
    func lempelZiv(_ alphabet: UInt32) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(alphabet))
        var parser = LempelZivParser()
        var table = PatternTable()
        var tally = WorkTally(WorkMeter())
        for _ in 0..<150 {
            let count = Int.random(in: 0...120, using: &random)
            let sequence = (0..<count).map { _ in UInt32.random(in: 0..<alphabet, using: &random) }
            // Items that occur once may be marked or not; all others must be.
            let counts = sequence.reduce(into: [UInt32: Int]()) { $0[$1, default: 0] += 1 }
            let isExact = Bool.random(using: &random)
            let marks = sequence.map { item -> UInt8 in
                counts[item] == 1 && (isExact || Bool.random(using: &random)) ? 0 : 1
            }
            let sum = sequence.withUnsafeBufferPointer { sequence in
                marks.withUnsafeBufferPointer { marks in
                    parser.sumOfLengths(of: sequence, marks: marks, table: &table, tally: &tally)
                }
            }
            #expect(sum == Reference.sumOfLengths(sequence), "\(sequence)")
        }
    }

    @Test("a constant sequence of 100,000 items is measured without quadratic work")
    func constant() throws {
        var dataset = DatasetEntropy(try EntropyOptions(m: [1_024]))
        dataset.add([UInt32](repeating: 7, count: 100_000))
        let summary = dataset.summary()
        #expect(summary.apEn == 0 && summary.zero == 1 && summary.negative == 0)
        // Λ is 1, 2, … n/2, then n/2 + 1, … 2: n/2·(n/2 + 2) in all.
        let half = 50_000.0
        #expect(isClose(summary.lempelZivEntropy, 100_000 * log(100_000) / (half * (half + 2))))
    }

    @Test("distinct items: Φ^m − Φ^(m+1) is −ln(K/(K−1))", arguments: [2, 3, 50, 5_000])
    func distinct(_ windows: Int) {
        for m in [1, 2, 9] {
            let labels = (0..<UInt32(windows + m - 1)).map { $0 }
            let entropy = ApproximateEntropy(ofLabels: labels, m: m)
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
        #expect(ValueHistogram().distribution() == nil)
    }

    @Test("options without meaning are refused")
    func options() {
        #expect(throws: EntropyOptions.Invalid.noPatternLength) { try EntropyOptions(m: []) }
        #expect(throws: EntropyOptions.Invalid.patternLength(0, allowed: 1...1_024)) { try EntropyOptions(m: [2, 0]) }
        #expect(throws: EntropyOptions.Invalid.patternLength(1_025, allowed: 1...1_024)) {
            try EntropyOptions(m: [1_025])
        }
        #expect(throws: EntropyOptions.Invalid.maxLength(0)) { try EntropyOptions(maxLength: 0) }
        for r in [-0.5, .infinity, .nan] {
            #expect(throws: EntropyOptions.Invalid.self) { try EntropyOptions(r: r) }
        }
    }
}
