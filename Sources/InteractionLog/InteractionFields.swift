/// The fields of one interaction of a `json` log while they come.
struct InteractionFields: Sendable {
    private enum Field: String, CaseIterable {
        case user, item, timestamp
    }

    /// What a key says of the value that follows it.
    private enum Expected {
        case field(Field)
        case nothing
    }

    private var expected = Expected.nothing
    private var seen: Set<Field> = []
    private var user: UInt32?
    private var item: UInt32?
    private var timestamp: Timestamp?

    mutating func key(_ key: String, place: InteractionPlace, output: inout LogOutput) {
        guard let field = Field(rawValue: key) else {
            output.faults.add("unknown key; an interaction has `user`, `item` and `timestamp`", at: place(key))
            expected = .nothing
            return
        }
        expected = .field(field)
        if !seen.insert(field).inserted { output.faults.add("this key occurs twice", at: place(key)) }
    }

    mutating func integer(_ value: Int64, place: InteractionPlace, output: inout LogOutput) {
        guard case .field(let field) = expected else { return }
        switch field {
        case .user: user = output.grouping?.withUsers { $0.number(of: value) }
        case .item: item = output.items.number(of: value)
        case .timestamp: timestamp = Timestamp(value)
        }
    }

    mutating func label(
        _ text: UnsafeBufferPointer<UInt8>,
        isNumber: Bool,
        place: InteractionPlace,
        output: inout LogOutput
    ) {
        guard case .field(let field) = expected else { return }
        switch field {
        case .user:
            // The table leaves the output while both change.
            guard var grouping = output.grouping else { return }
            output.grouping = nil
            user = grouping.withUsers {
                output.user(text, isNumber: isNumber, in: &$0, at: place(field.rawValue))?.number
            }
            output.grouping = grouping
        case .item:
            item = output.item(text, isNumber: isNumber, at: place(field.rawValue))
        case .timestamp:
            guard isNumber else { return refuse("a string", place: place, output: &output) }
            let digits = String(decoding: text, as: UTF8.self)
            timestamp = Int64(digits).map(Timestamp.init) ?? Double(digits).flatMap(Timestamp.init)
            if timestamp == nil {
                output.faults.add("the timestamp is beyond the range of 64 bits", at: place(field.rawValue))
            }
        }
    }

    func refuse(_ found: String, place: InteractionPlace, output: inout LogOutput) {
        guard case .field(let field) = expected else { return }
        let wanted = field == .timestamp ? "a number" : "a string or a number"
        output.faults.add("expected \(wanted), found \(found)", at: place(field.rawValue))
    }

    func end(place: InteractionPlace, output: inout LogOutput) {
        for field in [Field.user, .item] where !seen.contains(field) {
            output.faults.add("`\(field.rawValue)` is missing", at: place(field.rawValue))
        }
        if let grouping = output.grouping, grouping.count > 0, seen.contains(.timestamp) != grouping.hasTimestamps {
            output.faults.add("either all interactions have a timestamp or none has", at: place("timestamp"))
        }
        guard output.faults.isEmpty, let user, let item else { return }
        output.grouping?.add(user: user, item: item, timestamp: timestamp)
    }
}
