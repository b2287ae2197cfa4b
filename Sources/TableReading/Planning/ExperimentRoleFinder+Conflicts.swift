/// Columns that compete for one role, and roles that compete for one column.
extension ExperimentRoleFinder {
    /// Leaves one column of each metric. Columns of one name that do not agree are a question.
    func settle(_ columns: inout [MetricColumn], _ choice: RoleChoice, _ findings: inout PlanFindings) {
        var kept: [MetricColumn] = []
        var rivals: [String: [Int]] = [:]
        for metric in columns {
            guard let first = kept.first(where: { $0.name == metric.name }) else {
                kept.append(metric)
                continue
            }
            // A metric that the request names has its column. A helper that is not clear does not help.
            if metric.isHelper {
                kept.removeAll { $0.isHelper && $0.name == metric.name && !choice.agrees($0.column, metric.column) }
                continue
            }
            if !choice.agrees(first.column, metric.column) {
                rivals[metric.name, default: [first.column]].append(metric.column)
            }
        }
        columns = kept
        guard let most = rivals.values.map(\.count).max() else { return }
        // `columns` names all metrics or none, so a choice has the others too.
        let choices = (0..<min(most, 4)).map { place in
            kept.map { metric in
                let column = rivals[metric.name].map { $0[min(place, $0.count - 1)] } ?? metric.column
                return entry(metric.name, column, choice)
            }.joined(separator: ",")
        }
        ask(kept.map(\.name).filter { rivals[$0] != nil }, choices, &findings)
    }

    /// The only column with a metric's standard errors. Several that do not agree are a question.
    func settle(
        _ name: String,
        standardErrors found: [Int],
        _ choice: RoleChoice,
        _ findings: inout PlanFindings
    ) -> Int? {
        guard let first = found.first else { return nil }
        let rivals = [first] + found.dropFirst().filter { !choice.agrees(first, $0) }
        if rivals.count > 1 { ask(["\(name)_se"], rivals.map { entry("\(name)_se", $0, choice) }, &findings) }
        return first
    }

    private func entry(_ role: String, _ column: Int, _ choice: RoleChoice) -> String {
        RoleChoice.reference(SampleColumn(number: 0, name: role)) + ":" + choice.reference(column)
    }

    private func ask(_ names: [String], _ choices: [String], _ findings: inout PlanFindings) {
        let list = names.map(\.shown).joined(separator: " and ")
        findings.ask("columns", "several columns can be \(list)", choices)
    }

    /// Refuses roles that share a column.
    func refuseShared(_ roles: ExperimentRoles, _ findings: inout PlanFindings) {
        let single: [(role: String, column: Int?)] = [
            ("layers", roles.layers), ("dim", roles.dim), ("dPrime", roles.dPrime), ("dataset", roles.dataset),
            ("seed", roles.seed), ("users", roles.users),
        ]
        var all = single.compactMap { entry in entry.column.map { (role: entry.role, column: $0) } }
        for metric in roles.metrics {
            all.append((metric.name, metric.column))
            if let error = metric.standardError { all.append(("\(metric.name)_se", error)) }
        }
        var seen: [Int: String] = [:]
        for (role, column) in all {
            guard let other = seen.updateValue(role, forKey: column) else { continue }
            findings.fault(
                .structure,
                at: .parameter(options.columns[role] ?? options.columns[other] == nil ? "metrics" : "columns"),
                "the column \(sample.columns[column].title.shown) has the roles \(other.shown) and \(role.shown); give it one"
            )
        }
    }
}
