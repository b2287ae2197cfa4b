/// Chooses the column of a role: the one that `columns` names, else the one whose name is recognised.
struct RoleChoice {
    typealias Role = ColumnNames.Role

    let sample: SampleTable
    let looks: [ColumnLook]
    let selection: ColumnSelection
    let resolver: ColumnResolver
    /// Columns that `ignore` drops.
    private(set) var dropped: Set<Int> = []
    /// Columns that have a role.
    var taken: Set<Int> = []

    init(_ sample: SampleTable, selection: ColumnSelection, hasHeader: Bool, _ findings: inout PlanFindings) {
        self.sample = sample
        self.selection = selection
        looks = sample.columns.map { ColumnLook($0.cells) }
        resolver = ColumnResolver(columns: sample.columns, hasHeader: hasHeader)
        for entry in selection.entries where entry.role == "ignore" {
            if let index = index(entry.target, role: "ignore", &findings) { dropped.insert(index) }
        }
    }

    /// The column that `columns` names, checked against the table.
    func index(_ target: ColumnSelection.Target, role: String, _ findings: inout PlanFindings) -> Int? {
        do throws(TableFault) {
            return try resolver.index(target, role: role)
        } catch {
            findings.faults.append(error)
            return nil
        }
    }

    /// - Parameters:
    ///   - looksRight: Whether the cells of a column suit the role.
    ///   - isChecked: Whether every cell is checked later, so that the only candidate may be taken with faulty cells.
    mutating func choose(
        _ role: Role,
        _ findings: inout PlanFindings,
        isChecked: Bool = false,
        where looksRight: (ColumnLook) -> Bool
    ) -> Int? {
        if let target = selection[role.rawValue] {
            if target == .none { return nil }
            guard let index = index(target, role: role.rawValue, &findings) else { return nil }
            taken.insert(index)
            return index
        }
        let named = recognised(role)
        var candidates = named.filter {
            looksRight(looks[$0.index]) || role == .items && sample.columns[$0.index].isTypedSequence
        }
        // Cells without a value are faults with their places, which say more than a question.
        if candidates.isEmpty, named.count == 1, isChecked || looks[named[0].index].present == 0 { candidates = named }
        if role == .user { candidates = withoutEventIDs(candidates) }
        guard let best = candidates.map(\.rank).min() else { return nil }
        candidates = candidates.filter { $0.rank == best }
        if candidates.contains(where: \.isWhole) { candidates = candidates.filter(\.isWhole) }
        let equals = candidates.map(\.index).filter { !agrees($0, candidates[0].index) || $0 == candidates[0].index }
        guard equals.count == 1 else {
            ask(role, equals, &findings)
            return nil
        }
        taken.insert(equals[0])
        return equals[0]
    }

    /// Names of ids that may be those of events.
    private static let eventIDs: Set<String> = ["uuid", "uid"]

    /// The candidates without ids that are another one in every row, if one of the others comes again.
    private func withoutEventIDs(
        _ candidates: [(index: Int, rank: ColumnNames.Rank, isWhole: Bool)]
    ) -> [(index: Int, rank: ColumnNames.Rank, isWhole: Bool)] {
        func isUnique(_ index: Int) -> Bool {
            let cells = sample.columns[index].cells
            return cells.count > 2 && Set(cells).count == cells.count
        }
        let others = candidates.filter {
            !(Self.eventIDs.contains(sample.columns[$0.index].form.inner) && isUnique($0.index))
        }
        return others.contains { !isUnique($0.index) } ? others : candidates
    }

    /// The columns without a role whose name is one of the role's.
    func recognised(_ role: Role) -> [(index: Int, rank: ColumnNames.Rank, isWhole: Bool)] {
        sample.columns.indices.compactMap { index in
            guard !taken.contains(index), !dropped.contains(index) else { return nil }
            guard let found = sample.columns[index].statedRole, found.role == role else { return nil }
            return (index, found.rank, found.isWhole)
        }
    }

    /// Whether two columns say the same in every row, so that it does not matter which of them is read.
    func agrees(_ first: Int, _ second: Int) -> Bool {
        sample.rowCount > 0 && sample.columns[first].cells == sample.columns[second].cells
    }

    func ask(_ role: Role, _ columns: [Int], _ findings: inout PlanFindings) {
        let names = columns.map { index in
            let title = sample.columns[index].title
            return columns.count { sample.columns[$0].title == title } == 1 ? title : "\(index + 1): \(title)"
        }
        let choices = columns.map { "\(role.rawValue):\(reference($0))" }
        let list = names.map(\.shown).joined(separator: " and ")
        findings.ask("columns", "\(list) can both be the column `\(role.rawValue)`", choices)
    }

    /// The column as `columns` names it: by its number if others have its name.
    func reference(_ index: Int) -> String {
        let column = sample.columns[index]
        let isUnique = sample.columns.count { $0.name == column.name } == 1
        return isUnique ? Self.reference(column) : String(column.number)
    }

    /// The column as `columns` names it, if no other one has its name.
    static func reference(_ column: SampleColumn) -> String {
        // A name that cannot be shown as it stands cannot be copied from a message either.
        guard let name = column.name, !name.isEmpty, ShownText.escaped(name, length: 200) == name else {
            return String(column.number)
        }
        let isPlain = name.unicodeScalars.allSatisfy { !",:\"+".unicodeScalars.contains($0) && $0.value >= 0x20 }
        // A name that is a number would be read as one.
        if isPlain, Int(name) == nil, !name.hasPrefix(" "), !name.hasSuffix(" ") { return name }
        return quoted(name)
    }

    /// The name between quotation marks.
    static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
