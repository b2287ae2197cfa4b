/// Interactions that do not come grouped by user, kept in memory until the log ends.
struct UserGrouping: Sendable {
    private(set) var users = LabelTable()
    private var userNumbers: [UInt32] = []
    private var itemNumbers: [UInt32] = []
    /// One per interaction, or none at all.
    private var timestamps: [Timestamp] = []

    var count: Int { userNumbers.count }

    var hasTimestamps: Bool { !timestamps.isEmpty }

    /// Memory in bytes, the scratch of `forEachUser` included.
    var bytes: Int {
        users.bytes + 8 * userNumbers.capacity + 4 * count
            + timestamps.capacity * MemoryLayout<Timestamp>.stride + 8 * timestamps.count
    }

    mutating func withUsers<Value>(_ body: (inout LabelTable) -> Value) -> Value { body(&users) }

    mutating func add(user: UInt32, item: UInt32, timestamp: Timestamp?) {
        userNumbers.append(user)
        itemNumbers.append(item)
        if let timestamp { timestamps.append(timestamp) }
    }

    /// Each user's items in order of time, ties and untimed ones in order of the input; users by first appearance.
    func forEachUser(_ body: (UnsafeBufferPointer<UInt32>) -> Void) {
        var places = [Int](repeating: 0, count: users.count + 1)
        for user in userNumbers { places[Int(user) + 1] += 1 }
        for user in 0..<users.count { places[user + 1] += places[user] }
        let begins = places
        var sequence: [UInt32] = []
        if hasTimestamps {
            var order = [Int](repeating: 0, count: count)
            for (position, user) in userNumbers.enumerated() {
                order[places[Int(user)]] = position
                places[Int(user)] += 1
            }
            for user in 0..<users.count {
                let range = begins[user]..<begins[user + 1]
                order[range].sort { (timestamps[$0], $0) < (timestamps[$1], $1) }
                sequence.removeAll(keepingCapacity: true)
                sequence.append(contentsOf: order[range].lazy.map { itemNumbers[$0] })
                sequence.withUnsafeBufferPointer(body)
            }
        } else {
            sequence = [UInt32](repeating: 0, count: count)
            for (position, user) in userNumbers.enumerated() {
                sequence[places[Int(user)]] = itemNumbers[position]
                places[Int(user)] += 1
            }
            sequence.withUnsafeBufferPointer { items in
                for user in 0..<users.count {
                    body(UnsafeBufferPointer(rebasing: items[begins[user]..<begins[user + 1]]))
                }
            }
        }
    }
}
