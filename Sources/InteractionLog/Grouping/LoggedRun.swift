import ResourceMetering
import TableReading
import TemporaryStorage

/// A run of a user, read back: a view, valid during the call that delivers it.
struct LoggedRun {
    let user: Int
    let items: UnsafeBufferPointer<UInt32>
    /// As `RunTimesCoding` writes them; empty without times or without items.
    let codedTimes: UnsafeBufferPointer<UInt32>

    /// What a run costs to read, in units of work, and each of its words.
    private static let runUnits = 12
    private static let wordUnits = 2

    /// Writes a run for each stretch of interactions of one user. Without times `times` is empty.
    static func write(
        users: [UInt32],
        items: [UInt32],
        times: UnsafeBufferPointer<Int64>,
        unit: TimeUnit,
        file: Int,
        to words: inout [UInt32]
    ) {
        var begin = 0
        while begin < users.count {
            var end = begin + 1
            while end < users.count, users[end] == users[begin] { end += 1 }
            words.append(users[begin])
            words.append(UInt32(end - begin))
            words.append(contentsOf: items[begin..<end])
            if !times.isEmpty {
                let ofRun = UnsafeBufferPointer(rebasing: times[begin..<end])
                RunTimesCoding.append(ofRun, unit: unit, file: file, to: &words)
            }
            begin = end
        }
    }

    /// Delivers runs in the order of the log, until the meter stops.
    static func forEach(
        in runs: SpilledWords,
        isTimed: Bool,
        _ meter: WorkMeter,
        _ body: (LoggedRun) -> Void
    ) throws(SpillFile.Failure) {
        try runs.forEachChunk { words in
            var index = 0
            var units = 0
            while index < words.count {
                let count = Int(words[index + 1])
                let times = index + 2 + count
                let end = times + (isTimed && count > 0 ? RunTimesCoding.wordCount(words, at: times, count: count) : 0)
                body(
                    LoggedRun(
                        user: Int(words[index]),
                        items: UnsafeBufferPointer(rebasing: words[index + 2..<times]),
                        codedTimes: UnsafeBufferPointer(rebasing: words[times..<end])
                    )
                )
                units += Self.runUnits + (end - index) * Self.wordUnits
                index = end
                guard units > 1 << 20 else { continue }
                meter.spend(units)
                units = 0
                if meter.isStopped { return }
            }
            meter.spend(units)
        }
    }
}
