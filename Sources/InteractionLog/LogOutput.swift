import JSONText

/// What a format's reader has made of the bytes so far.
struct LogOutput: Sendable {
    let limits: LogLimits
    var items = ItemTable()
    /// Whole sequences that have not been handed on.
    var sequences = SequenceStore()
    /// Members that have not been handed on, each with the number of sequences before it.
    var members: [(sequences: Int, name: String, value: JSONValue)] = []
    var grouping: UserGrouping?
    var faults: FaultList
    /// Where labels without a numeric value appear first; they are faults only if the caller needs numbers.
    var nonNumeric: FaultList

    init(limits: LogLimits) {
        self.limits = limits
        faults = FaultList(capacity: limits.faults)
        nonNumeric = FaultList(capacity: limits.faults)
    }

    /// What the limit on memory counts.
    var bytes: Int { items.bytes + sequences.bytes + (grouping?.bytes ?? 0) }

    /// Numbers an item's label, which must not be empty; a label that cannot be one is a fault at `place`.
    mutating func item(
        _ text: UnsafeBufferPointer<UInt8>,
        isNumber: Bool = false,
        at place: @autoclosure () -> InputFault.Place
    ) -> UInt32? {
        guard let (number, isNew) = Self.label(text, isNumber, "an item", in: &items, &faults, place) else {
            return nil
        }
        if isNew, items.value(of: number) == nil {
            nonNumeric.add("`\(items.label(of: number))` is not a number", at: place())
        }
        return number
    }

    /// Numbers a user's label. - Returns: Nil after a fault; `isNew` where the table had no such label.
    mutating func user(
        _ text: UnsafeBufferPointer<UInt8>,
        isNumber: Bool = false,
        in users: inout LabelTable,
        at place: @autoclosure () -> InputFault.Place
    ) -> (number: UInt32, isNew: Bool)? {
        Self.label(text, isNumber, "a user", in: &users, &faults, place)
    }

    private static func label(
        _ text: UnsafeBufferPointer<UInt8>,
        _ isNumber: Bool,
        _ what: String,
        in table: inout LabelTable,
        _ faults: inout FaultList,
        _ place: () -> InputFault.Place
    ) -> (number: UInt32, isNew: Bool)? {
        guard !text.isEmpty else {
            faults.add("\(what)'s label must not be empty", at: place())
            return nil
        }
        switch LabelText(text) {
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
            faults.add("the number is beyond the range of a double-precision number", at: place())
            return nil
        }
    }
}
