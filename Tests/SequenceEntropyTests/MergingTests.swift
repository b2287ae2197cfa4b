import TestSupport
import Testing

@testable import SequenceEntropy

@Suite("Merging, several pattern lengths and little memory")
struct MergingTests {
    static let seed: UInt64 = 20_261_122

    private static func entropy(
        of sequences: some Sequence<[UInt32]>,
        m: Int = 2,
        maxLength: Int? = nil,
        memory: Int = 2 << 30
    ) throws -> DatasetEntropy {
        var dataset = DatasetEntropy(try EntropyOptions(m: [m], maxLength: maxLength), memory: memory)
        for sequence in sequences { dataset.add(sequence) }
        return dataset
    }

    /// Every measure except compression, which depends on the order of the sequences.
    private static func orderFree(_ summary: EntropySummary) throws -> [String: String] {
        var measures: [String: String] = [:]
        for child in Mirror(reflecting: summary).children {
            measures[try #require(child.label)] = "\(child.value)"
        }
        try #require(measures["compressionRatio"] != nil)
        measures["compressionRatio"] = nil
        return measures
    }

    @Test(
        "any partition in any order gives the same bits",
        arguments: [1, 2, 7, 40],
        [(1, 0.0), (2, 0), (12, 0), (2, 0.5), (3, 1.5)]
    )
    func partitions(_ parts: Int, _ parameters: (m: Int, r: Double)) throws {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(parts))
        let sequences = Array(ReferenceData.wikipediaEdits.prefix(parameters.r > 0 ? 40 : 120))
        let options = try EntropyOptions(m: [parameters.m], r: parameters.r)
        func add(_ sequence: [UInt32], to dataset: inout DatasetEntropy) {
            dataset.add(sequence, values: sequence.map { Double($0 % 1_000) / 8 })
        }
        var whole = DatasetEntropy(options)
        for sequence in sequences { add(sequence, to: &whole) }
        var accumulators = (0..<parts).map { _ in DatasetEntropy(options) }
        for sequence in sequences.shuffled(using: &random) {
            add(sequence, to: &accumulators[Int.random(in: 0..<parts, using: &random)])
        }
        accumulators.shuffle(using: &random)
        var merged = accumulators[0]
        for other in accumulators.dropFirst() { merged.merge(other) }
        #expect(try Self.orderFree(merged.summary()) == Self.orderFree(whole.summary()))
    }

    @Test("parts of complete blocks, merged in order, compress like the whole", arguments: [1, 2, 5])
    func orderedBlocks(_ parts: Int) throws {
        // Four sequences fill a block of 10,000.
        let sequences = (0..<UInt32(20)).map { user in (0..<UInt32(2_500)).map { ($0 &* $0 &+ user) % 77 } }
        let whole = try Self.entropy(of: sequences).summary()
        let length = 4 * parts
        var merged = try Self.entropy(of: sequences.prefix(length))
        for begin in stride(from: length, to: sequences.count, by: length) {
            merged.merge(try Self.entropy(of: sequences[begin..<min(begin + length, sequences.count)]))
        }
        #expect(whole.compressionRatio != nil)
        #expect(merged.summary() == whole)
    }

    @Test(
        "with little memory the pooled measure uses a temporary file and does not change",
        arguments: [1, 2, 5, 8, 9, 30]
    )
    func spilling(_ m: Int) throws {
        let sequences = ReferenceData.wikipediaEdits.prefix(500)
        let whole = try Self.entropy(of: sequences, m: m).summary()
        let small = try Self.entropy(of: sequences, m: m, memory: 200_000)
        #expect(small.storageFailure == nil)
        #expect(small.summary().pooled == whole.pooled)
        var merged = try Self.entropy(of: sequences.prefix(250), m: m, memory: 200_000)
        merged.merge(try Self.entropy(of: sequences.dropFirst(250), m: m, memory: 200_000))
        #expect(merged.summary().pooled == whole.pooled)
        #expect(small.summary().pooled == whole.pooled, "a summary can be computed again")
    }

    @Test("the sequences stay within their share of the memory")
    func boundedMemory() throws {
        var dataset = DatasetEntropy(try EntropyOptions(measures: [.pooled]), memory: 1 << 20)
        let sequence = (0..<UInt32(1_000)).map { $0 }
        for _ in 0..<400 { dataset.add(sequence) }
        #expect(dataset.bytes < 1 << 20)
        #expect(dataset.summary().pooled?.windows == 400 * 999)
    }

    @Test("each pattern length gives what it gives alone", arguments: [25, nil, 100])
    func patternLengths(_ maxLength: Int?) throws {
        let sequences = ReferenceData.wikipediaEdits.prefix(80)
        var dataset = DatasetEntropy(try EntropyOptions(m: [9, 1, 2, 9], maxLength: maxLength))
        for sequence in sequences { dataset.add(sequence) }
        #expect(dataset.options.m == [9, 1, 2])
        let expected = try [9, 1, 2].map { try Self.entropy(of: sequences, m: $0, maxLength: maxLength).summary() }
        #expect(dataset.summaries() == expected)
    }

    @Test("the pooled count reports its progress", arguments: [0, 0.5])
    func progress(_ r: Double) throws {
        var dataset = DatasetEntropy(try EntropyOptions(m: [2, 3], r: r, measures: [.pooled]))
        for sequence in ReferenceData.wikipediaEdits.prefix(200) {
            dataset.add(sequence, values: sequence.map { Double($0 % 512) })
        }
        var shares: [Double] = []
        let summaries = dataset.summaries { shares.append($0) }
        #expect(summaries == dataset.summaries())
        #expect(shares.first == 0 && shares.count > 3)
        #expect(shares == shares.sorted() && shares.allSatisfy { (0...1).contains($0) })
    }
}
