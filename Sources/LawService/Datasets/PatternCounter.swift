import InteractionLog

/// Where the counts of a part's patterns are written, for `apen --partial --patterns`.
public struct PatternOutput: Sendable {
    let write: @Sendable (UnsafeRawBufferPointer) -> String?
    let restart: @Sendable () -> String?

    /// Each returns why it failed; `nil` if it did not.
    ///
    /// - Parameters:
    ///   - write: writes further bytes.
    ///   - restart: drops everything that was written, because a user has reappeared.
    public init(
        write: @escaping @Sendable (UnsafeRawBufferPointer) -> String?,
        restart: @escaping @Sendable () -> String?
    ) {
        self.write = write
        self.restart = restart
    }
}

/// Counts the patterns of m and of m + 1 items of a part's users, and writes the counts.
///
/// If the memory is full, it writes what it has and begins again. So a pattern may be written several times; whoever reads the
/// counts adds them up.
struct PatternCounter {
    private let m: Int
    private var fingerprints = PatternFingerprints()
    private var sink: Sink

    /// - Parameter memory: bytes of the largest table.
    init(m: Int, memory: Int, output: PatternOutput) {
        self.m = m
        sink = Sink(output: output, counts: FingerprintCounts(memory: memory))
    }

    var bytes: Int { fingerprints.bytes + sink.counts.bytes }

    /// Why a count could not be written.
    var failure: Problem? { sink.failure }

    mutating func add(_ sequence: UserSequence) {
        // A closure that changes one property cannot be called while another one is changed.
        var fingerprints = PatternFingerprints()
        swap(&fingerprints, &self.fingerprints)
        fingerprints.forEachWindow(of: sequence, m: m) { length, fingerprint in
            sink.add(length, UInt64(truncatingIfNeeded: fingerprint >> 64), UInt64(truncatingIfNeeded: fingerprint))
        }
        swap(&fingerprints, &self.fingerprints)
    }

    /// Drops all counts.
    mutating func restart() {
        sink.counts.removeAll()
        if let detail = sink.output.restart() { sink.failure = Problem(.storageFull, detail) }
    }

    /// Writes the counts that are in memory.
    mutating func flush() { sink.flush() }

    private struct Sink {
        let output: PatternOutput
        var counts: FingerprintCounts
        var failure: Problem?

        mutating func add(_ length: Int, _ high: UInt64, _ low: UInt64) {
            if counts.add(length, high, low, count: 1) != nil { return }
            flush()
            _ = counts.add(length, high, low, count: 1)
        }

        mutating func flush() {
            var records: [UInt64] = []
            counts.forEachRecord { record in
                for word in record { records.append(word.littleEndian) }
                if records.count >= 1 << 15 { write(&records) }
            }
            write(&records)
            counts.removeAll()
        }

        private mutating func write(_ records: inout [UInt64]) {
            guard failure == nil, !records.isEmpty else { return }
            let detail = records.withUnsafeBytes(output.write)
            if let detail { failure = Problem(.storageFull, detail) }
            records.removeAll(keepingCapacity: true)
        }
    }
}
