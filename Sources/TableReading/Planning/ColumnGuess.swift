/// Proposes a value of `columns` for a table whose columns are not recognised.
struct ColumnGuess {
    private let sample: SampleTable
    private let looks: [ColumnLook]

    init(_ sample: SampleTable, hasHeader: Bool) {
        self.sample = sample
        looks = sample.columns.map { ColumnLook($0.cells) }
    }

    /// `user:1,item:2,time:4`: the first columns that look like labels, and the first that looks like a time.
    func log(known roles: LogRoles) -> String? {
        let taken = [roles.user, roles.item].compactMap { $0 } + roles.times.map(\.column)
        let time = roles.times.first?.column ?? sample.columns.indices.first { isTime($0) && !taken.contains($0) }
        var labels = sample.columns.indices.filter { index in
            index != time && !taken.contains(index) && looks[index].canBeLabels && !isTime(index)
                // Ratings and coordinates are no labels.
                && looks[index].decimals * 2 < max(1, looks[index].present)
        }
        guard let user = roles.user ?? take(&labels), let item = roles.item ?? take(&labels) else { return nil }
        var text = "user:\(reference(user)),item:\(reference(item))"
        if let time { text += ",time:\(reference(time))" }
        return text
    }

    func experiments() -> String? {
        guard sample.columns.count >= 3 else { return nil }
        let counts = sample.columns.indices.filter { looks[$0].present > 0 && looks[$0].integers == looks[$0].present }
        let shares = sample.columns.indices.filter { looks[$0].fractions * 2 > looks[$0].present }
        guard counts.count >= 2, let metric = shares.first else { return nil }
        return "layers:\(reference(counts[0])),dim:\(reference(counts[1])),HR@10:\(reference(metric))"
    }

    private func take(_ indices: inout [Int]) -> Int? { indices.isEmpty ? nil : indices.removeFirst() }

    private func isTime(_ index: Int) -> Bool {
        guard looks[index].present > 0 else { return false }
        if case .none = TimeDetection.detect(looks[index].texts, allowsNumbers: false) { return false }
        return true
    }

    private func reference(_ index: Int) -> String {
        let name = sample.columns[index].name
        let isUnique = sample.columns.count { $0.name == name } == 1
        return isUnique ? RoleChoice.reference(sample.columns[index]) : String(index + 1)
    }

    /// The text of the question: the first rows, numbered by column, and the parameter to add.
    static func detail(_ sample: SampleTable, hasHeader: Bool, missing: String, guess: String?) -> String {
        var text = hasHeader ? "\(missing) not recognised" : "the table has no header, so \(missing) not known"
        text += "; add `columns=\(guess ?? "user:1,item:2,time:3")`"
        text +=
            guess == nil
            ? " with the right columns" : hasHeader ? " if that is right" : ", with other numbers if these are wrong"
        if hasHeader {
            let names = sample.columns.prefix(12).map { "\($0.number): \($0.title.shown)" }.joined(separator: ", ")
            text += ". The columns are \(names)"
        }
        let rows = (0..<min(3, sample.rowCount)).map { row in
            sample.columns.prefix(12).map { column in
                let cell = column.cells.indices.contains(row) ? column.cells[row] : .absent
                return "\(column.number): \(ShownText.escaped(cell.text, length: 24))"
            }.joined(separator: " | ")
        }
        if !rows.isEmpty { text += ". The first rows are: " + rows.joined(separator: "; ") }
        return text
    }
}
