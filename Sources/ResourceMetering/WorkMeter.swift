public import Synchronization

/// Counts the units of work of one request, bounds them, and tells a computation to stop.
///
/// A unit is about a nanosecond of one core. Computations count units, not time, so that the same request is refused or
/// answered on a busy machine as on an idle one.
///
/// A computation calls `spend` about every 10⁴ to 10⁶ units. When `isStopped` becomes true, each loop ends early and leaves
/// a result without meaning. The function that owns the result calls `check` before it uses the result. Any thread may call
/// any member.
public final class WorkMeter: Sendable {
    /// Why work ends before its result.
    public enum Stop: UInt8, Error, Sendable {
        /// Nobody waits for the result any more.
        case departed = 1
        /// The service is shutting down.
        case draining
        /// The request has spent its budget.
        case exhausted
    }

    /// The units in a second of one core.
    public static let unitsPerSecond = 1_000_000_000

    private let limit: Atomic<Int>
    private let used = Atomic<Int>(0)
    @usableFromInline let stopped = Atomic<UInt8>(0)

    /// - Parameter limit: the most units; the default is no bound.
    public init(limit: Int = .max) {
        self.limit = Atomic(limit)
    }

    /// The units spent so far.
    public var spent: Int { used.load(ordering: .relaxed) }

    /// The most units that the work may spend.
    public var budget: Int { limit.load(ordering: .relaxed) }

    /// Whether the computation must end.
    @inlinable
    public var isStopped: Bool { stopped.load(ordering: .relaxed) != 0 }

    /// The first reason to stop, or nil.
    public var stop: Stop? { Stop(rawValue: stopped.load(ordering: .acquiring)) }

    /// Counts units, and stops the work when they exceed the budget. A negative count is counted as 0.
    public func spend(_ units: Int) {
        let units = max(0, units)
        let (before, after) = used.wrappingAdd(units, ordering: .relaxed)
        // A sum beyond `Int.max` wraps to a negative number, which is beyond every budget.
        if after < before || after > limit.load(ordering: .relaxed) { stop(.exhausted) }
    }

    /// Raises the budget, because a body gives its own work a larger bound.
    public func allow(_ units: Int) {
        var current = limit.load(ordering: .relaxed)
        while true {
            let (sum, overflows) = current.addingReportingOverflow(max(0, units))
            let raised = overflows ? Int.max : sum
            let (isExchanged, original) = limit.compareExchange(expected: current, desired: raised, ordering: .relaxed)
            if isExchanged { return }
            current = original
        }
    }

    /// Tells the computation to stop. The first reason is kept.
    public func stop(_ reason: Stop) {
        _ = stopped.compareExchange(expected: 0, desired: reason.rawValue, ordering: .acquiringAndReleasing)
    }

    /// - Throws: The reason, if the work must stop.
    public func check() throws(Stop) {
        if let stop { throw stop }
    }
}
