import JSONText

/// Collects the fields of one interaction of a `json` log.
struct InteractionFields: Sendable {
    private enum Field: String, CaseIterable {
        case user, item, timestamp
    }

    /// What the last key announces.
    private enum Expected {
        case field(Field)
        case nothing
    }

    private var expected = Expected.nothing
    private var seen: Set<Field> = []
    private var user: UInt32?
    private var item: UInt32?
    private var timestamp: Timestamp?
    private var notation = Timestamp.Notation.absent
    /// How many faults there were before this interaction.
    private let faultsBefore: Int

    init(faultsBefore: Int = 0) {
        self.faultsBefore = faultsBefore
    }

    mutating func key(_ key: String, place: InteractionPlace, output: inout ReaderState) {
        guard let field = Field(rawValue: key) else {
            output.report("unknown key; an interaction has `user`, `item` and `timestamp`", at: place(key))
            expected = .nothing
            return
        }
        expected = .field(field)
        if !seen.insert(field).inserted { output.report("this key occurs twice", at: place(key)) }
    }

    mutating func integer(_ value: Int64, place: InteractionPlace, output: inout ReaderState) {
        guard case .field(let field) = expected else { return }
        switch field {
        case .user: user = output.grouping?.withUsers { $0.index(of: value) }
        case .item: item = output.items.index(of: value)
        case .timestamp:
            timestamp = Timestamp(value)
            notation = .number
        }
    }

    mutating func label(
        _ text: UnsafeBufferPointer<UInt8>,
        isNumber: Bool,
        place: InteractionPlace,
        output: inout ReaderState
    ) {
        guard case .field(let field) = expected else { return }
        switch field {
        case .user:
            // The grouping is moved out while both it and the state change.
            guard var grouping = output.grouping else { return }
            output.grouping = nil
            user = grouping.withUsers {
                output.user(text, isNumber: isNumber, in: &$0, at: place(field.rawValue))?.index
            }
            output.grouping = grouping
        case .item:
            item = output.item(text, isNumber: isNumber, at: place(field.rawValue))
        case .timestamp:
            notation = isNumber ? .number : .date
            timestamp = isNumber ? Timestamp(number: text) : Timestamp(date: text)
            guard timestamp == nil else { return }
            output.report(
                isNumber ? "the timestamp is beyond the range of 64 bits" : "expected a number or an ISO 8601 date",
                at: place(field.rawValue),
                kind: .noTimestamp
            )
        }
    }

    func refuse(_ found: String, place: InteractionPlace, output: inout ReaderState) {
        guard case .field(let field) = expected else { return }
        let wanted = field == .timestamp ? "a number or a date" : "a string or a number"
        output.report("expected \(wanted), found \(found)", at: place(field.rawValue))
    }

    func end(place: InteractionPlace, output: inout ReaderState) {
        defer { output.records += 1 }
        for field in [Field.user, .item] where !seen.contains(field) {
            output.report(
                "`\(field.rawValue)` is missing",
                at: place(field.rawValue),
                kind: field == .user ? .noUser : .noItem
            )
        }
        var grouping = output.takeGrouping(isStreaming: false)
        defer { output.grouping = grouping }
        if output.recordFaults == faultsBefore, !grouping.agrees(notation) {
            output.report(
                "either all interactions have a timestamp, of one kind, or none has",
                at: place("timestamp"),
                kind: .noTimestamp
            )
        }
        guard output.recordFaults == faultsBefore, let user, let item else { return output.leaveRecordOut() }
        guard output.faults.isEmpty else { return }
        grouping.add(
            user: user,
            item: item,
            code: output.items.code(of: item),
            timestamp: timestamp,
            into: &output.sequences
        )
    }
}

/// The place of an interaction in a `json` log. Its text is made only for a fault.
struct InteractionPlace: Sendable {
    let index: Int

    /// The place of one of its members, or of the whole interaction.
    func callAsFunction(_ key: String?) -> InputFault.Place {
        let pointer = JSONPointer.root.appending(key: "interactions").appending(index: index)
        return .pointer((key.map { pointer.appending(key: $0) } ?? pointer).description)
    }
}
