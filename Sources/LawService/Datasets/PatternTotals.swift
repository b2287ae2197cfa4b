import SequenceEntropy

/// A file with counts of patterns, which can be read several times.
public struct PatternInput {
    let name: String
    let byteCount: Int
    let read: (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

    /// - Parameter read: calls `body` with all bytes of the file, slice by slice, from its beginning.
    public init(
        name: String,
        byteCount: Int,
        read: @escaping (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) {
        self.name = name
        self.byteCount = byteCount
        self.read = read
    }
}

/// Adds up the counts of the patterns of all parts. If the memory cannot hold all of them, the files are read several times,
/// each time for some of the patterns.
struct PatternTotals {
    private let m: Int
    private let memory: Int

    init(m: Int, memory: Int) {
        self.m = m
        self.memory = memory
    }

    /// - Throws: 400 for a file that has no such counts, and every error of reading.
    func counts(of inputs: [PatternInput]) throws -> PooledCounts {
        let records = inputs.reduce(0) { $0 + $1.byteCount / FingerprintCounts.recordBytes }
        var passBits = 0
        while records >> passBits > FingerprintCounts.capacity(memory: memory), passBits < 20 { passBits += 1 }
        var totals = PooledCounts()
        for pass in 0..<UInt64(1) << UInt64(passBits) {
            var table = FingerprintCounts(memory: memory)
            for input in inputs {
                try forEachRecord(of: input) { length, high, low, count throws(Problem) in
                    // The table uses the other half of the fingerprint.
                    guard high & ((1 << UInt64(passBits)) - 1) == pass else { return }
                    guard table.add(length, high, low, count: count) != nil else {
                        throw Problem(.badRequest, "\(input.name): the patterns need more memory; raise --memory")
                    }
                }
            }
            table.forEachRecord { record in
                let (length, count) = (Int(record[record.startIndex]), Int(record[record.startIndex + 3]))
                if length == m {
                    totals.patterns[count, default: 0] += 1
                } else {
                    totals.nextPatterns[count, default: 0] += 1
                }
            }
        }
        return totals
    }

    private func forEachRecord(
        of input: PatternInput,
        _ body: (_ length: Int, _ high: UInt64, _ low: UInt64, _ count: UInt64) throws(Problem) -> Void
    ) throws {
        var rest: [UInt8] = []
        var number = 0
        try input.read { slice in
            rest.append(contentsOf: slice)
            let whole = rest.count / FingerprintCounts.recordBytes
            try rest.withUnsafeBytes { bytes in
                for record in 0..<whole {
                    number += 1
                    func word(_ index: Int) -> UInt64 {
                        let offset = record * FingerprintCounts.recordBytes + 8 * index
                        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                    }
                    guard word(0) == UInt64(m) || word(0) == UInt64(m + 1), 1...UInt64(Int64.max) ~= word(3) else {
                        throw Problem(
                            .badRequest,
                            "\(input.name), record \(number): is no count of a pattern of \(m) or \(m + 1) items"
                        )
                    }
                    try body(Int(word(0)), word(1), word(2), word(3))
                }
            }
            rest.removeFirst(whole * FingerprintCounts.recordBytes)
        }
        guard rest.isEmpty else {
            throw Problem(.badRequest, "\(input.name): ends within a record of \(FingerprintCounts.recordBytes) bytes")
        }
    }
}
