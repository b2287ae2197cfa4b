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
    /// The number of low bits of the hash that choose the pass. The bits above them choose the partition.
    private static let passBits = 20

    /// More slices than threads, so that all threads end a scan at about the same time.
    private static let slicesPerJob = 4
    /// The places of several passes are so many, or those of one pass.
    private static let mostPlaces = 1 << 18

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
    private let mostPlaces: Int
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
        let passes = min(max(1, bytes / max(1, memory) + (bytes % max(1, memory) > 0 ? 1 : 0)), 1 << Self.passBits)
        // A power of two, so that bits of the hash choose the partition.
        var partitionBits = 0
        while (windows / passes) >> partitionBits > recordsPerPartition, partitionBits < Self.mostPartitionBits {
            partitionBits += 1
        }
        self.passes = passes
        // An eighth of the records' memory, eight bytes each.
        mostPlaces = min(Self.mostPlaces, memory / 64)
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
        let slices = RowSlices(rows, most: Self.slicesPerJob * jobs)
        // The records of several passes are counted by one scan.
        let placesPerPass = partitions * slices.count
        let passesTogether = min(passes, max(1, mostPlaces / placesPerPass))
        // Each thread reads into memory of its own.
        let scanBytes = 8 * passesTogether * placesPerPass + jobs * (rows.map(\.readBytes).max() ?? 0)
        guard admits(scanBytes) else { return counts }
        let places = UnsafeMutableBufferPointer<Int>.allocate(capacity: passesTogether * placesPerPass)
        defer { places.deallocate() }
        for firstPass in stride(from: 0, to: passes, by: passesTogether) {
            let together = firstPass..<min(firstPass + passesTogether, passes)
            // How many words the records take: for each pass, slice and partition.
            places.update(repeating: 0)
            try scan(slices, together, places: places, records: nil)
            for pass in together {
                func report(_ share: Double) { counted((Double(pass) + share) / Double(passes)) }
                report(0)
                let first = (pass - firstPass) * placesPerPass
                let own = UnsafeMutableBufferPointer(rebasing: places[first..<first + placesPerPass])
                let records = try gather(slices, pass: pass, places: own)
                defer { records.words.deallocate() }
                let most = zip(records.begins, records.begins.dropFirst()).map { $1 - $0 }.max() ?? 0
                let isAdmitted = admits(scanBytes + jobs * PatternPartition.bytes(records: most / (width + 1)))
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
    ///
    /// - Parameter places: For each slice and partition: the number of words, and then the place of the next record.
    private func gather(
        _ slices: RowSlices,
        pass: Int,
        places: UnsafeMutableBufferPointer<Int>
    ) throws(SpillFile.Failure) -> (words: UnsafeMutablePointer<UInt32>, begins: [Int]) {
        var begins: [Int] = []
        var end = 0
        for partition in 0..<partitions {
            begins.append(end)
            for slice in 0..<slices.count {
                let index = (slice << partitionBits) + partition
                let count = places[index]
                places[index] = end
                end += count
            }
        }
        begins.append(end)
        let records = UnsafeMutablePointer<UInt32>.allocate(capacity: max(end, 1))
        do throws(SpillFile.Failure) {
            // After a scan that was given up, the places would be too few for this one.
            if !meter.isStopped { try scan(slices, pass..<pass + 1, places: places, records: records) }
        } catch {
            records.deallocate()
            throw error
        }
        return (records, begins)
    }

    /// A scan of the counting sort. Without `records` it counts words per pass, slice and partition; with `records` it writes those of one pass
    /// at the prefix sums.
    private func scan(
        _ slices: RowSlices,
        _ passes: Range<Int>,
        places: UnsafeMutableBufferPointer<Int>,
        records: UnsafeMutablePointer<UInt32>?
    ) throws(SpillFile.Failure) {
        guard let places = places.baseAddress else { return }
        // Each slice has its own range of `places`, and its records have places of their own.
        nonisolated(unsafe) let own = places
        nonisolated(unsafe) let records = records
        let stride = slices.count << partitionBits
        let failures = pool.map(slices.count) { slice -> SpillFile.Failure? in
            do throws(SpillFile.Failure) {
                try slices.forEachChunk(of: slice) { words in
                    if meter.isStopped { return }
                    scan(words, passes, places: own + (slice << partitionBits), stride: stride, records: records)
                }
                return nil
            } catch {
                return error
            }
        }
        if let failure = failures.compactMap(\.self).first { throw failure }
    }

    /// The smallest low bits of a hash that belong to a pass or to a later one.
    private func lowBits(ofPass pass: Int) -> UInt64 {
        let scaled = pass << Self.passBits
        return UInt64((scaled + passes - 1) / passes)
    }

    /// Scans a chunk. Each sequence has a head of two words, of which the first is its length.
    ///
    /// - Parameter stride: From the places of a pass to those of the next one.
    private func scan(
        _ words: UnsafeBufferPointer<UInt32>,
        _ passes: Range<Int>,
        places: UnsafeMutablePointer<Int>,
        stride: Int,
        records: UnsafeMutablePointer<UInt32>?
    ) {
        let (m, width, seed) = (m, width, seed)
        let partitionMask = UInt64(partitions - 1)
        let passMask = (1 as UInt64) << UInt64(Self.passBits) - 1
        // The low bits of the hashes of these passes, and of one of them if there are several.
        let (lowest, end) = (lowBits(ofPass: passes.lowerBound), lowBits(ofPass: passes.upperBound))
        let (allPasses, firstPass) = (UInt64(self.passes), UInt64(passes.lowerBound))
        let hasOnePass = passes.count == 1

        @inline(__always)
        func take(_ hash: UInt64, _ window: UnsafePointer<UInt32>, words width: Int, _ next: UInt32) {
            let low = hash & passMask
            guard low &- lowest < end &- lowest else { return }
            var entry = Int(truncatingIfNeeded: (hash &>> UInt64(Self.passBits)) & partitionMask)
            if !hasOnePass {
                let pass = ((low &* allPasses) &>> UInt64(Self.passBits)) &- firstPass
                entry &+= Int(truncatingIfNeeded: pass) &* stride
            }
            let place = places[entry]
            places[entry] = place &+ width &+ 1
            guard let records else { return }
            for word in 0..<width { records[place &+ word] = window[word] }
            records[place &+ width] = next
        }

        @inline(__always)
        func take(windowsOf m: Int, _ begin: UnsafePointer<UInt32>, _ length: Int) {
            for window in 0...(length - m) {
                if window & Self.meterMask == Self.meterMask, meter.isStopped { return }
                var hash: UInt64 = 0
                for item in 0..<m {
                    hash = (hash ^ UInt64(begin[window &+ item])) &* seed
                    hash ^= hash &>> 32
                }
                take(hash, begin + window, words: m, window &+ m < length ? begin[window &+ m] : Self.noItem)
            }
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
                // The loops over the items of the usual windows are unrolled.
                switch m {
                case 1: take(windowsOf: 1, begin, length)
                case 2: take(windowsOf: 2, begin, length)
                case 3: take(windowsOf: 3, begin, length)
                default: take(windowsOf: m, begin, length)
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
                    let next = window + m < length ? begin[window + m] : Self.noItem
                    take((pair.0 &* seed) &>> 8, print, words: width, next)
                }
            }
        }
    }
}

/// The words of several rows, cut into slices of whole chunks, which threads scan side by side.
struct RowSlices: Sendable {
    private let rows: [SpilledWords]
    private let chunks: Int
    let count: Int

    /// - Parameter most: The most slices.
    init(_ rows: [SpilledWords], most: Int) {
        self.rows = rows
        chunks = rows.reduce(0) { $0 + $1.chunkCount }
        count = max(1, min(most, chunks))
    }

    func forEachChunk(
        of slice: Int,
        _ body: (UnsafeBufferPointer<UInt32>) -> Void
    ) throws(SpillFile.Failure) {
        let range = chunks * slice / count..<chunks * (slice + 1) / count
        var first = 0
        for row in rows {
            let own = range.clamped(to: first..<first + row.chunkCount)
            if !own.isEmpty { try row.forEachChunk(own.lowerBound - first..<own.upperBound - first, body) }
            first += row.chunkCount
        }
    }
}
