import TemporaryStorage

extension UserGrouping {
    /// Delivers each user's sequence once, in order of time; users by first appearance. Interactions at the same time,
    /// or without one, stay in the order of the log.
    ///
    /// - Parameter vocabulary: The one that the items are indices of.
    func forEachUser(
        of vocabulary: Vocabulary,
        _ body: (UserSequence) -> Void
    ) throws(SpillFile.Failure) {
        var lengths = [Int](repeating: 0, count: users.count)
        try forEachRun { user, items, _ in lengths[user] += items.count }
        // An item takes 4 bytes. Its timestamp takes 16 more, and its place in the order of time 8.
        let batchItems = memory / 4 / (isTimed ? 28 : 4)
        var first = 0
        while first < users.count {
            var end = first
            var total = 0
            while end < users.count, end == first || total + lengths[end] <= batchItems {
                total += lengths[end]
                end += 1
            }
            try deliver(first..<end, lengths: lengths, of: vocabulary, body)
            first = end
        }
    }

    /// Puts together the runs of a range of users by one pass over all runs: a counting sort by user.
    private func deliver(
        _ users: Range<Int>,
        lengths: [Int],
        of vocabulary: Vocabulary,
        _ body: (UserSequence) -> Void
    ) throws(SpillFile.Failure) {
        // Where each user's next run goes.
        var places: [Int] = []
        var total = 0
        for user in users {
            places.append(total)
            total += lengths[user]
        }
        var items = [UInt32](repeating: 0, count: total)
        var timestamps = [Timestamp](repeating: Timestamp(0), count: isTimed ? total : 0)
        try forEachRun { user, run, times in
            guard users.contains(user) else { return }
            let place = places[user - users.lowerBound]
            places[user - users.lowerBound] += run.count
            for (offset, item) in run.enumerated() { items[place + offset] = item }
            for offset in times.indices { timestamps[place + offset] = times[offset] }
        }
        var order: [Int] = []
        var sorted: [UInt32] = []
        var codes: [UInt32] = []
        withUnsafePointer(to: vocabulary) { vocabulary in
            func deliver(_ items: UnsafeBufferPointer<UInt32>) {
                vocabulary.pointee.findCodes(of: items, into: &codes)
                codes.withUnsafeBufferPointer { body(UserSequence(items: items, codes: $0, vocabulary: vocabulary)) }
            }
            var begin = 0
            for user in users {
                let range = begin..<(begin + lengths[user])
                begin = range.upperBound
                // All records of this user were skipped as faulty.
                if range.isEmpty { continue }
                if isTimed {
                    order.removeAll(keepingCapacity: true)
                    order.append(contentsOf: range)
                    order.sort { (timestamps[$0], $0) < (timestamps[$1], $1) }
                    sorted.removeAll(keepingCapacity: true)
                    for place in order { sorted.append(items[place]) }
                    sorted.withUnsafeBufferPointer(deliver)
                } else {
                    items.withUnsafeBufferPointer { deliver(UnsafeBufferPointer(rebasing: $0[range])) }
                }
            }
        }
    }

    /// Reads back all runs: each one's user, items, and as many timestamps, or none.
    private func forEachRun(
        _ body: (Int, UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<Timestamp>) -> Void
    ) throws(SpillFile.Failure) {
        var timestamps: [Timestamp] = []
        try runs.forEachChunk { words in
            var index = 0
            while index < words.count {
                let user = Int(words[index])
                let items = (index + 2)..<(index + 2 + Int(words[index + 1]))
                index = items.upperBound
                timestamps.removeAll(keepingCapacity: true)
                if isTimed { TimestampCoding.read(words, &index, count: items.count, into: &timestamps) }
                timestamps.withUnsafeBufferPointer { timestamps in
                    body(user, UnsafeBufferPointer(rebasing: words[items]), timestamps)
                }
            }
        }
    }
}
