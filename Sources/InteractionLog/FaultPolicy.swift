/// What a faulty record does; raw values are the words of the HTTP contract's `onError`.
public enum FaultPolicy: String, Sendable, Hashable, CaseIterable {
    /// The log is refused, with all its faults.
    case refuse
    /// The record is left out and counted. What breaks the log as a whole is refused all the same: JSON that is none, a
    /// header without the columns.
    case skip
}
