import ResourceMetering
import TestSupport
import Testing

@testable import SequenceEntropy

@Suite("Number of threads")
struct ThreadTests {
    static let seed: UInt64 = 20_261_122
    static let jobs = [1, 2, 3, 4, 7]
    /// Small batches, so that every worker gets some.
    private static func parallel(_ options: EntropyOptions, jobs: Int) -> ParallelEntropy {
        ParallelEntropy(
            options,
            memory: 1 << 20,
            pool: ThreadPool(threads: jobs),
            scratch: MeasuringScratch(),
            batchSize: 200
        )
    }

    @Test("changes no measure, compression included", arguments: jobs)
    func allMeasures(_ jobs: Int) throws {
        let sequences = ReferenceData.wikipediaEdits.prefix(800)
        let options = try EntropyOptions(m: [1, 2, 12])
        var alone = DatasetEntropy(options)
        let parallel = Self.parallel(options, jobs: jobs)
        for (index, sequence) in sequences.enumerated() {
            // Some users' items have no integer ids, so their blocks are written by number.
            alone.add(sequence, withIntegers: index < 400)
            parallel.add(sequence, withIntegers: index < 400)
        }
        let merged = parallel.finish()
        #expect(merged.compression?.completeBlocks ?? 0 > 1)
        let summaries = merged.summaries()
        #expect(summaries == alone.summaries())
        #expect(summaries.allSatisfy { $0.compressionRatio != nil && $0.pooled?.apEn != nil })
    }

    @Test("changes no measure at r > 0", arguments: jobs)
    func tolerance(_ jobs: Int) throws {
        let options = try EntropyOptions(m: [1, 3], r: 0.75, maxLength: 50)
        var alone = DatasetEntropy(options)
        let parallel = Self.parallel(options, jobs: jobs)
        for sequence in ReferenceData.wikipediaEdits.prefix(120) {
            let values = sequence.map { Double($0 % 512) / 4 }
            alone.add(sequence, values: values, withIntegers: true)
            parallel.add(sequence, values: values, withIntegers: true)
        }
        #expect(parallel.finish().summaries() == alone.summaries())
    }

    @Test("changes no long numeric sequence: bits of one thread, value of all pairs", arguments: [1, 2, 3])
    func longSequence(_ m: Int) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(m))
        // Above 4,096 windows more than one thread counts.
        let values = (0..<4_200).map { _ in Double.random(in: -1...1, using: &random) }
        let alone = ApproximateEntropy(ofValues: values, m: m, r: 0.1)
        for jobs in Self.jobs {
            #expect(ApproximateEntropy(ofValues: values, m: m, r: 0.1, jobs: jobs) == alone)
        }
        #expect(abs(alone.phi - ToleranceReference.phi(values, m, 0.1)) <= 1e-12)
        #expect(abs(alone.nextPhi - ToleranceReference.phi(values, m + 1, 0.1)) <= 1e-12)
    }

    @Test("empty sequences are passed on too", arguments: jobs)
    func emptySequences(_ jobs: Int) throws {
        let parallel = Self.parallel(try EntropyOptions(measures: []), jobs: jobs)
        for _ in 0..<10_000 { parallel.add([]) }
        let summary = parallel.finish().summary()
        #expect(summary.users == 10_000 && summary.tokens == 0 && summary.undefined == 10_000)
    }
}
