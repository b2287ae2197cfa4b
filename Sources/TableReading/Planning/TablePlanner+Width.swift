/// What the first records say about the number of their fields.
extension TablePlanner {
    /// Whether `columns` gives every role by a number, or to no column, so that the names of a header do not matter.
    var namesByNumber: Bool {
        let roles = Set(options.columns.entries.map(\.role))
        guard roles.isSuperset(of: ["user", "item", "time"]) else { return false }
        return options.columns.entries.allSatisfy { entry in
            // `3+4` are two columns.
            entry.names.allSatisfy { name in name.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "+") } }
        }
    }

    /// How many fields most of the faulty rows have, if a header names another number of columns, so that all or most rows are refused.
    func rowWidth(_ trial: DialectSniffer.Trial) -> Int? {
        guard let header = trial.records.first, !trial.hasRowNames else { return nil }
        let heads = HeaderDetection.hasRule(trial.records) ? 2 : 1
        let rows = trial.records.dropFirst(heads)
        let faulty = rows.filter { record in
            let filled = record.count - record.reversed().prefix { $0.text.allSatisfy { $0 == " " } }.count
            // Fields without text at the end of a row do not count.
            return filled > header.count || header.count > record.count
        }
        var counts: [Int: Int] = [:]
        for record in faulty { counts[record.count, default: 0] += 1 }
        // One row can be the faulty one itself.
        guard rows.count > 1, let most = counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }) else {
            return nil
        }
        // A text with delimiters in it makes rows of many lengths, none of which is short.
        let alike = faulty.allSatisfy { $0.count > header.count } ? faulty.count : most.value
        let isRule = options.onError == .skip ? alike == rows.count : 2 * alike > rows.count
        return isRule ? most.key : nil
    }

    /// Asks for the columns by their numbers, as a header that does not fit the rows does not say which is which.
    func askForNumbers(
        _ roles: ReadingPlan.Roles?,
        _ sample: SampleTable,
        rowWidth: Int,
        _ findings: inout PlanFindings
    ) {
        let columns = sample.columns.count
        let problem =
            "the header names \(columns) column\(columns == 1 ? "" : "s"), but most rows have another number of fields,"
            + " such as \(rowWidth), and are refused; correct the header, or the rows"
        guard case .log(let roles)? = roles, rowWidth > columns || Self.lastColumn(roles) < rowWidth else {
            findings.fault(.structure, at: .whole, problem)
            return
        }
        var choices = [numbers(roles, shift: 0)]
        // The header may lack the name of the row names.
        if rowWidth == columns + 1 { choices.append(numbers(roles, shift: 1)) }
        let list = choices.map { "`columns=\($0)`" }.joined(separator: " or ")
        findings.questions.append(
            Question(
                parameter: "columns",
                detail: rowWidth > columns
                    ? "\(problem), or add \(list), which passes over further fields"
                    : "\(problem), or add \(list), which needs no names",
                choices: choices
            )
        )
    }

    private static func lastColumn(_ roles: LogRoles) -> Int {
        var columns = [roles.user, roles.item].compactMap { $0 } + roles.times.map(\.column)
        if case .column(let list)? = roles.list { columns.append(list) }
        return columns.max() ?? 0
    }

    private func numbers(_ roles: LogRoles, shift: Int) -> String {
        var entries: [String] = []
        func number(_ column: Int) -> String { String(column + 1 + shift) }
        entries.append("user:\(roles.user.map(number) ?? "-")")
        entries.append("item:\(roles.item.map(number) ?? "-")")
        if case .column(let list)? = roles.list { entries.append("items:\(number(list))") }
        let times = roles.times.map { number($0.column) }
        entries.append("time:\(times.isEmpty ? "-" : times.joined(separator: "+"))")
        return entries.joined(separator: ",")
    }

    /// The fault of a sample in which a header with other columns follows.
    func otherHeader(_ line: Int, _ names: [String]) -> TableFault {
        TableFault(
            .structure,
            at: .line(line, column: 1),
            "another header stands here, \(names.prefix(8).joined(separator: ",").shown), with other columns than the first one;"
                + " give the files one by one, or write the columns of all of them in one order"
        )
    }
}
