import SequenceEntropy
import Testing

@Suite("Parts, sweeps and little memory")
struct MergingTests {
    private static func entropy(
        of sequences: some Sequence<[UInt32]>,
        m: Int = 2,
        maxLength: Int? = nil,
        memory: Int = 2 << 30
    ) throws -> DatasetEntropy {
        let options = try EntropyOptions(m: m, maxLength: maxLength)
        var dataset = DatasetEntropy(options: options, memory: memory)
        for sequence in sequences { sequence.withUnsafeBufferPointer { dataset.add($0) } }
        return dataset
    }

    @Test("any partition in any order gives the same figures to 1e-12", arguments: [1, 2, 7, 40], [1, 2, 12])
    func partitions(_ parts: Int, _ m: Int) throws {
        print("seed 20261122")
        var random = SplitMix(state: 20_261_122 &+ UInt64(parts))
        let sequences = Array(ReferenceData.wikipediaEdits.prefix(400))
        let whole = try Self.entropy(of: sequences, m: m).summary()
        var accumulators = try (0..<parts).map { _ in try Self.entropy(of: [], m: m) }
        for sequence in sequences {
            let part = Int.random(in: 0..<parts, using: &random)
            sequence.withUnsafeBufferPointer { accumulators[part].add($0) }
        }
        accumulators.shuffle(using: &random)
        var merged = accumulators[0]
        for other in accumulators.dropFirst() { merged.merge(other) }
        let summary = merged.summary()
        #expect(summary.users == whole.users && summary.tokens == whole.tokens && summary.items == whole.items)
        #expect(isClose(summary.apEn, whole.apEn))
        #expect(isClose(summary.perSequenceDPrime, whole.perSequenceDPrime))
        #expect(isClose(summary.pooled?.apEn, whole.pooled?.apEn))
        #expect(isClose(summary.lempelZivEntropy, whole.lempelZivEntropy))
        #expect(isClose(summary.shannonEntropy, whole.shannonEntropy))
        #expect(summary.length == whole.length && summary.withoutRepeat == whole.withoutRepeat)
    }

    @Test("within little memory the pooled figure comes from a temporary file, unchanged", arguments: [1, 2, 5, 8])
    func spilling(_ m: Int) throws {
        let sequences = ReferenceData.wikipediaEdits.prefix(3_000)
        let whole = try Self.entropy(of: sequences, m: m).summary()
        let small = try Self.entropy(of: sequences, m: m, memory: 300_000)
        #expect(small.storageFailure == nil)
        #expect(small.summary().pooled == whole.pooled)
        var merged = try Self.entropy(of: sequences.prefix(1_500), m: m, memory: 300_000)
        merged.merge(try Self.entropy(of: sequences.dropFirst(1_500), m: m, memory: 300_000))
        #expect(merged.summary().pooled == whole.pooled)
        #expect(small.summary().pooled == whole.pooled, "a summary does not use the figures up")
    }

    @Test("a sweep's points are what each combination gives alone")
    func sweep() throws {
        let sequences = ReferenceData.wikipediaEdits.prefix(150)
        var sweep = try EntropySweep(m: [1, 2, 9, 2], maxLength: [25, nil, 100])
        for sequence in sequences { sequence.withUnsafeBufferPointer { sweep.add($0) } }
        let points = sweep.points()
        #expect(points.map(\.m) == [1, 2, 9, 1, 2, 9, 1, 2, 9])
        #expect(points.map(\.maxLength) == [25, 25, 25, nil, nil, nil, 100, 100, 100])
        for point in points {
            #expect(try Self.entropy(of: sequences, m: point.m, maxLength: point.maxLength).summary() == point.summary)
        }
    }
}
