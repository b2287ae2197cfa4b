import JSONText

/// Finds the columns that `columns` names.
struct ColumnResolver {
    let columns: [SampleColumn]
    let hasHeader: Bool

    /// The column of a name or a number from 1. A name is compared exactly, then without case, separators and prefix.
    func index(_ target: ColumnSelection.Target, role: String) throws(TableFault) -> Int {
        switch target {
        case .name(let name): return try index(name: name, role: role)
        case .text(let text):
            if let number = Int(text), text.utf8.allSatisfy(\.isDigit) { return try index(number: number, role: role) }
            return try index(name: text, role: role)
        case .pair, .range, .none: throw fault(role, "takes one column")
        }
    }

    /// One column, or two columns that are joined with `+`, `/` or a blank.
    func indices(_ target: ColumnSelection.Target, role: String) throws(TableFault) -> [Int] {
        switch target {
        case .pair(let first, let second):
            return [try index(.text(first), role: role), try index(.text(second), role: role)]
        case .text(let text):
            // A name may have these characters itself, so the whole text comes first.
            if find(text) != nil { return [try index(target, role: role)] }
            if let parts = pair(text) {
                return [try index(.text(parts.first), role: role), try index(.text(parts.second), role: role)]
            }
            return [try index(target, role: role)]
        case .name, .range, .none: return [try index(target, role: role)]
        }
    }

    /// The two columns that a text joins.
    func pair(_ text: String) -> (first: String, second: String)? {
        for (place, character) in zip(text.indices, text) where "+/ ".contains(character) {
            let parts = [String(text[..<place]), String(text[text.index(after: place)...])]
            guard parts.allSatisfy({ !$0.isEmpty && (find($0) != nil || number($0) != nil) }) else { continue }
            return (parts[0], parts[1])
        }
        return nil
    }

    private func number(_ text: String) -> Int? {
        guard let number = Int(text), columns.indices.contains(number - 1) else { return nil }
        return number
    }

    func find(_ name: String) -> Int? {
        if let exact = unique({ $0.name == name }) { return exact }
        let untyped = unique { ($0.name?.split(separator: ":").first).map(String.init) == name }
        if let untyped { return untyped }
        let form = NameForm(name)
        guard !form.whole.isEmpty else { return nil }
        return unique { $0.form.whole == form.whole } ?? unique { $0.form.inner == form.whole }
    }

    private func unique(_ matches: (SampleColumn) -> Bool) -> Int? {
        let found = columns.indices.filter { matches(columns[$0]) }
        return found.count == 1 ? found[0] : nil
    }

    private func index(name: String, role: String) throws(TableFault) -> Int {
        if let index = find(name) { return index }
        let names = columns.compactMap(\.name)
        let equals = columns.filter { $0.name == name }
        if equals.count > 1 {
            // `metrics` takes names alone, so `columns` gives the number of a metric.
            let entry = RoleChoice.reference(SampleColumn(number: 0, name: role == "metrics" ? name : role))
            let choices = equals.prefix(4).map { "`columns=\(entry):\($0.number)`" }.joined(separator: " or ")
            throw fault(
                role,
                "names the column \(name.shown), which occurs several times; give its number instead, \(choices)"
            )
        }
        guard hasHeader, !names.isEmpty else {
            throw fault(role, "names the column \(name.shown), but the table has no header; give the column's number")
        }
        let nearest = EditDistance.nearest(to: name, among: names).map { "; did you mean \($0.shown)?" } ?? ""
        let list = names.prefix(12).map(\.shown).joined(separator: ", ")
        throw fault(role, "names the column \(name.shown), which the table does not have\(nearest) (it has \(list))")
    }

    private func index(number: Int, role: String) throws(TableFault) -> Int {
        guard columns.indices.contains(number - 1) else {
            throw fault(role, "names column \(number), but the table has \(columns.count)")
        }
        return number - 1
    }

    private func fault(_ role: String, _ detail: String) -> TableFault {
        TableFault(.structure, at: .parameter("columns"), "\(role.shown) \(detail)")
    }
}
