import ResourceMetering
import TemporaryStorage

/// Counts how many patterns of m and of m + 1 items occur how often in rows of sequences: a radix-partitioned hash
/// aggregation.
///
/// A record is a window and the item behind it, m + 1 words; a rolling hash replaces the items of a long window. Records are
/// partitioned by a hash of the window, so equal patterns of both lengths meet in one partition. The hash tables of one
/// partition fit the processor's cache; random access to a table of all patterns never would. If memory cannot hold the
/// records of all windows, the rows are scanned in several passes, each for some of the partitions.
///
/// The result depends neither on the number of threads nor on the number of passes and partitions.
struct PartitionedPatternCount {
    /// Windows with more items are represented by their rolling hash.
    static let longestCopied = 8
    /// Marks a record whose window has no item behind it, at the end of a sequence. No item has this number.
    static let noItem = UInt32.max
    /// About as many records of three words as a second-level cache holds together with their tables.
    static let recordsPerPartition = 1 << 14
    /// With more partitions at once, each would receive a few bytes at a time, far apart in memory.
    private static let mostPartitionBits = 11
    /// The low bits of the hash choose the pass, the bits above `mostPassBits` the partition.
    private static let mostPassBits = 20

    /// A scan looks at its meter after every so many windows.
    private static let meterMask = 0xFFFF

    private let m: Int
    private let pool: ThreadPool
    private let meter: WorkMeter
    private var jobs: Int { pool.threads }
    /// Words that represent a window.
    private let width: Int
    private let partitionBits: Int
    let passes: Int
    private let seed = UInt64.random(in: .min ... .max) | 1
    private let rollingHash: RollingHash?

    /// - Parameters:
    ///   - windows: Number of windows of m items.
    ///   - memory: Bytes that records may take.
    ///   - pool: The threads that count.
    ///   - recordsPerPartition: About how many records a partition should have.
    init(
        m: Int,
        windows: Int,
        memory: Int,
        pool: ThreadPool,
        meter: WorkMeter,
        recordsPerPartition: Int = Self.recordsPerPartition
    ) {
        self.m = m
        self.pool = pool
        self.meter = meter
        let isCopied = m <= Self.longestCopied
        width = isCopied ? m : RollingHash.words
        var random = SystemRandomNumberGenerator()
        rollingHash = isCopied ? nil : RollingHash(length: m, using: &random)
        let bytes = Self.recordBytes(m: m, windows: windows)
        // Powers of two, so that bits of the hash choose the pass and the partition.
        var passBits = 0
        while (bytes >> passBits) > memory, passBits < Self.mostPassBits { passBits += 1 }
        var partitionBits = 0
        while (windows >> (passBits + partitionBits)) > recordsPerPartition, partitionBits < Self.mostPartitionBits {
            partitionBits += 1
        }
        passes = 1 << passBits
        self.partitionBits = partitionBits
    }

    var partitions: Int { 1 << partitionBits }

    /// The bytes of the records of all windows.
    static func recordBytes(m: Int, windows: Int) -> Int {
        windows * ((m <= longestCopied ? m : RollingHash.words) + 1) * 4
    }

    /// Counts all windows. If the meter stops, or if memory is refused, the result means nothing.
    ///
    /// - Parameters:
    ///   - admits: Is asked for the bytes that counting takes beside the records: more than usual if most windows are equal.
    ///   - counted: Receives the finished share of the work from time to time.
    func counts(
        of rows: [SpilledWords],
        admits: (_ bytes: Int) -> Bool = { _ in true },
        counted: (_ share: Double) -> Void
    ) throws(SpillFile.Failure) -> PooledCounts {
        var counts = PooledCounts()
        for pass in 0..<passes {
            func report(_ share: Double) { counted((Double(pass) + share) / Double(passes)) }
            report(0)
            let records = try gather(rows, pass: pass)
            defer { records.words.deallocate() }
            let most = zip(records.begins, records.begins.dropFirst()).map { $1 - $0 }.max() ?? 0
            let isAdmitted = admits(jobs * PatternPartition.bytes(records: most / (width + 1)))
            guard isAdmitted, !meter.isStopped else { return counts }
            var counters = (0..<jobs).map { _ in PatternPartition(width: width, noItem: Self.noItem, meter: meter) }
            let partitionsPerRound = 32 * jobs
            for first in stride(from: 0, to: partitions, by: partitionsPerRound) {
                // Gathering takes about as long as counting.
                report(0.5 + 0.5 * Double(first) / Double(partitions))
                if meter.isStopped { return counts }
                let round = first..<min(first + partitionsPerRound, partitions)
                count(round, of: records.words, records.begins, &counters)
            }
            for counter in counters {
                counts.patterns.merge(counter.patterns, uniquingKeysWith: +)
                counts.nextPatterns.merge(counter.nextPatterns, uniquingKeysWith: +)
            }
        }
        return counts
    }

    /// Counts partitions on all threads. Each worker has a counter of its own.
    private func count(
        _ round: Range<Int>,
        of words: UnsafeMutablePointer<UInt32>,
        _ begins: [Int],
        _ counters: inout [PatternPartition]
    ) {
        let jobs = jobs
        counters.withUnsafeMutableBufferPointer { counters in
            nonisolated(unsafe) let counters = counters  // each worker uses its own entry
            nonisolated(unsafe) let words = words  // only read
            let (meter, width) = (meter, width)
            pool.perform(iterations: jobs) { worker in
                for partition in stride(from: round.lowerBound + worker, to: round.upperBound, by: jobs) {
                    if meter.isStopped { return }
                    let range = begins[partition]..<begins[partition + 1]
                    meter.spend(range.count / (width + 1) * WorkUnits.pooledWindow)
                    counters[worker].count(UnsafeBufferPointer(start: words + range.lowerBound, count: range.count))
                }
            }
        }
    }

