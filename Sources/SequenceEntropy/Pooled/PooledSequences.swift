import ResourceMetering
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

    /// Writes all sequences to the temporary file, and from now on keeps few in memory.
    mutating func spill() {
        keep { (rows) throws(SpillFile.Failure) in
            for index in rows.indices { try rows[index].spillAll() }
        }
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

    /// The bytes with which all windows of m items are counted in one pass.
    static func countingBytes(m: Int, windows: Int) -> Int {
        PartitionedPatternCount.recordBytes(m: m, windows: windows)
    }

    /// - Parameters:
    ///   - windows: Number of windows of m items, and of m + 1 items.
    ///   - memory: Bytes for the records of windows.
    ///   - admits: Is asked for the bytes that counting takes beside them.
    ///   - counted: Receives the finished share of the work from time to time.
    /// - Throws: The failure of the temporary file.
    func entropy(
        m: Int,
        windows: (Int, Int),
        memory: Int,
        pool: ThreadPool,
        meter: WorkMeter,
        admits: (_ bytes: Int) -> Bool,
        counted: (_ share: Double) -> Void
    ) throws(SpillFile.Failure) -> ApproximateEntropy {
        if let failure { throw failure }
        let count = PartitionedPatternCount(m: m, windows: windows.0, memory: memory, pool: pool, meter: meter)
        let counts = try count.counts(of: rows, admits: admits, counted: counted)
        return ApproximateEntropy(counts, windows: windows)
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

extension ApproximateEntropy {
    /// - Parameter windows: Number of windows of m items, and of m + 1 items.
    init(_ counts: PooledCounts, windows: (Int, Int)) {
        self.init(
            phi: CountLogarithms.phi(patternsByCount: counts.patterns, windows: windows.0),
            nextPhi: CountLogarithms.phi(patternsByCount: counts.nextPatterns, windows: windows.1),
            windows: windows.0,
            nextWindows: windows.1
        )
    }
}
