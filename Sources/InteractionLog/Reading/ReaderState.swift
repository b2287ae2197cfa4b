import JSONText

/// What a format's reader has made of the bytes so far.
struct ReaderState: Sendable {
    let limits: LogLimits
    let policy: FaultPolicy
    var items = Vocabulary()
    /// Whole sequences that have not been handed on.
    var sequences = SequenceBuffer()
    /// Members that have not been handed on, each with the number of sequences before it.
    var members: [(sequences: Int, name: String, value: JSONValue)] = []
    var grouping: UserGrouping?
    /// What the log is refused for.
    var faults: LogFaultCollector
    /// The faults of records that are left out.
    private(set) var skipped: LogFaultCollector
    /// Records so far, what they are called, and how many of them were left out.
    var records = 0
    var recordName = "lines"
    private(set) var skippedRecords = 0
    /// Where labels without a numeric value appear first; they are faults only if the caller needs numbers.
    var nonNumeric: LogFaultCollector

    init(limits: LogLimits, policy: FaultPolicy) {
        self.limits = limits
        self.policy = policy
        skipped = LogFaultCollector(capacity: limits.faults)
        faults = LogFaultCollector(capacity: limits.faults)
        nonNumeric = LogFaultCollector(capacity: limits.faults)
    }

    /// Items so far: one for each interaction, or those of the sequences.
    var tokens: Int { grouping == nil ? handedOnTokens + sequences.tokens : records - skippedRecords }
    /// Items of the sequences that were handed on.
    private var handedOnTokens = 0

    /// What the limit on memory counts.
    var bytes: Int { items.bytes + sequences.bytes + (grouping?.bytes ?? 0) }

    /// How many faults of records there are: one with faults is not to be used.
    var recordFaults: Int { faults.total + skipped.total }

    /// Notes a fault of one record, which can be left out.
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

    /// The grouping, to be put back after use: it changes together with the rest.
    mutating func takeGrouping(isStreaming: Bool) -> UserGrouping {
        defer { grouping = nil }
        return grouping ?? UserGrouping(memory: limits.memory, isStreaming: isStreaming)
    }

    /// Drops the whole sequences once the receiver has them.
    mutating func handOnSequences() {
        let tokens = sequences.tokens
        sequences.removeAll()
        handedOnTokens += tokens - sequences.tokens
    }

    /// Adds an item to the present sequence.
    mutating func append(_ number: UInt32) { sequences.append(number, entry: items.entry(of: number)) }

    mutating func beginPart() {
        faults.part += 1
        skipped.part += 1
        nonNumeric.part += 1
    }

    mutating func leaveRecordOut() { skippedRecords += 1 }

    /// Numbers an item's label, which must not be empty; a label that cannot be one is a fault at `place`.
    mutating func item(
        _ text: UnsafeBufferPointer<UInt8>,
        isNumber: Bool = false,
        at place: @autoclosure () -> InputFault.Place
    ) -> UInt32? {
        // The table leaves the output while both change.
        var table = Vocabulary.empty
        swap(&table, &items)
        let outcome = label(text, isNumber, .noItem, in: &table, place)
        swap(&table, &items)
        guard let (number, isNew) = outcome else { return nil }
        if isNew, items.value(of: number) == nil {
            nonNumeric.add("`\(items.label(of: number))` is not a number", at: place())
        }
        return number
    }

    /// Numbers a user's label. - Returns: Nil after a fault; `isNew` where the table had no such label.
    mutating func user(
        _ text: UnsafeBufferPointer<UInt8>,
        isNumber: Bool = false,
        in users: inout Vocabulary,
        at place: @autoclosure () -> InputFault.Place
    ) -> (number: UInt32, isNew: Bool)? {
        label(text, isNumber, .noUser, in: &users, place)
    }

    private mutating func label(
        _ text: UnsafeBufferPointer<UInt8>,
        _ isNumber: Bool,
        _ absence: FaultKind,
        in table: inout Vocabulary,
        _ place: () -> InputFault.Place
    ) -> (number: UInt32, isNew: Bool)? {
        guard !text.isEmpty else {
            report("\(absence == .noItem ? "an item" : "a user")'s label must not be empty", at: place(), kind: absence)
            return nil
        }
        switch CanonicalLabel(text) {
        case .integer(let integer):
            let count = table.count
            let number = table.number(of: integer)
            return (number, table.count > count)
        case .verbatim(let value):
            return table.number(of: text, value: value)
        case .rewritten(let label, let value):
            return Array(label.utf8).withUnsafeBufferPointer { table.number(of: $0, value: value) }
        case .overflow:
            // As a word it is a label like any other; as a JSON number it claims a value that it does not have.
            guard isNumber else { return table.number(of: text, value: nil) }
            report("the number is beyond the range of a double-precision number", at: place())
            return nil
        }
    }
}
