/// What is wrong with a record, as the summary of faults counts it.
enum FaultKind: Int, Sendable, CaseIterable {
    case noUser, noItem, noTimestamp, fieldCount, text, repeatedUser, other

    /// Completes «312 of 157,474 lines …».
    var message: String {
        switch self {
        case .noUser: "have no user"
        case .noItem: "have no item"
        case .noTimestamp: "have no readable timestamp"
        case .fieldCount: "have another number of fields"
        case .text: "are not readable as text"
        case .repeatedUser: "name a user who had a line before"
        case .other: "are faulty otherwise"
        }
    }
}

/// What happens to a faulty record; the raw values are the words of the HTTP contract's `onError`.
public enum FaultPolicy: String, Sendable, Hashable, CaseIterable {
    /// The log is refused, with all its faults.
    case refuse
    /// The record is left out and counted. A fault of the whole log still refuses it: a text that is not JSON, a header
    /// without the columns.
    case skip
}
