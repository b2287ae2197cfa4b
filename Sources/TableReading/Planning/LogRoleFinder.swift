import JSONText

/// Gives the columns of a log their roles.
struct LogRoleFinder {
    static let roles = ["user", "item", "time", "items", "ignore"]

    let sample: SampleTable
    let options: ReadingOptions
    let hasHeader: Bool

    /// - Returns: Nil if the findings have a fault or a question.
    func find(_ findings: inout PlanFindings) -> (roles: LogRoles, dropped: Set<Int>)? {
        for entry in options.columns.entries where !Self.roles.contains(entry.role) {
            let nearest =
                EditDistance.nearest(to: entry.role, among: Self.roles).map { "; did you mean `\($0)`?" } ?? ""
            findings.fault(
                .structure,
                at: .parameter("columns"),
                "unknown role \(entry.role.shown); a log has `user`, `item`, `time`, `items` and `ignore`\(nearest)"
            )
        }
        guard findings.faults.isEmpty else { return nil }
        var choice = RoleChoice(sample, selection: options.columns, hasHeader: hasHeader, &findings)
        var roles = LogRoles()
        reserve(&choice, &findings)
        roles.list = list(&choice, &findings)
        roles.user = choice.choose(.user, &findings) { $0.canBeLabels }
        if !takesAllFields(roles.list) { roles.item = choice.choose(.item, &findings) { $0.canBeLabels } }
        if case .column? = roles.list, roles.item == nil, options.columns["item"] == nil {
            roles.item = TargetItem(sample: sample).find(&choice, &findings)
        }
        if roles.list == nil, options.columns["item"] == nil, let item = roles.item {
            FinerItem(sample: sample, user: roles.user, item: item).check(choice, &findings)
        }
        var times = TimeChoice(demanded: options.timeFormat, user: roles.user)
        roles.times = times.choose(&choice, &findings)
        guard findings.faults.isEmpty, findings.questions.isEmpty else { return nil }
        let isComplete = roles.list != nil || roles.user != nil && roles.item != nil
        guard isComplete else {
            ask(roles, &findings)
            return nil
        }
        return (withoutRepeats(roles, &findings), choice.dropped)
    }

    /// Columns that `columns` names are not recognised as something else.
    private func reserve(_ choice: inout RoleChoice, _ findings: inout PlanFindings) {
        var seen: [Int: String] = [:]
        for entry in options.columns.entries where entry.role != "ignore" {
            var indices: [Int] = []
            do throws(TableFault) {
                switch entry.target {
                case .none, .range: continue
                case .text, .name, .pair: indices = try choice.resolver.indices(entry.target, role: entry.role)
                }
            } catch {
                continue  // The choice of the role reports it.
            }
            for index in indices {
                choice.taken.insert(index)
                if let other = seen.updateValue(entry.role, forKey: index), other != entry.role {
                    findings.fault(
                        .structure,
                        at: .parameter("columns"),
                        "the column \(choice.sample.columns[index].title.shown) has the roles `\(other)` and"
                            + " `\(entry.role)`; give it one"
                    )
                }
            }
        }
    }

    private func list(_ choice: inout RoleChoice, _ findings: inout PlanFindings) -> LogRoles.List? {
        switch options.columns["items"] {
        case ColumnSelection.Target.none?: return nil
        case .range(let first, let last)?:
            for index in choice.sample.columns.indices where index + 1 >= first && index + 1 <= last ?? .max {
                choice.taken.insert(index)
            }
            return .fields(from: first - 1, through: last.map { $0 - 1 })
        // Who names the item alone wants interactions, whatever lists the records have too.
        case nil where options.columns["item"] != nil: return nil
        default: return choice.choose(.items, &findings) { $0.canBeLists }.map { .column($0) }
        }
    }

    private func takesAllFields(_ list: LogRoles.List?) -> Bool {
        if case .fields? = list { options.columns["item"] == nil } else { false }
    }

    private func ask(_ roles: LogRoles, _ findings: inout PlanFindings) {
        let guesses = ColumnGuess(sample, hasHeader: hasHeader).log(known: roles)
        let missing =
            roles.user == nil && roles.item == nil
            ? "the columns of the user and the item are"
            : roles.user == nil ? "the column of the user is" : "the column of the item is"
        findings.questions.append(
            Question(
                parameter: "columns",
                detail: ColumnGuess.detail(sample, hasHeader: hasHeader, missing: missing, guess: guesses.first),
                choices: guesses
            )
        )
    }
}
