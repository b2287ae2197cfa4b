import Synchronization

/// How many connections all loops together may hold.
final class ConnectionBudget: Sendable {
    private let limit: Int
    private let held = Atomic<Int>(0)

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// - Returns: False if no more may be taken.
    func take() -> Bool {
        guard held.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue < limit else {
            held.wrappingSubtract(1, ordering: .acquiringAndReleasing)
            return false
        }
        return true
    }

    /// - Returns: Whether the budget may have been used up before, so that somebody may wait for it.
    func giveBack() -> Bool {
        held.wrappingSubtract(1, ordering: .acquiringAndReleasing).oldValue >= limit
    }
}
