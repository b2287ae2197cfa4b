import Synchronization

/// The bytes that all work of the process may hold together.
///
/// Work reserves an estimate of its memory before it allocates. The estimate is an upper bound where the size is known, and
/// grows in steps where it is not.
public final class MemoryBudget: Sendable {
    /// The budget cannot give the bytes.
    public enum Refusal: Error, Equatable, Sendable {
        /// The work needs more than the whole budget: it never fits.
        case neverFits(needed: Int, budget: Int)
        /// Other work holds the bytes: the work fits later.
        case fitsLater(needed: Int, budget: Int)
    }

    /// The bytes of one piece of work. They return to the budget when nobody refers to the reservation any more.
    public final class Reservation: Sendable {
        private let budget: MemoryBudget
        private let held: Mutex<Int>

        fileprivate init(_ budget: MemoryBudget, bytes: Int) {
            self.budget = budget
            held = Mutex(bytes)
        }

        deinit {
            budget.release(held.withLock { $0 })
        }

        /// The bytes that this reservation holds.
        public var bytes: Int { held.withLock { $0 } }

        /// Takes more bytes, or returns some, so that the reservation holds `bytes`.
        ///
        /// - Throws: `Refusal`; then the reservation is unchanged.
        public func resize(to bytes: Int) throws(Refusal) {
            let bytes = max(0, bytes)
            try held.withLock { held throws(Refusal) in
                if bytes > held {
                    try budget.take(bytes - held, whole: bytes)
                } else {
                    budget.release(held - bytes)
                }
                held = bytes
            }
        }
    }

    /// The bound in bytes.
    public let limit: Int
    private let used = Atomic<Int>(0)

    /// - Parameter limit: the bound in bytes, at least 1.
    public init(bytes limit: Int) {
        self.limit = max(1, limit)
    }

    /// The bytes that all reservations hold at the moment.
    public var heldBytes: Int { used.load(ordering: .relaxed) }

    /// Reserves bytes for a piece of work.
    ///
    /// - Throws: `Refusal`, which tells whether the work can fit later.
    public func reserve(_ bytes: Int) throws(Refusal) -> Reservation {
        let bytes = max(0, bytes)
        try take(bytes, whole: bytes)
        return Reservation(self, bytes: bytes)
    }

    /// - Parameter whole: the bytes of the piece of work, those included that it holds already.
    private func take(_ bytes: Int, whole: Int) throws(Refusal) {
        guard whole <= limit else { throw .neverFits(needed: whole, budget: limit) }
        var current = used.load(ordering: .relaxed)
        while current <= limit - bytes {
            let (isExchanged, original) = used.compareExchange(
                expected: current,
                desired: current + bytes,
                ordering: .relaxed
            )
            if isExchanged { return }
            current = original
        }
        throw .fitsLater(needed: whole, budget: limit)
    }

    private func release(_ bytes: Int) {
        used.wrappingSubtract(bytes, ordering: .relaxed)
    }
}
