import TemporaryStorage

extension UserGrouping {
    /// Each user's items in order of time, ties and untimed ones in order of the log; users by first appearance.
    func forEachUser(_ body: (UnsafeBufferPointer<UInt32>) -> Void) throws(SpillFile.Failure) {
        var lengths = [Int](repeating: 0, count: users.count)
        try forEachRun { user, items, _ in lengths[user] += items.count }
        // An item takes 4 bytes, and where there are times 16 for its own and 8 for its place in the order.
        let batchItems = memory / 4 / (isTimed ? 28 : 4)
        var first = 0
        while first < users.count {
            var end = first
            var total = 0
            while end < users.count, end == first || total + lengths[end] <= batchItems {
                total += lengths[end]
                end += 1
            }
            try handOn(first..<end, lengths: lengths, total: total, body)
            first = end
        }
    }

    private func handOn(
        _ users: Range<Int>,
        lengths: [Int],
        total: Int,
        _ body: (UnsafeBufferPointer<UInt32>) -> Void
    ) throws(SpillFile.Failure) {
        var places: [Int] = []
        var end = 0
        for user in users {
            places.append(end)
            end += lengths[user]
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
        var begin = 0
        for user in users {
            let range = begin..<begin + lengths[user]
            begin = range.upperBound
            // All of the user's records were left out.
            if range.isEmpty { continue }
            if isTimed {
                order.removeAll(keepingCapacity: true)
                order.append(contentsOf: range)
                order.sort { (timestamps[$0], $0) < (timestamps[$1], $1) }
                sorted.removeAll(keepingCapacity: true)
                for place in order { sorted.append(items[place]) }
                sorted.withUnsafeBufferPointer(body)
            } else {
                items.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
            }
        }
    }

    /// Hands on each run's user, items and timestamps, which are as many as the items, or none.
    private func forEachRun(
        _ body: (Int, UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<Timestamp>) -> Void
    ) throws(SpillFile.Failure) {
        var timestamps: [Timestamp] = []
        try runs.forEachChunk { words in
            var index = 0
            while index < words.count {
                let user = Int(words[index])
                let items = index + 2..<index + 2 + Int(words[index + 1])
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
