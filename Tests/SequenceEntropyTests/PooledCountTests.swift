import ResourceMetering
import TemporaryStorage
import TestSupport
import Testing

@testable import SequenceEntropy

@Suite("Pooled pattern count")
struct PooledCountTests {
    static let seed: UInt64 = 20_261_122

    private static func sequences(
        _ count: Int,
        longest: Int,
        alphabet: UInt32,
        using random: inout SeededGenerator
    ) -> [[UInt32]] {
        (0..<count).map { _ in
            (0..<Int.random(in: 0...longest, using: &random)).map { _ in .random(in: 0..<alphabet, using: &random) }
        }
    }

    /// Rows as merged parts leave them: a small one in memory, and a large one that is partly in a file.
    private static func rows(_ sequences: [[UInt32]]) throws -> [SpilledWords] {
        var rows = [SpilledWords(residentBytes: 1 << 30), SpilledWords(residentBytes: 1 << 16)]
        for (index, sequence) in sequences.enumerated() {
            try sequence.withUnsafeBufferPointer { try rows[index % 10 == 0 ? 0 : 1].append((UInt32($0.count), 0), $0) }
        }
        return rows
    }

    @Test(
        "agrees with a dictionary of windows for any number of passes, partitions and threads",
        arguments: [1, 2, 3, 8, 9, 12]
    )
    func bruteForce(_ m: Int) throws {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(m))
        let sequences = Self.sequences(600, longest: 60, alphabet: m < 3 ? 300 : 3, using: &random)
        let rows = try Self.rows(sequences)
        let windows = Reference.windows(of: sequences, m)
        let expected = PooledCounts(
            patterns: Reference.countsOfCounts(windows),
            nextPatterns: Reference.countsOfCounts(Reference.windows(of: sequences, m + 1))
        )
        #expect(!expected.patterns.isEmpty && !expected.nextPatterns.isEmpty)
        let bytes = windows.count * 4 * ((m <= PartitionedPatternCount.longestCopied ? m : RollingHash.words) + 1)
        let cases = [
            (passes: 1, records: 1 << 14, jobs: [1, 2, 3, 4, 7]), (1, 100, [3]), (4, 1 << 14, [2]), (8, 16, [1, 7]),
            (16, 1, [4]), (3, 100, [2]), (5, 64, [1, 3]),
        ]
        for (passes, records, jobs) in cases {
            for jobs in jobs {
                let count = PartitionedPatternCount(
                    m: m,
                    windows: windows.count,
                    memory: bytes / passes + 4,
                    pool: ThreadPool(threads: jobs),
                    meter: WorkMeter(),
                    recordsPerPartition: records
                )
                #expect(count.passes == passes)
                #expect(windows.count / passes / count.partitions <= records)
                let counts = try count.counts(of: rows) { _ in }
                #expect(counts == expected, "\(passes) passes, \(count.partitions) partitions, \(jobs) threads")
            }
        }
    }

    @Test("reports each pass in ascending shares of the work")
    func progress() throws {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed)
        let sequences = Self.sequences(100, longest: 50, alphabet: 5, using: &random)
        let windows = Reference.windows(of: sequences, 2).count
        let count = PartitionedPatternCount(
            m: 2,
            windows: windows,
            memory: windows * 3,
            pool: ThreadPool(threads: 1),
            meter: WorkMeter(),
            recordsPerPartition: 4
        )
        var shares: [Double] = []
        _ = try count.counts(of: Self.rows(sequences)) { shares.append($0) }
        #expect(count.passes == 4 && shares.count > 8)
        #expect(shares == shares.sorted() && shares.allSatisfy { (0..<1).contains($0) })
        #expect([0, 0.25, 0.5, 0.75].allSatisfy(shares.contains))
    }

    @Test("no sequence and no window give no pattern", arguments: [1, 5])
    func empty(_ jobs: Int) throws {
        let count = PartitionedPatternCount(
            m: 3,
            windows: 0,
            memory: 0,
            pool: ThreadPool(threads: jobs),
            meter: WorkMeter()
        )
        #expect(try count.counts(of: []) { _ in } == PooledCounts())
        #expect(try count.counts(of: Self.rows([[], [1], [2, 3]])) { _ in } == PooledCounts())
    }

    @Test("slices are the words of all rows, each once", arguments: [1, 2, 3, 7, 500])
    func slices(_ most: Int) throws {
        var rows = try Self.rows([[1, 2, 3], [], [4]])
        // Rows in memory and in a file, and one without a word.
        for residentBytes in [1 << 16, 0, 1 << 30] {
            var row = SpilledWords(residentBytes: residentBytes)
            let sequence = [UInt32](0..<1_000)
            for _ in 0..<600 { try sequence.withUnsafeBufferPointer { try row.append((UInt32($0.count), 0), $0) } }
            rows.append(row)
            rows.append(SpilledWords(residentBytes: 0))
        }
        var (all, ofSlices): ([UInt32], [UInt32]) = ([], [])
        for row in rows { try row.forEachChunk { all += $0 } }
        let slices = RowSlices(rows, most: most)
        for slice in 0..<slices.count { try slices.forEachChunk(of: slice) { ofSlices += $0 } }
        #expect(ofSlices == all && slices.count <= most && (slices.count > 3 || most < 4))
        #expect(RowSlices([], most: most).count == 1)
    }

    @Test("a scan asks for what each thread reads from the file, and ends if that is refused")
    func scanMemory() throws {
        // A sequence is read whole.
        let sequence = [UInt32](0..<400_000)
        var row = SpilledWords(residentBytes: 0)
        try sequence.withUnsafeBufferPointer { try row.append((UInt32($0.count), 0), $0) }
        try row.spillAll()
        for jobs in [1, 3] {
            let count = PartitionedPatternCount(
                m: 2,
                windows: sequence.count - 1,
                memory: 1 << 30,
                pool: ThreadPool(threads: jobs),
                meter: WorkMeter()
            )
            var asked: [Int] = []
            let refused = try count.counts(
                of: [row],
                admits: { bytes in
                    asked.append(bytes)
                    return false
                },
                counted: { _ in }
            )
            #expect(refused == PooledCounts() && asked.count == 1)
            #expect(asked[0] > jobs * 4 * sequence.count)
        }
    }

    @Test("a partition counts equal windows and equal records", arguments: [1, 2, 3, 6])
    func partition(_ width: Int) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(width))
        let none = UInt32.max
        var partition = PatternPartition(width: width, noItem: none, meter: WorkMeter())
        var (patterns, nextPatterns): ([Int: Int], [Int: Int]) = ([:], [:])
        // One after another, so that nothing of an earlier partition may remain in the tables. The counts add up.
        for count in [500, 0, 1, 2, 40, 3_000] {
            let records = (0..<count).map { _ in
                (0..<width).map { _ in UInt32.random(in: 0..<4, using: &random) }
                    + [Bool.random(using: &random) ? none : .random(in: 0..<3, using: &random)]
            }
            records.flatMap(\.self).withUnsafeBufferPointer { partition.count($0) }
            patterns.merge(Reference.countsOfCounts(records.map { $0.dropLast() }), uniquingKeysWith: +)
            nextPatterns.merge(Reference.countsOfCounts(records.filter { $0.last != none }), uniquingKeysWith: +)
        }
        #expect(!patterns.isEmpty && !nextPatterns.isEmpty)
        #expect(partition.patterns == patterns)
        #expect(partition.nextPatterns == nextPatterns)
    }

    @Test("rolling hashes are equal if and only if the windows are", arguments: [9, 12, 100])
    func rollingHash(_ length: Int) {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(length))
        let hash = RollingHash(length: length, using: &random)
        // Few items and a repeated part, so that equal windows exist; leading items with number 0 count too.
        let part = (0..<2 * length).map { _ in UInt32.random(in: 0..<2, using: &random) }
        let sequence = part + [7, .max - 1] + part + [UInt32](repeating: 0, count: 2 * length)
        var windows: [[UInt64]: Set<[UInt32]>] = [:]
        var count = 0
        sequence.withUnsafeBufferPointer { items in
            hash.forEachWindow(of: items, WorkMeter()) { window, pair in
                #expect(window == count)
                count += 1
                windows[[pair.0, pair.1], default: []].insert(Array(sequence[window..<window + length]))
            }
        }
        #expect(count == sequence.count - length + 1)
        #expect(windows.values.allSatisfy { $0.count == 1 })
        #expect(windows.count == Set(Reference.windows(of: [sequence], length)).count && windows.count < count)
    }
}