    /// The records of one pass, sorted by partition: a counting sort. The caller deallocates the words.
    private func gather(
        _ rows: [SpilledWords],
        pass: Int
    ) throws(SpillFile.Failure) -> (words: UnsafeMutablePointer<UInt32>, begins: [Int]) {
        // For each worker and partition: first the number of words, then the place of the next record.
        var places = [Int](repeating: 0, count: partitions * jobs)
        try scan(rows, pass: pass, places: &places, records: nil)
        // After a scan that was given up, the places would be too few for the next one.
        if meter.isStopped { places = [Int](repeating: 0, count: places.count) }
        var begins: [Int] = []
        var end = 0
        for partition in 0..<partitions {
            begins.append(end)
            for worker in 0..<jobs {
                let index = (worker << partitionBits) + partition
                let count = places[index]
                places[index] = end
                end += count
            }
        }
        begins.append(end)
        let records = UnsafeMutablePointer<UInt32>.allocate(capacity: max(end, 1))
        do throws(SpillFile.Failure) {
            if !meter.isStopped { try scan(rows, pass: pass, places: &places, records: records) }
        } catch {
            records.deallocate()
            throw error
        }
        return (records, begins)
    }

    /// One pass of the counting sort. Without `records` it counts words per worker and partition; with `records` it writes
    /// them at the prefix sums.
    private func scan(
        _ rows: [SpilledWords],
        pass: Int,
        places: inout [Int],
        records: UnsafeMutablePointer<UInt32>?
    ) throws(SpillFile.Failure) {
        try places.withUnsafeMutableBufferPointer { places throws(SpillFile.Failure) in
            guard let places = places.baseAddress else { return }
            // Each worker has its own range of `places`, and its records have places of their own.
            nonisolated(unsafe) let own = places
            nonisolated(unsafe) let records = records
            let count = self
            for row in rows {
                try row.forEachChunk { words in
                    nonisolated(unsafe) let words = words  // only read
                    if meter.isStopped { return }
                    let cuts = Self.cut(words, into: jobs)
                    pool.perform(iterations: jobs) { worker in
                        count.scan(
                            UnsafeBufferPointer(rebasing: words[cuts[worker]..<cuts[worker + 1]]),
                            pass: pass,
                            places: own + (worker << count.partitionBits),
                            records: records
                        )
                    }
                }
            }
        }
    }

    /// Cuts a chunk into parts of about equal size that begin where a sequence begins.
    ///
    /// - Returns: `parts` + 1 ascending places, from 0 to the end. Parts may be empty: a sequence is not cut.
    static func cut(_ words: UnsafeBufferPointer<UInt32>, into parts: Int) -> [Int] {
        var cuts = [0]
        var index = 0
        for part in 1..<parts {
            let wanted = words.count * part / parts
            while index < wanted { index += 2 + Int(words[index]) }
            cuts.append(index)
        }
        cuts.append(words.count)
        return cuts
    }

    /// Scans one worker's part of a chunk. Each sequence has a head of two words, of which the first is its length.
    private func scan(
        _ words: UnsafeBufferPointer<UInt32>,
        pass: Int,
        places: UnsafeMutablePointer<Int>,
        records: UnsafeMutablePointer<UInt32>?
    ) {
        let (m, width, seed) = (m, width, seed)
        let passMask = UInt64(passes - 1)
        let partitionMask = UInt64(partitions - 1)

        @inline(__always)
        func take(_ hash: UInt64, _ window: UnsafePointer<UInt32>, _ next: UInt32) {
            guard hash & passMask == UInt64(pass) else { return }
            let partition = Int(truncatingIfNeeded: (hash &>> UInt64(Self.mostPassBits)) & partitionMask)
            let place = places[partition]
            places[partition] = place &+ width &+ 1
            guard let records else { return }
            for word in 0..<width { records[place &+ word] = window[word] }
            records[place &+ width] = next
        }

        guard let base = words.baseAddress else { return }
        var tally = WorkTally(meter)
        defer { tally.report() }
        var index = 0
        while index < words.count {
            let (begin, length) = (base + (index + 2), Int(words[index]))
            index += 2 + length
            guard length >= m else { continue }
            tally.spend(length * WorkUnits.scannedWindow)
            if meter.isStopped { return }
            guard let rollingHash else {
                for window in 0..<(length - m + 1) {
                    if window & Self.meterMask == Self.meterMask, meter.isStopped { return }
                    var hash: UInt64 = 0
                    for item in 0..<m {
                        hash = (hash ^ UInt64(begin[window &+ item])) &* seed
                        hash ^= hash &>> 32
                    }
                    take(hash, begin + window, window &+ m < length ? begin[window &+ m] : Self.noItem)
                }
                continue
            }
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: RollingHash.words) { buffer in
                guard let print = buffer.baseAddress else { return }
                rollingHash.forEachWindow(of: UnsafeBufferPointer(start: begin, count: length), meter) { window, pair in
                    print[0] = UInt32(truncatingIfNeeded: pair.0)
                    print[1] = UInt32(truncatingIfNeeded: pair.0 &>> 32)
                    print[2] = UInt32(truncatingIfNeeded: pair.1)
                    print[3] = UInt32(truncatingIfNeeded: pair.1 &>> 32)
                    take((pair.0 &* seed) &>> 8, print, window + m < length ? begin[window + m] : Self.noItem)
                }
            }
        }
    }
}
