import ResourceMetering
import TableReading
import TemporaryStorage

extension UserGrouping {
    /// The items of some users before they are ordered by time, user by user.
    private struct Batch {
        var items: [UInt32]
        /// Empty without times; the second ones also without a second column.
        var keys: [TimeKey]
        var secondKeys: [TimeKey]
        /// The file of each item; empty if there is one file.
        var files: [UInt32]
    }

    /// Delivers each user's sequence once, in order of time; users by first appearance. Interactions at the same time,
    /// or without one, stay in the order of the log.
    ///
    /// - Parameters:
    ///   - vocabulary: The one that the items are indices of.
    ///   - admits: Is asked for the memory of as many users at a time as `memory` allows, then for that of fewer.
    ///   - body: Returns whether it takes further users.
    /// - Returns: Whether memory was admitted. Once the meter has stopped, the result means nothing.
    mutating func forEachUser(
        of vocabulary: Vocabulary,
        meter: WorkMeter,
        admits: (_ bytes: Int) -> Bool,
        _ body: (UserSequence) -> Bool
    ) throws(SpillFile.Failure) -> Bool {
        guard admits(users.count * Self.userBytes) else { return false }
        // -1 for users without any run: all their rows were faulty, or they are not grouped here.
        var lengths = [Int](repeating: -1, count: users.count)
        try forEachRun(meter) { run in lengths[run.user] = max(lengths[run.user], 0) + run.items.count }
        // An item takes 4 bytes, its times 16 each, its file 4, and its place in the order of time 8.
        let itemBytes = 4 + (isTimed ? 24 : 0) + (hasSecondTimes ? 16 : 0) + (fileCount > 1 ? 4 : 0)
        let longest = lengths.max() ?? 0
        let all = lengths.reduce(0) { $0 + max($1, 0) }
        // The items, codes and places of the user who is delivered are copies.
        let copiedBytes = longest * 16
        func bytes(_ items: Int) -> Int {
            users.count * Self.userBytes + max(items, longest) * itemBytes + copiedBytes
        }
        var batchItems = min(all, memory / 4 / itemBytes)
        // Each further pass reads all runs once more, so memory that is short costs time first.
        while !admits(bytes(batchItems)) {
            guard batchItems > max(longest, Self.leastBatch) else { return false }
            batchItems /= 2
        }
        var first = 0
        while first < users.count {
            var end = first
            var total = 0
            while end < users.count, end == first || total + max(lengths[end], 0) <= batchItems {
                total += max(lengths[end], 0)
                end += 1
            }
            if meter.isStopped { return true }
            var batch = try batch(of: first..<end, lengths: lengths, total: total, meter)
            guard deliver(&batch, lengths: lengths[first..<end], of: vocabulary, meter, body) else { return true }
            first = end
        }
        return true
    }

    /// The length of a user and the place of the user's next run.
    private static let userBytes = 16
    /// With fewer items at a time, the passes would take too long.
    private static let leastBatch = 1 << 16

    /// Puts together the runs of a range of users by one pass over all runs: a counting sort by user.
    private func batch(
        of users: Range<Int>,
        lengths: [Int],
        total: Int,
        _ meter: WorkMeter
    ) throws(SpillFile.Failure) -> Batch {
        // Where each user's next run goes.
        var places: [Int] = []
        var next = 0
        for user in users {
            places.append(next)
            next += max(lengths[user], 0)
        }
        let zero = TimeKey(seconds: 0)
        var batch = Batch(
            items: [UInt32](repeating: 0, count: total),
            keys: [TimeKey](repeating: zero, count: isTimed ? total : 0),
            secondKeys: [TimeKey](repeating: zero, count: hasSecondTimes ? total : 0),
            files: [UInt32](repeating: 0, count: fileCount > 1 ? total : 0)
        )
        try forEachRun(meter) { run in
            guard users.contains(run.user) else { return }
            let place = places[run.user - users.lowerBound]
            places[run.user - users.lowerBound] += run.items.count
            for (offset, item) in run.items.enumerated() { batch.items[place + offset] = item }
            for offset in run.keys.indices { batch.keys[place + offset] = run.keys[offset] }
            for offset in run.secondKeys.indices { batch.secondKeys[place + offset] = run.secondKeys[offset] }
            if !batch.files.isEmpty {
                for offset in run.items.indices { batch.files[place + offset] = run.file }
            }
        }
        return batch
    }

