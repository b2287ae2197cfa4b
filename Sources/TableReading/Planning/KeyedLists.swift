/// The lists of a JSON object that has nothing else: those of users, unless there is evidence that they are something else.
///
/// `{"users":[1,1,2],"movies":[10,11,10]}` has two columns, and `{"train":[…],"test":[…]}` has the parts of a dataset.
struct KeyedLists {
    private let members: [(key: String, value: JSONSketch)]
    private let lengths: [Int]

    /// - Parameter lengths: How many elements each list has, as far as the sample has them.
    init(_ members: [(key: String, value: JSONSketch)], lengths: [Int]) {
        self.members = members
        self.lengths = lengths
    }

    /// Why the lists may not be those of users, with the remedy for either meaning; nil if nothing says so.
    var doubt: String? {
        if members.allSatisfy({ Self.parts.contains($0.key.lowercased()) }) {
            return
                "the keys of the JSON object (\(shownKeys)) are names of the parts of a dataset, not of users; \(partRemedy);"
                + " if they are users, \(Self.userRemedy)"
        }
        guard mayBeColumns else { return nil }
        return
            "the JSON object may have a member for each column (\(shownKeys)) or a list for each user; if they are columns,"
            + " write one object for each row, in pandas with `to_json(orient=\"records\")`; if they are users,"
            + " \(Self.userRemedy)"
    }

    private var shownKeys: String {
        members.prefix(4).map(\.key.shown).joined(separator: ", ") + (members.count > 4 ? " and others" : "")
    }

    private static let userRemedy =
        "write each on a line of its own, for example with `jq -c 'to_entries[] | {user: .key, items: .value}' FILE`"

    /// Names of the parts into which people split a dataset.
    private static let parts: Set<String> = [
        "train", "training", "test", "testing", "valid", "validation", "val", "dev", "eval", "evaluation", "holdout",
    ]

    private var partRemedy: String {
        guard case .array(let elements, _)? = members.first?.value,
            elements.contains(where: { $0.isObject || $0.isArray })
        else { return "write the list of each user instead, such as `{\"sequences\":[[1,2],[3]]}`" }
        return "write one part alone, for example with `jq -c .\(members[0].key) FILE`"
    }

    // MARK: Columns

    /// A table hardly has more columns.
    private static let mostColumns = 100
    /// Of so few columns one known name is enough.
    private static let fewColumns = 3
    /// At least one column of so many has a known name.
    private static let leastShareOfNames = 10

    private var mayBeColumns: Bool {
        // Of a list that is longer than the sample only the name tells.
        if members.count == 1 { return !members[0].value.isComplete && Self.isColumn(members[0].key) }
        guard members.count <= Self.mostColumns, lengths.count == members.count, areEqualInLength else { return false }
        // Columns have different names. A type may follow a colon, so `user:1` and `user:2` are one name.
        guard Set(members.map { NameForm($0.key).whole }).count == members.count else { return false }
        let known = members.count { Self.isColumn($0.key) }
        // One of a few users may be called `price`, but hardly two.
        let least = members.count <= Self.fewColumns ? 1 : 2
        if known * Self.leastShareOfNames >= members.count, known >= least { return true }
        let letters = Set(members.map { $0.key.lowercased() })
        if letters.isSuperset(of: ["u", "i"]) { return true }
        let times = members.count { Self.areTimes($0.value) }
        return times > 0 && times < members.count && times * Self.leastShareOfNames >= members.count
    }

    private var areEqualInLength: Bool {
        let whole = zip(members, lengths).filter(\.0.value.isComplete).map(\.1)
        guard let length = whole.first, length > 1, whole.allSatisfy({ $0 == length }) else { return false }
        return lengths.allSatisfy { $0 <= length }
    }

    /// Names of columns without a role. Those of columns with one are in `ColumnNames`.
    private static let otherColumns: Set<String> = [
        "rating", "score", "star", "stars", "price", "quantity", "qty", "category", "genre", "event", "eventtype",
        "behavior", "behaviortype", "action", "label", "weight",
    ]

    /// Whether a key is the name of a column, or its plural. A letter alone can be anybody.
    private static func isColumn(_ key: String) -> Bool {
        guard key.utf8.count <= 64 else { return false }
        let form = NameForm(key)
        guard form.whole.count > 1 else { return false }
        var names = [form.whole, form.inner]
        if form.inner.hasSuffix("ies") { names.append(form.inner.dropLast(3) + "y") }
        if form.inner.hasSuffix("s") { names.append(String(form.inner.dropLast())) }
        return names.contains { ColumnNames.role(of: NameForm($0)) != nil || otherColumns.contains($0) }
            || form.words.count == 1 && TimeChoice.isWordOfTimes(form.inner)
    }

    /// Whether all elements are times as tools write them.
    private static func areTimes(_ list: JSONSketch) -> Bool {
        guard case .array(let elements, _) = list, elements.count > 1 else { return false }
        var texts: [String] = []
        for element in elements {
            guard case .scalar(let cell) = element, cell.kind == .number || cell.kind == .text else { return false }
            texts.append(cell.text)
        }
        switch TimeDetection.detect(texts, allowsNumbers: false) {
        case .format(.timeOfDay, _), .none: return false
        case .format, .ambiguousDate: return true
        }
    }
}
