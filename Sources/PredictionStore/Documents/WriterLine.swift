import Dispatch
import Synchronization

/// Admits one writer at a time, in the order of arrival, and refuses the others early if the database is locked.
///
/// A database that another process has locked makes each writer wait for its whole timeout. In a plain queue these waits
/// add up: the sixth writer would wait six times as long. Here the timeout counts once. When it has passed for one writer,
/// everybody behind that writer is refused. Then nobody is admitted for a pause, and the next writer after the pause waits
/// for the lock only briefly.
///
/// Whoever waits holds a thread that could answer reads. So the others are refused as soon as the writer in front has waited
/// unusually long for the lock, and only that writer waits on.
final class WriterLine: Sendable {
    /// The writers behind one that has waited this long for the lock are refused.
    static let longestLockWait = Duration.milliseconds(200)

    /// How long a writer waits at most, in the line and for the lock together. (Once admitted, it waits for the lock for
    /// `longestLockWait` in any case.)
    let patience: Duration
    /// How long writers are refused after one found the database locked.
    let pause: Duration

    private struct State {
        var isOccupied = false
        /// Since when the admitted writer waits for the lock; `nil` while it does something else.
        var waitsForLockSince: ContinuousClock.Instant?
        /// Whether the admitted writer has asked for the lock. If not, it was another thing that was busy.
        var askedForLock = false

        var waiting: [Waiter] = []
        /// Set from the first failure until a writer has succeeded.
        var lockedUntil: ContinuousClock.Instant?

        /// Whether the admitted writer has waited unusually long for the lock.
        var isStalled: Bool {
            guard isOccupied, let waitsForLockSince else { return false }
            return ContinuousClock.now - waitsForLockSince >= WriterLine.longestLockWait
        }

        mutating func occupy() {
            isOccupied = true
            waitsForLockSince = nil
            askedForLock = false
        }
    }

    /// A caller in the line.
    private final class Waiter: Sendable {
        enum Outcome { case waiting, admitted, refused }

        let semaphore = DispatchSemaphore(value: 0)
        let outcome = Mutex(Outcome.waiting)
    }

    private let state = Mutex(State())

    init(patience: Duration, pause: Duration) {
        self.patience = patience
        self.pause = pause
    }

    /// Runs `write` when it is this caller's turn.
    ///
    /// - Parameter write: gets the time that it may wait for a lock. It throws `StoreError.busy` if that time passed.
    func admit<Value>(_ write: (Duration) throws(StoreError) -> Value) throws(StoreError) -> Value {
        let remaining = try enter()
        do throws(StoreError) {
            let value = try write(remaining)
            leave(isBusy: false)
            return value
        } catch {
            if case .busy = error { leave(isBusy: true) } else { leave(isBusy: false) }
            throw error
        }
    }

    /// The admitted writer calls this directly before it asks for the lock of the database. What it waited for before, such as a
    /// thread or a connection, does not show that the database is locked.
    func waitsForLock() {
        state.withLock { state in
            state.waitsForLockSince = .now
            state.askedForLock = true
        }
    }

    /// The admitted writer calls this as soon as it has the lock of the database.
    func gotLock() {
        state.withLock { $0.waitsForLockSince = nil }
    }

    /// Waits for the turn, and returns the time that is left for the lock.
    private func enter() throws(StoreError) -> Duration {
        let arrival = ContinuousClock.now
        let waiter = Waiter()
        let immediate: Result<Duration, StoreError>? = state.withLock { state in
            if let lockedUntil = state.lockedUntil {
                // One writer tries again after the pause. Those who come meanwhile do not wait for it.
                guard arrival >= lockedUntil, !state.isOccupied else {
                    return .failure(.busy(retryAfter: max(pause / 10, lockedUntil - arrival)))
                }
                state.occupy()
                return .success(min(patience, Self.longestLockWait))
            }
            guard state.isOccupied else {
                state.occupy()
                return .success(patience)
            }
            if state.isStalled { return .failure(.busy(retryAfter: pause)) }
            state.waiting.append(waiter)
            return nil
        }
        if let immediate { return try immediate.get() }
        let isAdmitted = waits(waiter, until: arrival + patience)
        guard isAdmitted else { throw .busy(retryAfter: pause) }
        // Whoever stood behind working writers may still meet another process that holds the lock for a moment.
        return max(min(patience, Self.longestLockWait), patience - (ContinuousClock.now - arrival))
    }

    /// `true` when it is the turn of `waiter`; `false` if it was refused or its time is over.
    private func waits(_ waiter: Waiter, until deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let limit = max(.zero, min(Self.longestLockWait, deadline - .now))
            _ = waiter.semaphore.wait(timeout: .now() + .nanoseconds(limit.wholeNanoseconds))
            let isAdmitted: Bool? = state.withLock { state in
                switch waiter.outcome.withLock({ $0 }) {
                case .admitted: return true
                case .refused: return false
                case .waiting:
                    guard state.isStalled || ContinuousClock.now >= deadline else { return nil }
                    state.waiting.removeAll { $0 === waiter }
                    return false
                }
            }
            if let isAdmitted { return isAdmitted }
        }
    }

    private func leave(isBusy: Bool) {
        state.withLock { state in
            state.isOccupied = false
            if isBusy, state.askedForLock {
                state.lockedUntil = ContinuousClock.now + pause
                for waiter in state.waiting { Self.wake(waiter, .refused) }
                state.waiting = []
            } else {
                // Whoever was refused before it asked has learned nothing about the lock.
                if !isBusy { state.lockedUntil = nil }
                guard !state.waiting.isEmpty else { return }
                state.occupy()
                Self.wake(state.waiting.removeFirst(), .admitted)
            }
        }
    }

    private static func wake(_ waiter: Waiter, _ outcome: Waiter.Outcome) {
        waiter.outcome.withLock { $0 = outcome }
        waiter.semaphore.signal()
    }
}

extension Duration {
    /// The duration in nanoseconds, for Dispatch.
    var wholeNanoseconds: Int {
        let parts = components
        return Int(parts.seconds) * 1_000_000_000 + Int(parts.attoseconds / 1_000_000_000)
    }

    /// The duration in milliseconds, rounded down.
    var wholeMilliseconds: Int { wholeNanoseconds / 1_000_000 }
}
