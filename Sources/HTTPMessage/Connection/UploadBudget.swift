import Synchronization

/// The number of body bytes that all connections together may collect, beyond the few that every connection may always
/// collect.
///
/// A connection without a grant does not stop but works in small batches. So no connection waits for the grant of
/// another, and a client that holds a grant cannot stop the uploads of others.
package final class UploadBudget: Sendable {
    /// A part of the budget. It is released when nobody refers to it any more.
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

    /// The number of bytes granted at the moment.
    package var heldBytes: Int { held.load(ordering: .relaxed) }

    /// - Returns: Nil if fewer than `bytes` are left.
    package func grant(_ bytes: Int) -> Grant? {
        precondition(bytes > 0, "a grant is a part of the budget")
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
