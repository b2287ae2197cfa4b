import Synchronization

/// Limits the number of connections of all loops together: each connection needs a permit.
final class ConnectionLimit: Sendable {
    private let limit: Int
    private let held = Atomic<Int>(0)

    /// - Parameter limit: values below 1 count as 1.
    init(_ limit: Int) {
        self.limit = max(1, limit)
    }

    /// Takes a permit.
    ///
    /// - Returns: False if all permits are held. Then the next `release` returns true.
    func acquire() -> Bool {
        var current = held.load(ordering: .acquiring)
        // Adding first, and subtracting if the result is too high, would be wrong: meanwhile another loop would find no
        // permit, and no `release` would report to it.
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

    /// Returns a permit.
    ///
    /// - Returns: Whether all permits were held before, so that another loop may be waiting for one.
    func release() -> Bool {
        let before = held.wrappingSubtract(1, ordering: .acquiringAndReleasing).oldValue
        precondition(before > 0, "more permits released than acquired")
        return before >= limit
    }
}
