import Synchronization

/// Gathers faults while reading goes on, so that a client learns of all of them at once.
///
/// A reference, because every `JSONCursor` into one text reports to the same place.
public final class JSONFaultCollector: Sendable {
    private struct Faults {
        var listed: [JSONFault] = []
        var total = 0
    }

    /// How many faults are listed; those after them are only counted.
    public let capacity: Int
    private let faults = Mutex(Faults())

    public init(capacity: Int = 20) {
        self.capacity = capacity
    }

    public var isEmpty: Bool { total == 0 }

    public var total: Int { faults.withLock { $0.total } }

    public var listed: [JSONFault] { faults.withLock { $0.listed } }

    public func add(_ reason: JSONFault.Reason, at pointer: @autoclosure () -> JSONPointer) {
        faults.withLock { faults in
            faults.total += 1
            if faults.listed.count < capacity {
                faults.listed.append(JSONFault(pointer: pointer(), reason: reason))
            }
        }
    }

    public func throwIfAny() throws(JSONFaults) {
        let found = faults.withLock { $0 }
        if found.total > 0 { throw .content(listed: found.listed, total: found.total) }
    }
}
