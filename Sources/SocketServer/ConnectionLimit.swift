import Synchronization

/// Limits the number of connections of all loops together: each connection needs a permit.
///
/// A loop takes a permit before it accepts a client, and gives it back if no client was waiting. Until then the permit is
/// *pending*. A permit that is only pending may soon be free again, so no connection has to give way for want of it.
final class ConnectionLimit: Sendable {
    enum Outcome: Equatable {
        /// The caller has a permit.
        case permit
        /// All permits are taken, and some are only pending. Their loops decide within microseconds.
        case undecided
        /// Connections hold all permits. The next `release` returns true.
        case full
    }

    /// What the word of the state counts.
    private struct Counts {
        /// All permits that are taken.
        var taken: UInt32
        /// Those of them that are pending.
        var pending: UInt32

        init(_ word: UInt64) {
            taken = UInt32(truncatingIfNeeded: word)
            pending = UInt32(truncatingIfNeeded: word >> 32)
        }

        var word: UInt64 { UInt64(pending) << 32 | UInt64(taken) }
    }

    private let limit: UInt32
    /// Both counts in one word, so that a loop never sees one without the other.
    private let state = Atomic<UInt64>(0)

    /// - Parameter limit: values below 1 count as 1.
    init(_ limit: Int) {
        self.limit = UInt32(clamping: max(1, limit))
    }

    /// Whether connections hold all permits.
    var isFull: Bool {
        let counts = Counts(state.load(ordering: .acquiring))
        return counts.taken >= limit && counts.pending == 0
    }

    /// Takes a permit, if one is free.
    ///
    /// - Parameter isPending: whether the caller does not know yet that it needs the permit. It calls `confirm` once it does.
    func acquire(isPending: Bool = false) -> Outcome {
        var outcome = Outcome.permit
        // Adding first, and subtracting if the result is too high, would be wrong: meanwhile another loop would find no
        // permit, and no `release` would report to it.
        change { counts in
            guard counts.taken < limit else {
                outcome = counts.pending > 0 ? .undecided : .full
                return false
            }
            outcome = .permit
            counts.taken += 1
            if isPending { counts.pending += 1 }
            return true
        }
        return outcome
    }

    /// A connection holds the pending permit of the caller from now on.
    func confirm() {
        change { counts in
            precondition(counts.pending > 0, "more permits confirmed than pending")
            counts.pending -= 1
            return true
        }
    }

    /// Returns a permit.
    ///
    /// - Parameter isPending: whether the permit was acquired as pending, and not confirmed.
    /// - Returns: Whether all permits were taken before, so that another loop may be waiting for one.
    func release(isPending: Bool = false) -> Bool {
        var wasFull = false
        change { counts in
            precondition(counts.taken > 0, "more permits released than acquired")
            wasFull = counts.taken >= limit
            counts.taken -= 1
            if isPending {
                precondition(counts.pending > 0, "more pending permits released than acquired")
                counts.pending -= 1
            }
            return true
        }
        return wasFull
    }

    /// Replaces the counts by what `body` makes of them, until no other thread interferes or `body` returns false.
    private func change(_ body: (inout Counts) -> Bool) {
        var current = state.load(ordering: .acquiring)
        while true {
            var counts = Counts(current)
            guard body(&counts) else { return }
            let (isExchanged, original) = state.compareExchange(
                expected: current,
                desired: counts.word,
                ordering: .acquiringAndReleasing
            )
            if isExchanged { return }
            current = original
        }
    }
}