    /// - Returns: Whether further users are taken.
    private mutating func deliver(
        _ batch: inout Batch,
        lengths: ArraySlice<Int>,
        of vocabulary: Vocabulary,
        _ meter: WorkMeter,
        _ body: (UserSequence) -> Bool
    ) -> Bool {
        var takesMore = true
        var order: [Int] = []
        var sorted: [UInt32] = []
        var codes: [UInt32] = []
        var counts = neighbours
        withUnsafePointer(to: vocabulary) { vocabulary in
            func deliver(_ items: UnsafeBufferPointer<UInt32>) {
                vocabulary.pointee.findCodes(of: items, into: &codes)
                codes.withUnsafeBufferPointer {
                    takesMore = body(UserSequence(items: items, codes: $0, vocabulary: vocabulary))
                }
            }
            var begin = 0
            for length in lengths where length >= 0 {
                if !takesMore || meter.isStopped { return }
                meter.spend(length * (isTimed ? Self.sortedUnits : Self.copiedUnits))
                let range = begin..<(begin + length)
                begin = range.upperBound
                if isTimed {
                    order.removeAll(keepingCapacity: true)
                    order.append(contentsOf: range)
                    Self.sort(&order, by: batch)
                    Self.count(order, of: batch, &counts)
                    sorted.removeAll(keepingCapacity: true)
                    for place in order { sorted.append(batch.items[place]) }
                    sorted.withUnsafeBufferPointer(deliver)
                } else {
                    batch.items.withUnsafeBufferPointer { deliver(UnsafeBufferPointer(rebasing: $0[range])) }
                }
            }
        }
        neighbours = counts
        return takesMore
    }

    private static func sort(_ order: inout [Int], by batch: Batch) {
        let (keys, seconds) = (batch.keys, batch.secondKeys)
        if seconds.isEmpty {
            order.sort { (keys[$0], $0) < (keys[$1], $1) }
        } else {
            order.sort { (keys[$0], seconds[$0], $0) < (keys[$1], seconds[$1], $1) }
        }
    }

    /// Counts the pairs of a user, each for the file of its later interaction.
    private static func count(_ order: [Int], of batch: Batch, _ counts: inout [NeighbourCount]) {
        for index in order.indices.dropFirst() {
            let (place, before) = (order[index], order[index - 1])
            let file = batch.files.isEmpty ? 0 : Int(batch.files[place])
            counts[file].pairs += 1
            let isTied =
                batch.keys[place] == batch.keys[before]
                && (batch.secondKeys.isEmpty || batch.secondKeys[place] == batch.secondKeys[before])
            if isTied { counts[file].ties += 1 }
        }
    }

    /// A run of a user, read back.
    private struct Run {
        let user: Int
        let file: UInt32
        let items: UnsafeBufferPointer<UInt32>
        let keys: [TimeKey]
        let secondKeys: [TimeKey]
    }

    /// What an interaction costs, in units of work: read back, copied, and ordered by time.
    private static let runUnits = 30
    private static let wordUnits = 2
    private static let copiedUnits = 10
    private static let sortedUnits = 300

    /// Delivers the runs in the order of the log, until the meter stops.
    private func forEachRun(_ meter: WorkMeter, _ body: (Run) -> Void) throws(SpillFile.Failure) {
        var keys: [TimeKey] = []
        var secondKeys: [TimeKey] = []
        try runs.forEachChunk { words in
            var index = 0
            var units = 0
            while index < words.count {
                units += Self.runUnits + Int(words[index + 1]) * Self.wordUnits
                if units > 1 << 20 {
                    meter.spend(units)
                    units = 0
                    if meter.isStopped { return }
                }
                let items = (index + 2)..<(index + 2 + Int(words[index + 1]))
                keys.removeAll(keepingCapacity: true)
                secondKeys.removeAll(keepingCapacity: true)
                var place = items.upperBound
                var file = 0
                if isTimed, !items.isEmpty {
                    file = RunTimesCoding.read(words, &place, count: items.count, into: &keys, &secondKeys)
                }
                body(
                    Run(
                        user: Int(words[index]),
                        file: UInt32(file),
                        items: UnsafeBufferPointer(rebasing: words[items]),
                        keys: keys,
                        secondKeys: secondKeys
                    )
                )
                index = place
            }
        }
    }
}
