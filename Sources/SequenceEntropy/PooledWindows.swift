import TemporaryStorage

/// The pooled figure at r = 0: counts over the windows of all sequences, none crossing from one to the next.
///
/// What is kept is the sequences themselves, four bytes an item, in a temporary file beyond a bound. Counting waits for
/// the end, and then takes one share of the patterns after another that memory has room for: `WindowCensus`.
struct PooledWindows: Sendable {
    /// Beyond this pattern length a window is too long to be copied, and `PooledPatterns` numbers patterns instead.
    static let longest = 8

    private let m: Int
    private let memory: Int
    private var sequences: SpilledWords
    private(set) var windows = 0
    private(set) var nextWindows = 0
    private(set) var failure: SpillFile.Failure?

    /// - Parameter memory: Bytes that sequences and counting may take together.
    init(m: Int, memory: Int) {
        self.m = m
        self.memory = memory
        sequences = SpilledWords(residentBytes: memory / 4)
    }

    var bytes: Int { sequences.bytes }

    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>) {
        guard sequence.count >= m else { return }
        windows += sequence.count - m + 1
        nextWindows += sequence.count - m
        keep { (row) throws(SpillFile.Failure) in try row.append((UInt32(sequence.count), 0), sequence) }
    }

    mutating func merge(_ other: PooledWindows) {
        windows += other.windows
        nextWindows += other.nextWindows
        failure = failure ?? other.failure
        keep { (row) throws(SpillFile.Failure) in try row.append(other.sequences) }
    }

    /// - Throws: What befell the temporary file.
    func entropy() throws(SpillFile.Failure) -> ApproximateEntropy {
        if let failure { throw failure }
        let counts = try WindowCensus(m: m, windows: windows, memory: memory / 2).counts(of: sequences)
        return ApproximateEntropy(
            phi: CountLogarithms.phi(patternsByCount: counts.patterns, windows: windows),
            nextPhi: CountLogarithms.phi(patternsByCount: counts.nextPatterns, windows: nextWindows),
            windows: windows,
            nextWindows: nextWindows
        )
    }

    private mutating func keep(_ body: (inout SpilledWords) throws(SpillFile.Failure) -> Void) {
        guard failure == nil else { return }
        do throws(SpillFile.Failure) {
            try body(&sequences)
        } catch {
            failure = error
        }
    }
}
