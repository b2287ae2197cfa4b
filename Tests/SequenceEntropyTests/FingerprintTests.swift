import Foundation
import TestSupport
import Testing

@testable import SequenceEntropy

/// The bits of every measure, except the compression ratio: `ZlibSizeTests` compares that with the library.
///
/// The bits must be the same in debug and release builds, on every processor, and with the C library's FMA variants switched
/// off (`GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2`). D′ is part of a law's identity, so a change of one bit changes ids.
///
/// `Fixtures/entropy-fingerprints.txt` holds the expected values. If a change of the computation is intended, copy the lines
/// that the failing test prints into the fixture, and explain the change in the commit.
@Suite("Fingerprints of the measures")
struct FingerprintTests {
    static let seed: UInt64 = 20_261_122

    static let cases: [(name: String, compute: @Sendable () throws -> UInt64)] = [
        ("reference-vectors", vectors), ("wikipedia", wikipedia), ("synthetic-labels", syntheticLabels),
        ("synthetic-values", syntheticValues),
    ]

    @Test("are those of the fixture", arguments: cases.indices)
    func expected(_ index: Int) throws {
        let (name, compute) = Self.cases[index]
        print("seed \(Self.seed)")
        let fixture = ReferenceData.tests.appending(path: "Fixtures/entropy-fingerprints.txt")
        let lines = try String(contentsOf: fixture, encoding: .utf8).split(separator: "\n")
        let line = "\(name) \(String(try compute(), radix: 16))"
        #expect(lines.contains(Substring(line)), "the fixture should have the line: \(line)")
    }

    @Test("differ if one bit differs")
    func sensitivity() throws {
        var dataset = DatasetEntropy(try EntropyOptions())
        for sequence in ReferenceData.wikipediaEdits.prefix(20) { dataset.add(sequence) }
        var (first, second) = (Fingerprint(), Fingerprint())
        first.add(dataset.summary().apEn)
        second.add(dataset.summary().apEn?.nextUp)
        #expect(first.value != second.value && first.value != Fingerprint().value)
    }

    private static func vectors() throws -> UInt64 {
        let vectors = try #require(ReferenceData.vectors)
        var fingerprint = Fingerprint()
        for vector in vectors.cases {
            var numbers: [Decimal: UInt32] = [:]
            for value in vector.sequence where numbers[value] == nil { numbers[value] = UInt32(numbers.count) }
            var dataset = DatasetEntropy(try EntropyOptions(m: [vector.m], r: vector.r))
            let values = vector.sequence.map { ($0 as NSDecimalNumber).doubleValue }
            dataset.add(vector.sequence.compactMap { numbers[$0] }, values: values)
            fingerprint.add(dataset)
        }
        for vector in vectors.datasetCases {
            var dataset = DatasetEntropy(try EntropyOptions(m: [vector.m]))
            for sequence in vector.sequences { dataset.add(sequence) }
            fingerprint.add(dataset)
        }
        return fingerprint.value
    }

    private static func wikipedia() throws -> UInt64 {
        try #require(ReferenceData.wikipediaEdits.count == 8_227)
        var fingerprint = Fingerprint()
        for (m, maxLength) in [([1, 2, 9], nil), ([2, 3], 50)] as [([Int], Int?)] {
            var dataset = DatasetEntropy(try EntropyOptions(m: m, maxLength: maxLength), jobs: 3)
            for sequence in ReferenceData.wikipediaEdits { dataset.add(sequence) }
            fingerprint.add(dataset)
        }
        return fingerprint.value
    }

    private static func syntheticLabels() throws -> UInt64 {
        var random = SeededGenerator(seed: seed)
        var fingerprint = Fingerprint()
        for alphabet in [2, 30, 5_000] as [UInt32] {
            var dataset = DatasetEntropy(try EntropyOptions(m: [1, 4, 20]), jobs: 2)
            for _ in 0..<150 {
                dataset.add(
                    (0..<Int.random(in: 0...200, using: &random)).map { _ in .random(in: 0..<alphabet, using: &random) }
                )
            }
            fingerprint.add(dataset)
        }
        return fingerprint.value
    }

    private static func syntheticValues() throws -> UInt64 {
        var random = SeededGenerator(seed: seed)
        var fingerprint = Fingerprint()
        for (r, grain) in [(0.15, 1e6), (1, 2)] {
            var dataset = DatasetEntropy(try EntropyOptions(m: [1, 2, 3], r: r), jobs: 2)
            for _ in 0..<12 {
                // Exactly representable after scaling: no function of the C library is involved.
                let values = (0..<Int.random(in: 0...120, using: &random)).map { _ in
                    (Double.random(in: -4...4, using: &random) * grain).rounded() / grain
                }
                dataset.add(values.indices.map { UInt32($0 % 7) }, values: values)
            }
            fingerprint.add(dataset)
        }
        return fingerprint.value
    }
}

/// FNV-1a over 64-bit words.
private struct Fingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ word: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            value = (value ^ ((word >> UInt64(shift)) & 0xFF)) &* 0x100_0000_01B3
        }
    }

    mutating func add(_ number: Double?) {
        // No measure is NaN, so its bits can represent an absent value.
        add((number ?? .nan).bitPattern)
    }

    mutating func add(_ count: Int) { add(UInt64(count)) }

    mutating func add(_ distribution: Distribution?) {
        for value in [
            distribution?.min, distribution?.p25, distribution?.median, distribution?.p75, distribution?.max,
            distribution?.mean,
        ] { add(value) }
    }

    mutating func add(_ dataset: DatasetEntropy) {
        for short in ShortPolicy.allCases {
            for summary in dataset.summaries(short: short) { add(summary) }
        }
    }

    mutating func add(_ summary: EntropySummary) {
        for count in [
            summary.users, summary.items, summary.tokens, summary.undefined, summary.zero, summary.negative,
            summary.withoutRepeat, summary.perSequenceExcluded, summary.pooled?.windows ?? 0,
            summary.pooled?.nextWindows ?? 0, summary.pooled?.isNegative == true ? 1 : 0, summary.absences.count,
            summary.warnings.count,
        ] { add(count) }
        for value in [
            summary.apEn, summary.apEnPrime, summary.dPrime, summary.perSequenceDPrime, summary.pooled?.apEn,
            summary.pooled?.apEnPrime, summary.pooled?.dPrime, summary.lempelZivEntropy, summary.shannonEntropy,
        ] { add(value) }
        add(summary.length)
        add(summary.apEnDistribution)
    }
}
