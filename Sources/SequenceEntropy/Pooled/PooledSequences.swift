import TemporaryStorage

/// All sequences, kept for the pooled ApEn at r = 0. It counts the windows of all sequences together; no window crosses from
/// one sequence to the next.
///
/// Sequences take four bytes per item, in memory up to a bound and in a temporary file beyond it. Counting begins after the
/// last sequence: see `PartitionedPatternCount`.
struct PooledSequences: Sendable {
    private let memory: Int
    /// Shorter sequences have no window of any requested length.
    private let shortest: Int
    /// One row of its own, and the rows of merged parts.
    private var rows: [SpilledWords]
    private(set) var failure: SpillFile.Failure?

    /// - Parameters:
    ///   - shortest: The smallest requested m.
    ///   - memory: Bytes that sequences and counting may take together.
    ///   - shares: Number of accumulators that share this memory.
    init(shortest: Int, memory: Int, shares: Int) {
        self.shortest = shortest
        self.memory = memory
        rows = [SpilledWords(residentBytes: memory / 4 / shares)]
    }

    var bytes: Int { rows.reduce(0) { $0 + $1.bytes } }

    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>) {
        guard sequence.count >= shortest else { return }
        keep { (rows) throws(SpillFile.Failure) in try rows[0].append((UInt32(sequence.count), 0), sequence) }
    }

    mutating func merge(_ other: PooledSequences) {
        failure = failure ?? other.failure
        let fitsInMemory = bytes + other.bytes <= memory / 4
        keep { (rows) throws(SpillFile.Failure) in
            if fitsInMemory {
                rows.append(contentsOf: other.rows)
            } else {
                for row in other.rows { try rows[0].append(row) }
            }
        }
    }

    /// - Parameters:
    ///   - windows: Number of windows of m items, and of m + 1 items.
    ///   - jobs: Number of threads.
    ///   - counted: Receives the finished share of the work from time to time.
    /// - Throws: The failure of the temporary file.
    func entropy(
        m: Int,
        windows: (Int, Int),
        jobs: Int,
        counted: (_ share: Double) -> Void
    ) throws(SpillFile.Failure) -> ApproximateEntropy {
        if let failure { throw failure }
        let count = PartitionedPatternCount(m: m, windows: windows.0, memory: memory / 2, jobs: jobs)
        let counts = try count.counts(of: rows, counted: counted)
        return ApproximateEntropy(
            phi: CountLogarithms.phi(patternsByCount: counts.patterns, windows: windows.0),
            nextPhi: CountLogarithms.phi(patternsByCount: counts.nextPatterns, windows: windows.1),
            windows: windows.0,
            nextWindows: windows.1
        )
    }

    /// Changes the rows, unless the storage failed before. The first failure is kept.
    private mutating func keep(_ body: (inout [SpilledWords]) throws(SpillFile.Failure) -> Void) {
        guard failure == nil else { return }
        do throws(SpillFile.Failure) {
            try body(&rows)
        } catch {
            failure = error
        }
    }
}
