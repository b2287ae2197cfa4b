import Synchronization

/// How many bytes of bodies all connections together may keep for their workers, beyond the few that each may keep anyway.
///
/// A connection without a grant is not stopped but works in small pieces, so nobody ever waits for another's grant, and
/// no client can stop the uploads of others by holding one.
package final class UploadBudget: Sendable {
    /// A part of a budget, given back when its last owner lets go of it.
    package final class Grant: Sendable {
        private let budget: UploadBudget
        private let bytes: Int

        fileprivate init(budget: UploadBudget, bytes: Int) {
            self.budget = budget
            self.bytes = bytes
        }

        deinit {
            budget.held.wrappingSubtract(bytes, ordering: .relaxed)
        }
    }

    private let limit: Int
    private let held = Atomic<Int>(0)

    package init(bytes limit: Int) {
        self.limit = limit
    }

    /// The bytes granted at the moment.
    package var heldBytes: Int { held.load(ordering: .relaxed) }

    /// - Returns: Nil if so much is not left.
    package func take(_ bytes: Int) -> Grant? {
        var current = held.load(ordering: .relaxed)
        while current <= limit - bytes {
            let (isExchanged, original) = held.compareExchange(
                expected: current,
                desired: current + bytes,
                ordering: .relaxed
            )
            if isExchanged { return Grant(budget: self, bytes: bytes) }
            current = original
        }
        return nil
    }
}
