import Testing

@testable import SequenceEntropy

@Suite("Wikipedia edits")
struct WikipediaTests {
    private func accumulate(_ sequences: some Sequence<[UInt32]>, _ options: EntropyOptions) -> DatasetEntropy {
        var dataset = DatasetEntropy(options)
        for sequence in sequences { dataset.add(sequence, withIntegers: true) }
        return dataset
    }

    @Test("every published row to 1e-12 relative", arguments: ReferenceData.wikipediaRows)
    func row(_ row: [String: String]) throws {
        func number(_ column: String) -> Double? { row[column].flatMap(Double.init) }
        let options = try EntropyOptions(
            m: [try #require(row["m"].flatMap { Int($0) })],
            maxLength: row["max_len"].flatMap { Int($0) },
            measures: [.pooled]
        )
        let dataset = accumulate(ReferenceData.wikipediaEdits, options)
        let asZero = dataset.summary(short: .zero)
        let defined = dataset.summary(short: .exclude)
        #expect(Double(asZero.users) == number("users"))
        #expect(Double(asZero.tokens) == number("tokens"))
        #expect(isClose(asZero.apEn, number("mean_apen")))
        #expect(isClose(asZero.apEnPrime, number("apen_prime")))
        #expect(isClose(asZero.dPrime, number("d_prime")))
        #expect(Double(asZero.undefined) == number("users_undefined_n_le_m"))
        #expect(Double(asZero.zero) == number("users_zero_n_gt_m"))
        #expect(Double(asZero.withoutRepeat) == number("users_without_a_repeat"))
        #expect(Double(asZero.negative) == number("users_signed_negative"))
        #expect(isClose(defined.apEn, number("mean_apen_defined_only")))
        #expect(isClose(defined.apEnPrime, number("apen_prime_defined_only")))
        #expect(isClose(defined.dPrime, number("d_prime_defined_only")))
        #expect(defined.pooled.map { Double($0.windows) } == number("pooled_windows_m"))
        #expect(defined.pooled.map { Double($0.nextWindows) } == number("pooled_windows_m1"))
        #expect(isClose(defined.pooled?.apEn, number("pooled_apen")))
        #expect(isClose(defined.pooled?.apEnPrime, number("pooled_apen_prime")))
        #expect(isClose(defined.pooled?.dPrime, number("pooled_d_prime")))
    }

    @Test("the fixtures have all rows and all users")
    func count() {
        #expect(ReferenceData.wikipediaRows.count == 12)
        #expect(ReferenceData.wikipediaEdits.count == 8_227)
    }

    @Test("parts merge to the whole, in any order", arguments: [2, 7])
    func merge(_ parts: Int) throws {
        let options = try EntropyOptions(m: [3], measures: [.pooled, .lempelZiv, .shannon])
        let sequences = ReferenceData.wikipediaEdits
        let whole = accumulate(sequences, options).summary()
        var merged = DatasetEntropy(options)
        for part in (0..<parts).reversed() {
            let share = sequences.enumerated().filter { $0.offset % parts == part }.map(\.element)
            merged.merge(accumulate(share, options))
        }
        let summary = merged.summary()
        #expect(summary.apEn == whole.apEn)
        #expect(summary.apEnDistribution == whole.apEnDistribution)
        #expect(summary.length == whole.length)
        #expect(summary.pooled == whole.pooled)
        #expect(summary.shannonEntropy == whole.shannonEntropy)
        #expect(summary.items == whole.items && summary.tokens == whole.tokens && summary.users == whole.users)
        #expect(summary.perSequenceDPrime == whole.perSequenceDPrime)
        #expect(summary.lempelZivEntropy == whole.lempelZivEntropy)
    }
}
