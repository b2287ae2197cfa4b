import ResourceMetering
import TableReading
import TemporaryStorage

/// A run of a user, read back: a view, valid during the call that delivers it.
///
/// A run is the user, the number of items, the items, and their times as `RunTimesCoding` writes them. A log in no order has runs of one
/// interaction, which would take six words. They have a short form: the user with a mark, the item, and the time in one word with another
/// mark, or else in two.
struct LoggedRun {
    let user: Int
    let items: UnsafeBufferPointer<UInt32>
    /// As `RunTimesCoding` writes them; empty without times or without items.
    let codedTimes: UnsafeBufferPointer<UInt32>
    /// The run as it was written.
    let words: UnsafeBufferPointer<UInt32>

    /// What the runs of a log have in common.
    struct Form {
        let isTimed: Bool
        /// The unit of times in the short form, which are those of the first file.
        let unit: TimeUnit
    }

    /// Marks the user of a run in the short form, and the item of one whose time is a single word. Indices are below it.
    private static let mark: UInt32 = 1 << 31

    /// Units of work for reading a run.
    private static let runUnits = 12
    /// Units of work for reading each word of a run.
    private static let wordUnits = 2

    /// Writes a run for each stretch of interactions of one user. Without times `times` is empty.
    static func write(
        users: [UInt32],
        items: [UInt32],
        times: UnsafeBufferPointer<Int64>,
        unit: TimeUnit,
        file: Int,
        form: Form,
        to words: inout [UInt32]
    ) {
        let mayBeShort = times.isEmpty || file == 0 && unit == form.unit
        var begin = 0
        while begin < users.count {
            var end = begin + 1
            while end < users.count, users[end] == users[begin] { end += 1 }
            if mayBeShort, end == begin + 1 {
                writeShort(users[begin], items[begin], times.isEmpty ? nil : times[begin], to: &words)
            } else {
                words.append(users[begin])
                words.append(UInt32(end - begin))
                words.append(contentsOf: items[begin..<end])
                if !times.isEmpty {
                    let ofRun = UnsafeBufferPointer(rebasing: times[begin..<end])
                    RunTimesCoding.append(ofRun, unit: unit, file: file, to: &words)
                }
            }
            begin = end
        }
    }

    private static func writeShort(_ user: UInt32, _ item: UInt32, _ time: Int64?, to words: inout [UInt32]) {
        precondition(user < mark && item < mark, "indices have 31 bits")
        words.append(user | mark)
        guard let time else { return words.append(item) }
        if let short = UInt32(exactly: time) {
            words.append(item | mark)
            words.append(short)
        } else {
            words.append(item)
            words.append(UInt32(truncatingIfNeeded: time))
            words.append(UInt32(truncatingIfNeeded: time >> 32))
        }
    }

    /// Delivers the user and the number of items of each run, until the meter stops.
    ///
    /// Whoever counts by user misses the caches each time. The less is done for a run, the more runs wait for memory at once.
    static func forEachLength(
        in runs: SpilledWords,
        chunks: Range<Int>? = nil,
        _ form: Form,
        _ meter: WorkMeter,
        _ body: (_ user: Int, _ items: Int) -> Void
    ) throws(SpillFile.Failure) {
        try runs.forEachChunk(chunks, unless: meter) { words in
            var index = 0
            while index < words.count {
                let user = words[index]
                if user & mark != 0 {
                    index += shortWords(item: words[index + 1], form)
                    body(Int(user & ~mark), 1)
                } else {
                    let count = Int(words[index + 1])
                    index += 2 + count
                    if form.isTimed, count > 0 { index += RunTimesCoding.wordCount(words, at: index, count: count) }
                    body(Int(user), count)
                }
            }
            meter.spend(words.count * (wordUnits + runUnits / 3))
        }
    }

    /// The words of a run in the short form.
    @inline(__always)
    private static func shortWords(item: UInt32, _ form: Form) -> Int {
        form.isTimed ? item & mark != 0 ? 3 : 4 : 2
    }

    /// Delivers runs in the order of the log, until the meter stops.
    ///
    /// - Parameter chunks: Which chunks of the row to read; by default all.
    static func forEach(
        in runs: SpilledWords,
        chunks: Range<Int>? = nil,
        _ form: Form,
        _ meter: WorkMeter,
        _ body: (LoggedRun) -> Void
    ) throws(SpillFile.Failure) {
        // The item of a run in the short form, and its time as in the long one.
        var expanded = [0, RunTimesCoding.head(of: form.unit, file: 0), 0, 0]
        try expanded.withUnsafeMutableBufferPointer { expanded throws(SpillFile.Failure) in
            try runs.forEachChunk(chunks, unless: meter) { words in
                var index = 0
                var units = 0
                while index < words.count {
                    let begin = index
                    if words[index] & mark == 0 {
                        let count = Int(words[index + 1])
                        let times = index + 2 + count
                        let isTimed = form.isTimed && count > 0
                        index = times + (isTimed ? RunTimesCoding.wordCount(words, at: times, count: count) : 0)
                        body(
                            LoggedRun(
                                user: Int(words[begin]),
                                items: UnsafeBufferPointer(rebasing: words[begin + 2..<times]),
                                codedTimes: UnsafeBufferPointer(rebasing: words[times..<index]),
                                words: UnsafeBufferPointer(rebasing: words[begin..<index])
                            )
                        )
                    } else {
                        let item = words[index + 1]
                        index += shortWords(item: item, form)
                        expanded[0] = item & ~mark
                        if form.isTimed {
                            expanded[2] = words[begin + 2]
                            expanded[3] = item & mark != 0 ? 0 : words[begin + 3]
                        }
                        body(
                            LoggedRun(
                                user: Int(words[begin] & ~mark),
                                items: UnsafeBufferPointer(rebasing: expanded[..<1]),
                                codedTimes: UnsafeBufferPointer(rebasing: expanded[1..<(form.isTimed ? 4 : 1)]),
                                words: UnsafeBufferPointer(rebasing: words[begin..<index])
                            )
                        )
                    }
                    units += runUnits + (index - begin) * wordUnits
                    guard units > 1 << 20 else { continue }
                    meter.spend(units)
                    units = 0
                    if meter.isStopped { return }
                }
                meter.spend(units)
            }
        }
    }
}
