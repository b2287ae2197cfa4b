import HTTPMessage

/// The connections of a loop by token.
///
/// The lower half of a token is a slot of the table, the upper half is the slot's generation. So a late event of an old
/// connection does not find the new one in its slot; a token returns only after 2³² connections in the same slot.
struct ConnectionTable {
    private var slots: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []
    /// The slot where the last search for an evictable connection ended.
    private var hand = 0
    /// The number of tokens at the end of `UInt64` that no connection has.
    static let keptTokens = 256
    /// One of this many connections is evicted: enough to choose well, and cheap.
    private static let evictionCandidates = 16

    private(set) var count = 0

    subscript(token: UInt64) -> Connection? {
        let slot = Self.slot(token)
        guard slot < slots.count, let connection = slots[slot], connection.token == token else { return nil }
        return connection
    }

    /// A token for a connection that the caller will insert at once.
    mutating func reserveToken() -> UInt64 {
        let slot: Int
        if let freed = free.popLast() {
            slot = freed
        } else {
            slot = slots.count
            // Below the last tokens, which the loop keeps for itself.
            precondition(slot < Int(UInt32.max) - Self.keptTokens, "too many connections for a token")
            slots.append(nil)
            generations.append(0)
        }
        return (UInt64(generations[slot]) << 32) | UInt64(slot)
    }

    mutating func insert(_ connection: Connection) {
        slots[Self.slot(connection.token)] = connection
        count += 1
    }

    /// - Returns: False if the connection was removed before.
    mutating func remove(_ connection: Connection) -> Bool {
        guard self[connection.token] != nil else { return false }
        let slot = Self.slot(connection.token)
        slots[slot] = nil
        generations[slot] &+= 1
        free.append(slot)
        count -= 1
        return true
    }

    /// Of the next few evictable connections, the one nearest to its deadline: so slow heads go before kept
    /// connections. Each search continues where the last one ended.
    ///
    /// - Parameter isReserved: which kind of place is needed.
    mutating func nextEvictable(isReserved: Bool = false, at tick: Tick) -> Connection? {
        var chosen: (connection: Connection, deadline: Tick.Instant)?
        var candidates = 0
        for _ in slots.indices {
            hand = hand + 1 < slots.count ? hand + 1 : 0
            guard let connection = slots[hand], connection.isReserved == isReserved,
                connection.machine.isEvictable(at: tick),
                let deadline = connection.machine.deadline
            else { continue }
            candidates += 1
            if chosen.map({ deadline < $0.deadline }) ?? true { chosen = (connection, deadline) }
            if candidates == Self.evictionCandidates { break }
        }
        return chosen?.connection
    }

    /// A copy, which does not change while connections come and go.
    var all: [Connection] { slots.compactMap { $0 } }

    private static func slot(_ token: UInt64) -> Int {
        Int(UInt32(truncatingIfNeeded: token))
    }
}
