import TemporaryStorage

/// All sequences, for the pooled figure at r = 0: counts over the windows of all of them, none crossing from one to the
/// next.
///
/// Four bytes an item, in a temporary file beyond a bound. Counting waits for the end, and then takes one share of the
/// patterns after another that memory has room for: `PartitionedPatternCount`.
struct PooledSequences: Sendable {
    private let memory: Int
    /// Shorter sequences have no window of any length that will be asked for.
    private let shortest: Int
    /// One row of its own, and those of others that were merged.
    private var rows: [SpilledWords]
    private(set) var failure: SpillFile.Failure?

    /// - Parameters:
    ///   - shortest: The least m that will be asked for.
    ///   - memory: Bytes that sequences and counting may take together.
    ///   - shares: How many such rows share them.
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
        let isResident = bytes + other.bytes <= memory / 4
        keep { (rows) throws(SpillFile.Failure) in
            if isResident {
                rows.append(contentsOf: other.rows)
            } else {
                for row in other.rows { try rows[0].append(row) }
            }
        }
    }

    /// - Parameters:
    ///   - windows: How many windows of m items there are, and of m + 1.
    ///   - shouldContinue: Is told the share of the work that is done, and whether to stop: then the result is nil.
    /// - Throws: What befell the temporary file.
    func entropy(
        m: Int,
        windows: (Int, Int),
        shouldContinue: (_ share: Double) -> Bool
    ) throws(SpillFile.Failure) -> ApproximateEntropy? {
        if let failure { throw failure }
        let census = PartitionedPatternCount(m: m, windows: windows.0, memory: memory / 2)
        guard let counts = try census.counts(of: rows, shouldContinue: shouldContinue) else { return nil }
        return ApproximateEntropy(
            phi: CountLogarithms.phi(patternsByCount: counts.patterns, windows: windows.0),
            nextPhi: CountLogarithms.phi(patternsByCount: counts.nextPatterns, windows: windows.1),
            windows: windows.0,
            nextWindows: windows.1
        )
    }

    private mutating func keep(_ body: (inout [SpilledWords]) throws(SpillFile.Failure) -> Void) {
        guard failure == nil else { return }
        do throws(SpillFile.Failure) {
            try body(&rows)
        } catch {
            failure = error
        }
    }
}
