import Dispatch
import TemporaryStorage

/// Counts how many patterns of m and of m + 1 items occur how often in rows of sequences.
///
/// A window is copied together with the item behind it, as a record of m + 1 words; a long window as its fingerprint.
/// Records go into parts by a hash of the window, so that equal patterns of either length meet in one part; a part's
/// tables fit the processor's cache, which random access to all patterns never would. If memory does not hold the
/// records of all windows, the rows are gone through several times, each time for some of the parts.
struct PartitionedPatternCount {
    /// Of the patterns that occur twice or more.
    struct Counts {
        /// How many patterns of m items there are, by how often they occur.
        var patterns: [Int: Int] = [:]
        /// The same of m + 1 items.
        var nextPatterns: [Int: Int] = [:]
    }

    /// Windows of more items are told apart by their fingerprints.
    static let longestCopied = 8
    /// Behind a sequence's last window there is no item.
    private static let none = UInt32.max
    private static let workers = 2
    /// About as many records of three words as a second-level cache holds together with their tables.
    private static let recordsPerPart = 1 << 14
    /// More parts at once would each be written a few bytes at a time, far apart.
    private static let mostPartBits = 11
    /// Parts that are counted between two reports of progress.
    private static let partsPerReport = 64

    private let m: Int
    /// Words that stand for a window.
    private let width: Int
    private let partBits: Int
    private let passes: Int
    private let seed = UInt64.random(in: .min ... .max) | 1
    private let fingerprints: RollingHash?

    /// - Parameter memory: Bytes that records may take.
    init(m: Int, windows: Int, memory: Int) {
        self.m = m
        let isCopied = m <= Self.longestCopied
        width = isCopied ? m : RollingHash.words
        var random = SystemRandomNumberGenerator()
        fingerprints = isCopied ? nil : RollingHash(length: m, using: &random)
        let bytes = windows * (width + 1) * 4
        // Powers of two, so that bits of the hash choose the pass and the part.
        var passBits = 0
        while bytes >> passBits > memory, passBits < 20 { passBits += 1 }
        var partBits = 0
        while (windows >> passBits) >> partBits > Self.recordsPerPart, partBits < Self.mostPartBits { partBits += 1 }
        passes = 1 << passBits
        self.partBits = partBits
    }

    /// - Parameter shouldContinue: Is told the share of the work that is done, and whether to stop: then the result is nil.
    func counts(
        of rows: [SpilledWords],
        shouldContinue: (_ share: Double) -> Bool
    ) throws(SpillFile.Failure) -> Counts? {
        var counts = Counts()
        for pass in 0..<passes {
            func report(_ share: Double) -> Bool { shouldContinue((Double(pass) + share) / Double(passes)) }
            guard report(0) else { return nil }
            let records = try gather(rows, pass: pass)
            defer { records.words.deallocate() }
            var counters = (0..<Self.workers).map { _ in PatternPartition(width: width, none: Self.none) }
            for first in stride(from: 0, to: 1 << partBits, by: Self.partsPerReport) {
                // Gathering takes about as long as counting.
                guard report(0.5 + 0.5 * Double(first) / Double(1 << partBits)) else { return nil }
                let parts = first..<min(first + Self.partsPerReport, 1 << partBits)
                Self.count(parts, of: records.words, records.begins, &counters)
            }
            for counter in counters {
                counts.patterns.merge(counter.patterns, uniquingKeysWith: +)
                counts.nextPatterns.merge(counter.nextPatterns, uniquingKeysWith: +)
            }
        }
        return counts
    }

    /// Every worker takes every second part and has a counter of its own.
    private static func count(
        _ parts: Range<Int>,
        of words: UnsafeMutablePointer<UInt32>,
        _ begins: [Int],
        _ counters: inout [PatternPartition]
    ) {
        counters.withUnsafeMutableBufferPointer { counters in
            nonisolated(unsafe) let counters = counters  // each worker uses its own
            nonisolated(unsafe) let words = words  // only read
            DispatchQueue.concurrentPerform(iterations: workers) { worker in
                for part in stride(from: parts.lowerBound + worker, to: parts.upperBound, by: workers) {
                    let range = begins[part]..<begins[part + 1]
                    counters[worker].count(UnsafeBufferPointer(start: words + range.lowerBound, count: range.count))
                }
            }
        }
    }

