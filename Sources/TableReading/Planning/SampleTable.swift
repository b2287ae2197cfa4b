/// A cell of the sample.
struct SampleCell: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// The record has no such field.
        case absent
        case text, number, boolean, null
        /// A JSON array. `text` has its elements, separated by blanks.
        case list
    }

    var kind: Kind
    var text: String

    static let absent = SampleCell(kind: .absent, text: "")

    /// Whether the cell has no label and no value.
    var isMissing: Bool {
        switch kind {
        case .absent, .null: true
        case .text: text.withBytes { MissingWord.matches($0.trimmed) }
        case .number, .boolean, .list: false
        }
    }
}

/// A column of the sample.
struct SampleColumn: Sendable {
    /// From 1.
    let number: Int
    /// The header's text, or the keys of nested JSON objects joined with a dot; nil without a header.
    let name: String?
    /// The JSON keys, from the outermost; empty for delimited text.
    let path: [String]
    var cells: [SampleCell] = []
    /// Whether only the request names the column, because the first records do not have it.
    var isNamedOnly = false

    /// The name, or the number.
    var title: String { name.map { $0.isEmpty ? String(number) : $0 } ?? String(number) }
    private(set) var form: NameForm

    /// Whether the header gives the column RecBole's type of sequences, which says more than the cells.
    var isTypedSequence: Bool {
        guard let type = name?.split(separator: ":").dropFirst().last else { return false }
        return type.filter { $0 != " " } == "token_seq"
    }

    /// The role that the name and its type state.
    var statedRole: (role: ColumnNames.Role, rank: ColumnNames.Rank, isWhole: Bool)? {
        guard let found = ColumnNames.role(of: form) else { return nil }
        return isTypedSequence && found.role == .item ? (.items, found.rank, found.isWhole) : found
    }

    init(number: Int, name: String?, path: [String] = []) {
        self.number = number
        self.name = name
        self.path = path
        form = NameForm(name ?? "")
    }

    /// Looks the name up without the outermost key, if a role has such a name.
    mutating func useInnerForm() {
        let inner = NameForm(path.dropFirst().joined(separator: "."))
        if ColumnNames.role(of: inner) != nil { form = inner }
    }
}

/// The first records of a table, before their columns have roles.
struct SampleTable: Sendable {
    var columns: [SampleColumn] = []
    var rowCount = 0
    /// Whether the records have different numbers of fields, which no header names.
    var isRagged = false

    /// The cells of a row, in the order of the columns.
    func row(_ index: Int) -> [SampleCell] {
        columns.map { $0.cells.indices.contains(index) ? $0.cells[index] : .absent }
    }
}
