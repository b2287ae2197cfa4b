import Foundation
import Testing

@testable import SequenceEntropy

@Suite("Reference vectors")
struct VectorTests {
    /// The sequence, with distinct values numbered by first appearance.
    private func labels(of vector: ReferenceData.Sequence) -> [UInt32] {
        var numbers: [String: UInt32] = [:]
        return vector.sequence.map { value in
            let next = UInt32(numbers.count)
            return numbers[value.description, default: next].also { numbers[value.description] = $0 }
        }
    }

    private func summary(_ vector: ReferenceData.Sequence) throws -> EntropySummary {
        let labels = labels(of: vector)
        let values = vector.sequence.map { ($0 as NSDecimalNumber).doubleValue }
        let integers = vector.sequence.compactMap { UInt32($0.description) }
        var dataset = DatasetEntropy(try EntropyOptions(m: [vector.m], r: vector.r))
        labels.withUnsafeBufferPointer { labels in
            values.withUnsafeBufferPointer { values in
                integers.withUnsafeBufferPointer { integers in
                    dataset.add(labels, values: values, integers: integers.count == labels.count ? integers : nil)
                }
            }
        }
        return dataset.summary(short: .zero)
    }

    @Test(
        "sequences: ApEn, Lempel-Ziv and Shannon to 1e-12, compressed bytes",
        arguments: ReferenceData.vectors?.cases ?? []
    )
    func sequence(_ vector: ReferenceData.Sequence) throws {
        let summary = try summary(vector)
        #expect(abs((summary.apEn ?? .nan) - vector.apen) <= 1e-12)
        #expect(abs((summary.lempelZivEntropy ?? 0) - vector.actualEntropy) <= 1e-12)
        #expect(abs((summary.shannonEntropy ?? 0) - vector.shannonEntropy) <= 1e-12)
        if let bytes = vector.compressedBytes {
            let ratio = Double(bytes) / Double(4 * vector.sequence.count)
            #expect(summary.compressionRatio == ratio)
        }
        if summary.tokens == 0 { #expect(summary.absences[.shannonEntropy] == .noItem) }
    }

    @Test("sequences: Φ^m − Φ^(m+1) with its sign to 1e-12", arguments: ReferenceData.vectors?.cases ?? [])
    func signed(_ vector: ReferenceData.Sequence) throws {
        let values = vector.sequence.map { ($0 as NSDecimalNumber).doubleValue }
        let expected = try #require(Double(vector.signedExact))
        if vector.r > 0 {
            let entropy = ApproximateEntropy(ofValues: values, m: vector.m, r: vector.r)
            #expect(abs(entropy.signed - expected) <= 1e-12)
        } else {
            #expect(abs(ApproximateEntropy(ofLabels: labels(of: vector), m: vector.m).signed - expected) <= 1e-12)
        }
    }

    @Test(
        "Shannon's entropy of known shares, in bits",
        arguments: [
            ([4, 4, 4, 4], 2.0), ([7], 0), ([1], 0), ([1, 1], 1),
            // −¾ log2 ¾ − ¼ log2 ¼
            ([3, 1], 2 - 0.75 * log2(3)),
        ] as [([Int], Double)]
    )
    func shannon(_ counts: [Int], _ expected: Double) throws {
        var dataset = DatasetEntropy(try EntropyOptions(measures: [.shannon]))
        for (item, count) in counts.enumerated() {
            dataset.add([UInt32](repeating: UInt32(item), count: count))
        }
        #expect(abs((dataset.summary().shannonEntropy ?? .nan) - expected) <= 1e-15)
    }

    @Test("the fixture has all vectors")
    func count() {
        #expect(ReferenceData.vectors?.cases.count == 30)
        #expect(ReferenceData.vectors?.datasetCases.count == 4)
    }

    @Test("datasets: per user and pooled to 1e-12", arguments: ReferenceData.vectors?.datasetCases ?? [])
    func dataset(_ vector: ReferenceData.Dataset) throws {
        var dataset = DatasetEntropy(try EntropyOptions(m: [vector.m]))
        for (sequence, apEn) in zip(vector.sequences, vector.perUser) {
            dataset.add(sequence)
            #expect(abs(ApproximateEntropy(ofLabels: sequence, m: vector.m).value - apEn) <= 1e-12)
        }
        let summary = dataset.summary(short: .zero)
        #expect(summary.users == vector.users)
        #expect(summary.tokens == vector.tokens)
        #expect(summary.undefined == vector.usersNLeM)
        #expect(abs((summary.apEn ?? .nan) - vector.meanApen) <= 1e-12)
        #expect(isClose(summary.apEnPrime, vector.apenPrime))
        #expect(isClose(summary.dPrime, vector.dPrime))
        #expect(summary.pooled?.windows == vector.pooledWindowsM)
        #expect(summary.pooled?.nextWindows == vector.pooledWindowsM1)
        #expect(abs((summary.pooled?.apEn ?? 0) - vector.pooledApen) <= 1e-12)
    }

    @Test("a pooled ApEn of 0 has no reciprocal, and absent values have a reason")
    func absences() throws {
        var dataset = DatasetEntropy(try EntropyOptions(m: [1]))
        for sequence: [UInt32] in [[1, 2], [2, 1], [1, 2], [2, 1]] { dataset.add(sequence) }
        let boundary = dataset.summary()
        // 8 windows in two kinds of 4, 4 windows in two kinds of 2: ln 2 both times, exactly.
        #expect(boundary.pooled?.apEn == 0)
        #expect(boundary.pooled?.apEnPrime == nil)
        #expect(boundary.absences[.pooledDPrime] == .zeroApEn)

        let empty = DatasetEntropy(try EntropyOptions(measures: [])).summary()
        #expect(empty.apEn == nil && empty.absences[.apEn] == .noSequence && empty.absences[.pooledApEn] == .notAsked)
    }
}

extension UInt32 {
    fileprivate func also(_ body: (UInt32) -> Void) -> UInt32 {
        body(self)
        return self
    }
}

/// Whether both are nil or equal to 1e-12 relative.
func isClose(_ value: Double?, _ expected: Double?) -> Bool {
    guard let value, let expected else { return value == nil && expected == nil }
    return abs(value - expected) <= 1e-12 * abs(expected)
}
