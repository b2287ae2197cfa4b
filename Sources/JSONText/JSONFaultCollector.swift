import Synchronization

/// Collects faults while a decoder continues, so that a client learns all of them at once.
///
/// A class, because all cursors into one tree report to the same collector. It is `Sendable` because cursors are.
public final class JSONFaultCollector: Sendable {
    private let faults: Mutex<BoundedList<JSONFault>>

    /// - Parameter capacity: How many faults are listed; further ones are counted.
    public init(capacity: Int = 20) {
        faults = Mutex(BoundedList(capacity: capacity))
    }

    public var total: Int { faults.withLock { $0.total } }

    public var listed: [JSONFault] { faults.withLock { $0.elements } }

    public func add(_ reason: JSONFault.Reason, at pointer: @autoclosure () -> JSONPointer) {
        faults.withLock { $0.append(JSONFault(pointer: pointer(), reason: reason)) }
    }

    public func throwIfAny() throws(JSONFaults) {
        let found = faults.withLock { $0 }
        if found.total > 0 { throw .content(listed: found.elements, total: found.total) }
    }
}
