import Synchronization

/// How many connections all loops together may hold.
final class ConnectionLimit: Sendable {
    private let limit: Int
    private let held = Atomic<Int>(0)

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// - Returns: False if no more may be taken; then, and only then, a later `giveBack` returns true.
    func take() -> Bool {
        var current = held.load(ordering: .acquiring)
        // Not "add, and subtract again if that was too much": for that moment another loop would find nothing left, and
        // nobody would tell it afterwards.
        while current < limit {
            let (isExchanged, original) = held.compareExchange(
                expected: current,
                desired: current + 1,
                ordering: .acquiringAndReleasing
            )
            if isExchanged { return true }
            current = original
        }
        return false
    }

    /// - Returns: Whether the budget was used up before, so that somebody may wait for it.
    func giveBack() -> Bool {
        held.wrappingSubtract(1, ordering: .acquiringAndReleasing).oldValue >= limit
    }
}
