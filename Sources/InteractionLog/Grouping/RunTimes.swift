import TableReading

/// The times of a user's run of interactions.
///
/// Nearly all logs write plain integers. These stay as they are, with one unit for all, until a time of another kind
/// follows.
struct RunTimes: Sendable {
    /// Whole numbers of `unit`; empty if the times are `keys`.
    private(set) var counts: [Int64] = []
    private(set) var unit = TimeUnit.seconds
    private(set) var keys: [TimeKey] = []
    /// The times of a second column, which order interactions with equal first times; empty if there is none.
    private(set) var secondKeys: [TimeKey] = []

    var count: Int { counts.count + keys.count }

    var isEmpty: Bool { count == 0 }

    /// Memory in bytes.
    var bytes: Int { 8 * counts.capacity + 16 * (keys.capacity + secondKeys.capacity) }

    mutating func append(_ times: UnsafeBufferPointer<Int64>, unit: TimeUnit) {
        if keys.isEmpty, counts.isEmpty || unit == self.unit {
            self.unit = unit
            counts.append(contentsOf: times)
        } else {
            useKeys()
            for time in times { keys.append(unit.key(time)) }
        }
    }

    mutating func append(_ key: TimeKey, second: TimeKey?) {
        useKeys()
        keys.append(key)
        if let second { secondKeys.append(second) }
    }

    private mutating func useKeys() {
        guard !counts.isEmpty else { return }
        for count in counts { keys.append(unit.key(count)) }
        counts.removeAll(keepingCapacity: true)
    }

    mutating func removeAll() {
        if isEmpty { return }
        counts.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        secondKeys.removeAll(keepingCapacity: true)
    }

    var isOutOfOrder: Bool {
        // In place: each access to an array that is a property would be checked.
        let areCountsOut = counts.withUnsafeBufferPointer { counts in
            counts.indices.dropFirst().contains { counts[$0] < counts[$0 - 1] }
        }
        guard !keys.isEmpty else { return areCountsOut }
        return keys.indices.dropFirst().contains { index in
            if keys[index] != keys[index - 1] { return keys[index] < keys[index - 1] }
            return !secondKeys.isEmpty && secondKeys[index] < secondKeys[index - 1]
        }
    }

    /// Puts the times in order. Equal times stay in the order of the log.
    ///
    /// - Parameter order: Receives the places that the times had.
    mutating func sort(_ order: inout [Int]) {
        order.removeAll(keepingCapacity: true)
        order.append(contentsOf: 0..<count)
        if keys.isEmpty {
            order.sort { (counts[$0], $0) < (counts[$1], $1) }
            counts = order.map { counts[$0] }
        } else if secondKeys.isEmpty {
            order.sort { (keys[$0], $0) < (keys[$1], $1) }
            keys = order.map { keys[$0] }
        } else {
            let (first, second) = (keys, secondKeys)
            order.sort { (first[$0], second[$0], $0) < (first[$1], second[$1], $1) }
            keys = order.map { keys[$0] }
            secondKeys = order.map { secondKeys[$0] }
        }
    }

    /// Neighbours with equal times, of times in order.
    var ties: Int {
        if keys.isEmpty {
            return counts.withUnsafeBufferPointer { counts in
                var ties = 0
                for index in counts.indices.dropFirst() where counts[index] == counts[index - 1] { ties += 1 }
                return ties
            }
        }
        return keys.indices.dropFirst().count { index in
            keys[index] == keys[index - 1] && (secondKeys.isEmpty || secondKeys[index] == secondKeys[index - 1])
        }
    }
}
