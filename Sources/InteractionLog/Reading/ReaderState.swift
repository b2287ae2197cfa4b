import JSONText

/// What a format's reader has read so far, and what is not delivered yet.
struct ReaderState: Sendable {
    let limits: LogLimits
    let policy: FaultPolicy
    var items = Vocabulary()
    var sequences = PendingSequences()
    /// Members that are not delivered yet, each with the number of pending sequences before it.
    var members: [(sequences: Int, name: String, value: JSONValue)] = []
    var grouping: UserGrouping?
    /// The faults for which the log is refused.
    var faults: LogFaultCollector
    /// The faults of records that were left out.
    private(set) var skipped: LogFaultCollector
    /// Records so far, their name in the summary, and how many of them were left out.
    var records = 0
    var recordName = "lines"
    private(set) var skippedRecords = 0
    /// Labels without a numeric value, each at its first place. They are faults only if the caller needs numbers.
    var nonNumeric: LogFaultCollector

    init(limits: LogLimits, policy: FaultPolicy) {
        self.limits = limits
        self.policy = policy
        skipped = LogFaultCollector(capacity: limits.faults)
        faults = LogFaultCollector(capacity: limits.faults)
        nonNumeric = LogFaultCollector(capacity: limits.faults)
    }

    /// Items so far: one for each interaction, or those of the sequences.
    var tokens: Int { grouping == nil ? deliveredTokens + sequences.tokens : records - skippedRecords }
    private var deliveredTokens = 0

    /// The memory that `LogLimits.memory` bounds.
    var bytes: Int { items.bytes + sequences.bytes + (grouping?.bytes ?? 0) }

    /// Faults so far. If a record adds to them, it must not be used.
    var recordFaults: Int { faults.total + skipped.total }

    /// Adds a fault of one record, which the policy may leave out.
    mutating func report(
        _ detail: @autoclosure () -> String,
        at place: InputFault.Place,
        kind: FaultKind = .other
    ) {
        switch policy {
        case .refuse: faults.add(detail(), at: place, kind: kind, record: records)
        case .skip: skipped.add(detail(), at: place, kind: kind, record: records)
        }
    }

    /// Moves the grouping out, so that it can change together with other properties. The caller puts it back.
    mutating func takeGrouping(isStreaming: Bool) -> UserGrouping {
        defer { grouping = nil }
        return grouping ?? UserGrouping(memory: limits.memory, isStreaming: isStreaming)
    }

    /// Drops the whole sequences and the members, which the consumer has taken.
    mutating func removeDelivered() {
        let tokens = sequences.tokens
        sequences.removeAll()
        deliveredTokens += tokens - sequences.tokens
        members.removeAll()
    }

    /// Adds an item to the open sequence.
    mutating func append(_ item: UInt32) { sequences.append(item, code: items.code(of: item)) }

    mutating func beginFile() {
        faults.fileIndex += 1
        skipped.fileIndex += 1
        nonNumeric.fileIndex += 1
    }

    mutating func leaveRecordOut() { skippedRecords += 1 }

    /// The index of an item's label. A text that cannot be a label, such as an empty one, is a fault at `place`.
    mutating func item(
        _ text: UnsafeBufferPointer<UInt8>,
        isNumber: Bool = false,
        at place: @autoclosure () -> InputFault.Place
    ) -> UInt32? {
        // The vocabulary is moved out while both it and this state change.
        var vocabulary = Vocabulary.empty
        swap(&vocabulary, &items)
        let outcome = label(text, isNumber, .noItem, in: &vocabulary, place)
        swap(&vocabulary, &items)
        guard let (index, isNew) = outcome else { return nil }
        if isNew, items.value(of: index) == nil {
            nonNumeric.add("`\(items.label(of: index))` is not a number", at: place())
        }
        return index
    }

    /// The index of a user's label. - Returns: Nil after a fault; `isNew` if the label appears for the first time.
    mutating func user(
        _ text: UnsafeBufferPointer<UInt8>,
        isNumber: Bool = false,
        in users: inout Vocabulary,
        at place: @autoclosure () -> InputFault.Place
    ) -> (index: UInt32, isNew: Bool)? {
        label(text, isNumber, .noUser, in: &users, place)
    }

    private mutating func label(
        _ text: UnsafeBufferPointer<UInt8>,
        _ isNumber: Bool,
        _ absence: FaultKind,
        in vocabulary: inout Vocabulary,
        _ place: () -> InputFault.Place
    ) -> (index: UInt32, isNew: Bool)? {
        guard !text.isEmpty else {
            report("\(absence == .noItem ? "an item" : "a user")'s label must not be empty", at: place(), kind: absence)
            return nil
        }
        switch CanonicalLabel(text) {
        case .integer(let integer):
            let count = vocabulary.count
            let index = vocabulary.index(of: integer)
            return (index, vocabulary.count > count)
        case .verbatim(let value):
            return vocabulary.index(of: text, value: value)
        case .rewritten(let label, let value):
            return Array(label.utf8).withUnsafeBufferPointer { vocabulary.index(of: $0, value: value) }
        case .overflow:
            // A word like this is a label like any other, but a JSON number claims a value that it does not have.
            guard isNumber else { return vocabulary.index(of: text, value: nil) }
            report("the number is beyond the range of a double-precision number", at: place())
            return nil
        }
    }
}