    /// The records of one pass, part after part. The caller deallocates the words.
    private func gather(
        _ rows: [SpilledWords],
        pass: Int
    ) throws(SpillFile.Failure) -> (words: UnsafeMutablePointer<UInt32>, begins: [Int]) {
        let parts = 1 << partBits
        // First how many words each worker has for each part, then where the next of them goes.
        var places = [Int](repeating: 0, count: parts * Self.workers)
        try go(through: rows, pass: pass, places: &places, records: nil)
        var begins: [Int] = []
        var end = 0
        for part in 0..<parts {
            begins.append(end)
            for worker in 0..<Self.workers {
                let count = places[worker * parts + part]
                places[worker * parts + part] = end
                end += count
            }
        }
        begins.append(end)
        let records = UnsafeMutablePointer<UInt32>.allocate(capacity: max(end, 1))
        do throws(SpillFile.Failure) {
            try go(through: rows, pass: pass, places: &places, records: records)
        } catch {
            records.deallocate()
            throw error
        }
        return (records, begins)
    }

    /// Moves each worker's place in each part on by the records that it has for it, and writes them if asked to.
    private func go(
        through rows: [SpilledWords],
        pass: Int,
        places: inout [Int],
        records: UnsafeMutablePointer<UInt32>?
    ) throws(SpillFile.Failure) {
        let outcome = places.withUnsafeMutableBufferPointer { places in
            // Each worker has its own half of the places, and its places are apart from the other's.
            nonisolated(unsafe) let places = places
            nonisolated(unsafe) let records = records
            return Result { () throws(SpillFile.Failure) in
                for row in rows {
                    try row.forEachChunk { words in
                        nonisolated(unsafe) let words = words
                        let middle = Self.middle(of: words)
                        DispatchQueue.concurrentPerform(iterations: Self.workers) { worker in
                            let half = worker == 0 ? words[..<middle] : words[middle...]
                            guard let own = places.baseAddress else { return }
                            scan(
                                UnsafeBufferPointer(rebasing: half),
                                pass: pass,
                                places: own + worker << partBits,
                                records: records
                            )
                        }
                    }
                }
            }
        }
        try outcome.get()
    }

    /// A beginning of a sequence near the middle of a chunk.
    private static func middle(of words: UnsafeBufferPointer<UInt32>) -> Int {
        var index = 0
        while index < words.count / 2 { index += 2 + Int(words[index]) }
        return index
    }

    private func scan(
        _ words: UnsafeBufferPointer<UInt32>,
        pass: Int,
        places: UnsafeMutablePointer<Int>,
        records: UnsafeMutablePointer<UInt32>?
    ) {
        let (m, width, seed) = (m, width, seed)
        let passMask = UInt64(passes - 1)
        let partMask = UInt64(1 << partBits - 1)

        @inline(__always)
        func take(_ hash: UInt64, _ window: UnsafePointer<UInt32>, _ next: UInt32) {
            guard hash & passMask == UInt64(pass) else { return }
            let part = Int(truncatingIfNeeded: hash &>> 20 & partMask)
            let place = places[part]
            places[part] = place &+ width &+ 1
            guard let records else { return }
            for word in 0..<width { records[place &+ word] = window[word] }
            records[place &+ width] = next
        }

        guard let base = words.baseAddress else { return }
        var index = 0
        while index < words.count {
            let (begin, length) = (base + index + 2, Int(words[index]))
            index += 2 + length
            guard length >= m else { continue }
            guard let fingerprints else {
                for window in 0..<length - m + 1 {
                    var hash: UInt64 = 0
                    for item in 0..<m {
                        hash = (hash ^ UInt64(begin[window &+ item])) &* seed
                        hash ^= hash &>> 32
                    }
                    take(hash, begin + window, window &+ m < length ? begin[window &+ m] : Self.none)
                }
                continue
            }
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: RollingHash.words) { buffer in
                guard let print = buffer.baseAddress else { return }
                fingerprints.forEachWindow(of: UnsafeBufferPointer(start: begin, count: length)) { window, pair in
                    print[0] = UInt32(truncatingIfNeeded: pair.0)
                    print[1] = UInt32(truncatingIfNeeded: pair.0 &>> 32)
                    print[2] = UInt32(truncatingIfNeeded: pair.1)
                    print[3] = UInt32(truncatingIfNeeded: pair.1 &>> 32)
                    take((pair.0 &* seed) &>> 8, print, window + m < length ? begin[window + m] : Self.none)
                }
            }
        }
    }
}
