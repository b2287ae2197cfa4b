import Dispatch
import TemporaryStorage

/// Counts how many patterns of m and of m + 1 items occur how often in a row of sequences.
///
/// A window is copied together with the item behind it, as a record of m + 1 words. Records go into parts by a hash of
/// their first m words, so that equal patterns of either length meet in one part; a part's tables fit the processor's
/// cache, which random access to all patterns never would. If memory does not hold the records of all windows, the row
/// is gone through several times, each time for some of the parts. Records are compared word by word: the counts are exact.
struct WindowCensus {
    struct Counts {
        /// How many patterns of m items there are, by how often they occur.
        var patterns: [Int: Int] = [:]
        /// The same of m + 1 items.
        var nextPatterns: [Int: Int] = [:]
    }

    /// Behind a sequence's last window there is no item.
    private static let none = UInt32.max
    private static let workers = 2
    /// About as many records of three words as a second-level cache holds together with their tables.
    private static let recordsPerPart = 1 << 15

    private let m: Int
    private let partBits: Int
    private let passes: Int
    private let seed = UInt64.random(in: .min ... .max) | 1

    /// - Parameter memory: Bytes that records may take.
    init(m: Int, windows: Int, memory: Int) {
        self.m = m
        let bytes = windows * (m + 1) * 4
        // Powers of two, so that bits of the hash choose the pass and the part.
        var passBits = 0
        while bytes >> passBits > memory, passBits < 20 { passBits += 1 }
        var partBits = 0
        while (windows >> passBits) >> partBits > Self.recordsPerPart, partBits < 10 { partBits += 1 }
        passes = 1 << passBits
        self.partBits = partBits
    }

    func counts(of sequences: SpilledWords) throws(SpillFile.Failure) -> Counts {
        var counts = Counts()
        for pass in 0..<passes {
            let records = try gather(sequences, pass: pass)
            defer { records.words.deallocate() }
            let begins = records.begins
            // Every worker takes every second part; `results` has a place for each of them.
            var results = [Counts](repeating: Counts(), count: Self.workers)
            results.withUnsafeMutableBufferPointer { results in
                nonisolated(unsafe) let results = results  // each worker writes its own place
                nonisolated(unsafe) let words = records.words  // only read from here on
                DispatchQueue.concurrentPerform(iterations: Self.workers) { worker in
                    var counter = RecordCounter(m: m, none: Self.none)
                    for part in stride(from: worker, to: 1 << partBits, by: Self.workers) {
                        let range = begins[part]..<begins[part + 1]
                        counter.count(UnsafeBufferPointer(start: words + range.lowerBound, count: range.count))
                    }
                    results[worker] = Counts(patterns: counter.patterns, nextPatterns: counter.nextPatterns)
                }
            }
            for result in results {
                counts.patterns.merge(result.patterns, uniquingKeysWith: +)
                counts.nextPatterns.merge(result.nextPatterns, uniquingKeysWith: +)
            }
        }
        return counts
    }

    /// The records of one pass, part after part. The caller deallocates the words.
    private func gather(
        _ sequences: SpilledWords,
        pass: Int
    ) throws(SpillFile.Failure) -> (words: UnsafeMutablePointer<UInt32>, begins: [Int]) {
        let parts = 1 << partBits
        // First how many words each worker has for each part, then where the next of them goes.
        var places = [Int](repeating: 0, count: parts * Self.workers)
        try go(through: sequences, pass: pass, places: &places, records: nil)
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
            try go(through: sequences, pass: pass, places: &places, records: records)
        } catch {
            records.deallocate()
            throw error
        }
        return (records, begins)
    }

    /// Moves each worker's place in each part on by the records that it has for it, and writes them if asked to.
    private func go(
        through sequences: SpilledWords,
        pass: Int,
        places: inout [Int],
        records: UnsafeMutablePointer<UInt32>?
    ) throws(SpillFile.Failure) {
        let outcome = places.withUnsafeMutableBufferPointer { places in
            // Each worker has its own half of the places, and its places are apart from the other's.
            nonisolated(unsafe) let places = places
            nonisolated(unsafe) let records = records
            return Result { () throws(SpillFile.Failure) in
                try sequences.forEachChunk { words in
                    nonisolated(unsafe) let words = words
                    let middle = Self.middle(of: words)
                    DispatchQueue.concurrentPerform(iterations: Self.workers) { worker in
                        let half = worker == 0 ? words[..<middle] : words[middle...]
                        let begin = worker << partBits
                        let own = UnsafeMutableBufferPointer(rebasing: places[begin..<begin + 1 << partBits])
                        scan(UnsafeBufferPointer(rebasing: half), pass: pass, places: own, records: records)
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
        places: UnsafeMutableBufferPointer<Int>,
        records: UnsafeMutablePointer<UInt32>?
    ) {
        let (m, seed) = (m, seed)
        let passMask = UInt64(passes - 1)
        let partMask = UInt64(1 << partBits - 1)
        var index = 0
        while index < words.count {
            let end = index + 2 + Int(words[index])
            for window in index + 2..<end - m + 1 {
                var hash: UInt64 = 0
                for item in window..<window + m {
                    hash = (hash ^ UInt64(words[item])) &* seed
                    hash ^= hash >> 32
                }
                guard hash & passMask == UInt64(pass) else { continue }
                let part = Int(truncatingIfNeeded: hash >> 20 & partMask)
                let place = places[part]
                places[part] = place &+ m &+ 1
                guard let records else { continue }
                for item in 0..<m { records[place &+ item] = words[window &+ item] }
                records[place &+ m] = window + m < end ? words[window + m] : Self.none
            }
            index = end
        }
    }
}
