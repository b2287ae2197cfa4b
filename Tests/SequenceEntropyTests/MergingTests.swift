import Testing

@testable import SequenceEntropy

@Suite("Parts, sweeps, threads and little memory")
struct MergingTests {
    static let seed: UInt64 = 20_261_122

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

    /// Every figure but the compression measure, which blocks of the concatenated sequences define.
    private static func orderFree(_ summary: EntropySummary) throws -> [String: String] {
        var figures: [String: String] = [:]
        for child in Mirror(reflecting: summary).children {
            figures[try #require(child.label)] = "\(child.value)"
        }
        figures["compressionRatio"] = nil
        return figures
    }

    @Test(
        "any partition in any order gives the same figures, bit for bit",
        arguments: [1, 2, 7, 40],
        [(1, 0.0), (2, 0), (12, 0), (2, 0.5), (3, 1.5)]
    )
    func partitions(_ parts: Int, _ parameters: (m: Int, r: Double)) throws {
        print("seed \(Self.seed)")
        var random = SplitMix(state: Self.seed &+ UInt64(parts))
        let sequences = Array(ReferenceData.wikipediaEdits.prefix(parameters.r > 0 ? 40 : 120))
        let options = try EntropyOptions(m: parameters.m, r: parameters.r)
        func add(_ sequence: [UInt32], to dataset: inout DatasetEntropy) {
            let values = sequence.map { Double($0 % 1_000) / 8 }
            sequence.withUnsafeBufferPointer { items in
                values.withUnsafeBufferPointer { dataset.add(items, values: $0) }
            }
        }
        var whole = DatasetEntropy(options: options)
        for sequence in sequences { add(sequence, to: &whole) }
        var accumulators = (0..<parts).map { _ in DatasetEntropy(options: options) }
        for sequence in sequences.shuffled(using: &random) {
            add(sequence, to: &accumulators[Int.random(in: 0..<parts, using: &random)])
        }
        accumulators.shuffle(using: &random)
        var merged = accumulators[0]
        for other in accumulators.dropFirst() { merged.merge(other) }
        #expect(try Self.orderFree(merged.summary()) == Self.orderFree(whole.summary()))
    }

    @Test("parts that know where their sequences stand merge to the whole, the compression measure included")
    func placedParts() throws {
        print("seed \(Self.seed)")
        var random = SplitMix(state: Self.seed)
        let options = try EntropyOptions(maxLength: 90, measures: [.compression])
        for hasIntegers in [true, false] {
            let sequences = (0..<500).map { user in
                (0..<Int.random(in: 0...120, using: &random)).map { UInt32($0 * $0 + user) % 77 }
            }
            var whole = DatasetEntropy(options: options)
            var parts = [DatasetEntropy](repeating: DatasetEntropy(options: options), count: 4)
            var placed: [(position: Int, sequence: [UInt32], hasIntegers: Bool)] = []
            var position = 0
            for (user, sequence) in sequences.enumerated() {
                placed.append((position, sequence, hasIntegers || user % 100 != 7))
                position += min(sequence.count, 90)
            }
            for (_, sequence, hasIntegers) in placed {
                sequence.withUnsafeBufferPointer { whole.add($0, integers: hasIntegers ? $0 : nil) }
            }
            for (position, sequence, hasIntegers) in placed.shuffled(using: &random) {
                let part = Int.random(in: parts.indices, using: &random)
                sequence.withUnsafeBufferPointer {
                    parts[part].add($0, integers: hasIntegers ? $0 : nil, at: position)
                }
            }
            var merged = parts[3]
            for part in parts.dropLast().reversed() { merged.merge(part) }
            #expect(position > 20_000 && whole.summary().compressionRatio != nil)
            #expect(merged.summary() == whole.summary())
        }
    }

    @Test("parts of whole blocks, merged in order, compress like the whole", arguments: [1, 2, 5])
    func orderedBlocks(_ parts: Int) throws {
        // Four sequences to a block of 10,000.
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

    @Test("the number of threads changes nothing, the compression measure included", arguments: [1, 2, 3, 5])
    func threads(_ jobs: Int) throws {
        let sequences = ReferenceData.wikipediaEdits.prefix(1_600)
        let alone = DatasetEntropy(options: try EntropyOptions(m: 2))
        var whole = alone
        let parallel = try ParallelEntropy(m: [2], jobs: jobs)
        for (index, sequence) in sequences.enumerated() {
            // Some users' items have no integer ids: their blocks are written by number.
            sequence.withUnsafeBufferPointer { items in
                whole.add(items, integers: index < 800 ? items : nil)
                parallel.add(items, integers: index < 800 ? items : nil)
            }
        }
        let points = parallel.finish().points()
        #expect(points.map(\.summary) == [whole.summary()])
    }

    @Test("sequences one after another need no copy", arguments: [[], Measure.allCases])
    func contiguous(_ measures: [Measure]) throws {
        let sequences = ReferenceData.wikipediaEdits.prefix(2_500)
        var sweep = try EntropySweep(m: [2], measures: Set(measures))
        for sequence in sequences { sequence.withUnsafeBufferPointer { sweep.add($0) } }
        for jobs in [1, 3] {
            let parallel = try ParallelEntropy(m: [2], measures: Set(measures), jobs: jobs)
            parallel.add(Array(sequences.joined()), lengths: sequences.map(\.count))
            #expect(parallel.finish().points() == sweep.points())
        }
    }

    @Test("threads measure numbers and several lengths too", arguments: [0, 0.75])
    func parallelSweep(_ r: Double) throws {
        let sequences = ReferenceData.wikipediaEdits.prefix(r > 0 ? 200 : 1_200)
        var sweep = try EntropySweep(m: [1, 3], maxLength: [10, 50], r: r)
        let parallel = try ParallelEntropy(m: [1, 3], maxLength: [10, 50], r: r, jobs: 2)
        for sequence in sequences {
            let values = sequence.map { Double($0 % 512) / 4 }
            sequence.withUnsafeBufferPointer { items in
                values.withUnsafeBufferPointer { values in
                    sweep.add(items, values: values, integers: items)
                    parallel.add(items, values: values, integers: items)
                }
            }
        }
        #expect(parallel.finish().points() == sweep.points())
    }

    @Test(
        "within little memory the pooled figure comes from a temporary file, unchanged",
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
        #expect(small.summary().pooled == whole.pooled, "a summary does not use the figures up")
    }

    @Test("what the sequences take in memory stays within its share")
    func boundedMemory() throws {
        let options = try EntropyOptions(measures: [.pooled])
        var dataset = DatasetEntropy(options: options, memory: 1 << 20)
        let sequence = (0..<UInt32(1_000)).map { $0 }
        for _ in 0..<400 { sequence.withUnsafeBufferPointer { dataset.add($0) } }
        #expect(dataset.bytes < 1 << 20)
        #expect(dataset.summary().pooled?.windows == 400 * 999)
    }

    @Test("a sweep's points are what each combination gives alone")
    func sweep() throws {
        let sequences = ReferenceData.wikipediaEdits.prefix(80)
        var sweep = try EntropySweep(m: [1, 2, 9, 2], maxLength: [25, nil, 100])
        for sequence in sequences { sequence.withUnsafeBufferPointer { sweep.add($0) } }
        let points = sweep.points()
        #expect(points.map(\.m) == [1, 2, 9, 1, 2, 9, 1, 2, 9])
        #expect(points.map(\.maxLength) == [25, 25, 25, nil, nil, nil, 100, 100, 100])
        for point in points {
            #expect(try Self.entropy(of: sequences, m: point.m, maxLength: point.maxLength).summary() == point.summary)
        }
    }

    private struct Stopped: Error {}

    @Test("the pooled count reports its progress and can be stopped", arguments: [0, 0.5])
    func checkpoints(_ r: Double) throws {
        let options = try EntropyOptions(r: r, measures: [.pooled])
        var dataset = DatasetEntropy(options: options)
        for sequence in ReferenceData.wikipediaEdits.prefix(200) {
            let values = sequence.map { Double($0 % 512) }
            sequence.withUnsafeBufferPointer { items in
                values.withUnsafeBufferPointer { dataset.add(items, values: $0) }
            }
        }
        var shares: [Double] = []
        let summary = dataset.summary { share in shares.append(share) }
        #expect(summary == dataset.summary())
        #expect(!shares.isEmpty && shares == shares.sorted() && shares.allSatisfy { (0...1).contains($0) })
        #expect(throws: Stopped.self) {
            try dataset.summary { (_) throws(Stopped) in throw Stopped() }
        }
    }
}
