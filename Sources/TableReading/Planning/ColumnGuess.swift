/// Proposes a value of `columns` for a table whose columns are not recognised.
struct ColumnGuess {
    private let sample: SampleTable
    private let looks: [ColumnLook]

    init(_ sample: SampleTable, hasHeader: Bool) {
        self.sample = sample
        looks = sample.columns.map { ColumnLook($0.cells) }
    }

    /// Values such as `user:1,item:2,time:4`, from the likeliest: the columns that look like labels, like a list, and like
    /// a time.
    func log(known roles: LogRoles) -> [String] {
        if sample.isRagged, roles.user == nil, roles.item == nil {
            let guesses = ["user:1,items:2..", "items:1.."]
            // A user has one list, so a first field that comes again is an item.
            return isRepeated(0) ? guesses.reversed() : guesses
        }
        let taken = [roles.user, roles.item].compactMap { $0 } + roles.times.map(\.column)
        let time = roles.times.first?.column ?? sample.columns.indices.first { isTime($0) && !taken.contains($0) }
        let labels = sample.columns.indices.filter { index in
            index != time && !taken.contains(index) && looks[index].canBeLabels && !isTime(index)
                // Ratings and coordinates are no labels.
                && looks[index].decimals * 2 < max(1, looks[index].present) && !isDecimalComma(index)
        }
        let list = roles.item == nil ? sample.columns.indices.first { isList($0) && $0 != roles.user } : nil
        guard let user = roles.user ?? user(among: labels, list: list, time: time, hasItem: roles.item != nil) else {
            // Each row is a user then, unless the lists are those of columns.
            guard let list, sample.columns.indices.count(where: isList) == 1 else { return [] }
            return ["items:\(reference(list))"]
        }
        var text = "user:\(reference(user)),"
        if let list {
            text += "items:\(reference(list))"
        } else if let item = roles.item ?? item(among: labels.filter { $0 != user }, user: user) {
            text += "item:\(reference(item))"
        } else {
            return []
        }
        if let time { text += ",time:\(reference(time))" }
        return [text]
    }

    /// The first column that is no number of rows or events, if enough others are left for the items.
    private func user(among labels: [Int], list: Int?, time: Int?, hasItem: Bool) -> Int? {
        guard labels.count > (list != nil || hasItem ? 1 : 2) else { return labels.first }
        // A user has one list, unless times order several.
        let isPossible = { list != nil && time == nil ? !isRowNumber($0) : !isUnique($0) }
        return labels.first(where: isPossible) ?? labels.first
    }

    /// The first column that is no number of rows before the user.
    private func item(among labels: [Int], user: Int) -> Int? {
        labels.first { !($0 < user && isUnique($0)) } ?? labels.first
    }

    /// Whether the cells are all different.
    private func isUnique(_ index: Int) -> Bool {
        let texts = looks[index].texts
        return texts.count > 2 && Set(texts).count == texts.count
    }

    private func isRepeated(_ index: Int) -> Bool { Set(looks[index].texts).count < looks[index].texts.count }

    /// Whether the cells count the rows.
    private func isRowNumber(_ index: Int) -> Bool {
        let numbers = looks[index].texts.map { Int($0) }
        return numbers.count > 2
            && zip(numbers, numbers.dropFirst()).allSatisfy { before, next in
                guard let before, let next else { return false }
                return next - before == 1
            }
    }

    private func isList(_ index: Int) -> Bool {
        looks[index].lists > 0 && looks[index].lists * 2 >= looks[index].present && !isDecimalComma(index)
    }

    /// Whether the cells are numbers with a decimal comma, such as `3,5` and `48,137154`, rather than lists of two ids.
    private func isDecimalComma(_ index: Int) -> Bool {
        let look = looks[index]
        guard look.arrays == 0, look.texts.contains(where: { $0.contains(",") }) else { return false }
        return look.texts.allSatisfy { text in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            guard parts.count <= 2, let whole = Int(parts[0]), parts.count == 2 else { return Int(text) != nil }
            let isGrouped = parts[1].utf8.count == 3 && whole != 0
            return !parts[1].isEmpty && parts[1].utf8.allSatisfy(\.isDigit) && !isGrouped
        }
    }

    func experiments() -> String? {
        guard sample.columns.count >= 3 else { return nil }
        let counts = sample.columns.indices.filter { looks[$0].present > 0 && looks[$0].integers == looks[$0].present }
        let shares = sample.columns.indices.filter { looks[$0].fractions * 2 > looks[$0].present }
        guard counts.count >= 2, let metric = shares.first else { return nil }
        return "layers:\(reference(counts[0])),dim:\(reference(counts[1])),HR@10:\(reference(metric))"
    }

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
        if guess == nil, sample.columns.count == 1 {
            text +=
                "; the table has one column: if another text separates its fields, add `delimiter=TEXT` and, with the"
                + " right columns, `columns=user:1,item:2`"
        } else {
            text += "; add `columns=\(guess ?? (sample.columns.count > 2 ? "user:1,item:2,time:3" : "user:1,item:2"))`"
            text +=
                guess == nil
                ? " with the right columns"
                : hasHeader ? " if that is right" : ", with other numbers if these are wrong"
        }
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
