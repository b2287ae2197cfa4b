import JSONText

/// Gives the columns of an experiment table their roles.
struct ExperimentRoleFinder {
    static let roles = ["layers", "dim", "dPrime", "dataset", "seed", "users", "ignore"]

    let sample: SampleTable
    let options: ReadingOptions
    let hasHeader: Bool
    /// The metrics that the request names.
    let metrics: [String]?
    let goals: [String: MetricGoal]

    /// - Returns: Nil if the findings have a fault or a question.
    func find(_ findings: inout PlanFindings) -> (roles: ExperimentRoles, dropped: Set<Int>)? {
        var choice = RoleChoice(sample, selection: options.columns, hasHeader: hasHeader, &findings)
        reserve(&choice)
        let layers = choice.choose(.layers, &findings, isChecked: true) { $0.canBeNumbers }
        let dim = choice.choose(.dim, &findings, isChecked: true) { $0.canBeNumbers }
        let dPrime = choice.choose(.dPrime, &findings, isChecked: true) { $0.canBeNumbers }
        // A column `data` with numbers is none of data sets.
        let dataset = choice.choose(.dataset, &findings) { $0.fractions * 2 < max(1, $0.present) }
        let seed = choice.choose(.seed, &findings) { _ in true }
        let users = choice.choose(.users, &findings, isChecked: true) { $0.canBeNumbers }
        let columns = metricColumns(&choice, &findings)
        guard findings.faults.isEmpty, findings.questions.isEmpty else { return nil }
        guard let layers, let dim else {
            ask(layers == nil, dim == nil, &findings)
            return nil
        }
        guard !columns.isEmpty else {
            askForMetric(choice, &findings)
            return nil
        }
        let roles = ExperimentRoles(
            layers: layers,
            dim: dim,
            dPrime: dPrime,
            dataset: dataset,
            seed: seed,
            users: users,
            metrics: columns,
            decimalCommas: decimalCommas([dPrime] + columns.flatMap { [$0.column, $0.standardError] }),
            state: stateColumn(choice),
            stage: stageColumn(choice)
        )
        refuseShared(roles, &findings)
        guard findings.faults.isEmpty else { return nil }
        return (roles, choice.dropped)
    }

    private var metricEntries: [ColumnSelection.Entry] {
        options.columns.entries.filter { !Self.roles.contains($0.role) }
    }

    private func reserve(_ choice: inout RoleChoice) {
        for entry in options.columns.entries {
            do throws(TableFault) {
                choice.taken.insert(try choice.resolver.index(entry.target, role: entry.role))
            } catch {
                continue  // The choice of the role reports it.
            }
        }
    }

    private func metricColumns(_ choice: inout RoleChoice, _ findings: inout PlanFindings) -> [MetricColumn] {
        var columns: [MetricColumn] = []
        var errors: [(metric: String, column: Int)] = []
        let isNamed = metrics != nil || metricEntries.contains { MetricTraits.standardErrorBase($0.role) == nil }
        for entry in metricEntries where entry.target != .none {
            guard let index = choice.index(entry.target, role: entry.role, &findings) else { continue }
            if let base = MetricTraits.standardErrorBase(entry.role) {
                errors.append((base, index))
            } else if let traits = traits(entry.role, column: sample.columns[index].title, &findings) {
                columns.append(MetricColumn(column: index, name: entry.role, traits: traits))
            }
            choice.taken.insert(index)
        }
        for name in metrics ?? [] where !columns.contains(where: { $0.name == name }) {
            do throws(TableFault) {
                let index = try choice.resolver.index(.name(name), role: "metrics")
                // The key of the answer is the column's text, however the request writes it.
                let title = sample.columns[index].name ?? name
                guard !columns.contains(where: { $0.column == index }) else { continue }
                if let traits = traits(name, column: title, &findings) {
                    columns.append(MetricColumn(column: index, name: title, traits: traits))
                }
                choice.taken.insert(index)
            } catch {
                findings.fault(error.kind, at: .parameter("metrics"), error.detail)
            }
        }
        if !isNamed || metrics != nil {
            let dropped = choice.dropped
            var unsuitable: [MetricColumn] = []
            for column in sample.columns where !choice.taken.contains(column.number - 1) {
                guard let name = column.name, !dropped.contains(column.number - 1) else { continue }
                guard goals[name] != nil || MetricCompanion(name) == nil else { continue }
                guard let traits = goals[name].map({ Self.traits(name, $0) }) ?? MetricTraits(name: name) else {
                    continue
                }
                var metric = MetricColumn(column: column.number - 1, name: name, traits: traits)
                metric.isHelper = isNamed
                if isNamed, !name.contains("@") || !traits.isShare { continue }
                guard choice.looks[column.number - 1].canBeMetric else {
                    let look = choice.looks[column.number - 1]
                    if traits.isShare || look.texts.contains(where: { $0.first?.isNumber == true }) {
                        unsuitable.append(metric)
                    }
                    continue
                }
                columns.append(metric)
                choice.taken.insert(column.number - 1)
            }
            // Faults of cells with their places say more than a question.
            if columns.isEmpty { columns = unsuitable }
        }
        settle(&columns, choice, &findings)
        addErrors(&columns, errors, &choice, &findings)
        return columns
    }

    /// The columns with standard errors: named by the caller, or by the metric's name with `_se` or a like word.
    private func addErrors(
        _ columns: inout [MetricColumn],
        _ errors: [(metric: String, column: Int)],
        _ choice: inout RoleChoice,
        _ findings: inout PlanFindings
    ) {
        for (metric, column) in errors {
            guard let index = columns.firstIndex(where: { $0.name == metric }) else {
                findings.fault(
                    .structure,
                    at: .parameter("columns"),
                    "\(metric.shown) has a standard error, but is no metric"
                )
                continue
            }
            columns[index].standardError = column
        }
        for index in columns.indices where columns[index].standardError == nil {
            let title = sample.columns[columns[index].column].name ?? ""
            let found = sample.columns.indices.filter { place in
                guard !choice.taken.contains(place), !choice.dropped.contains(place) else { return false }
                guard case .standardError(let base)? = sample.columns[place].name.flatMap(MetricCompanion.init) else {
                    return false
                }
                return base == title || base == columns[index].name
            }
            let name = columns[index].name
            guard let found = settle(name, standardErrors: found, choice, &findings) else { continue }
            columns[index].standardError = found
            choice.taken.insert(found)
        }
    }

    /// The traits of a metric that the caller names.
    private func traits(_ name: String, column: String, _ findings: inout PlanFindings) -> MetricTraits? {
        if let goal = goals[name] { return Self.traits(name, goal) }
        if let traits = MetricTraits(name: name) { return traits }
        findings.fault(
            .structure,
            at: .parameter("goals"),
            "whether \(name.shown) is better when it is larger is not known; add `goals=\(name):maximise` or"
                + " `goals=\(name):minimise`"
        )
        return nil
    }

    private static func traits(_ name: String, _ goal: MetricGoal) -> MetricTraits {
        MetricTraits(goal: goal, isShare: MetricTraits(name: name)?.isShare ?? false)
    }

    private func ask(_ needsLayers: Bool, _ needsDim: Bool, _ findings: inout PlanFindings) {
        let missing =
            needsLayers && needsDim
            ? "the columns `layers` and `dim` are" : "the column `\(needsLayers ? "layers" : "dim")` is"
        let guess = hasHeader ? nil : ColumnGuess(sample, hasHeader: hasHeader).experiments()
        let roles = (needsLayers ? ["layers"] : []) + (needsDim ? ["dim"] : [])
        let near = hasHeader ? roles.compactMap(nearest) : []
        let choice = guess ?? (near.count == roles.count && hasHeader ? near.joined(separator: ",") : nil)
        let example = hasHeader ? roles.map { "\($0):NAME" }.joined(separator: ",") : "layers:1,dim:2,HR@10:3"
        findings.questions.append(
            Question(
                parameter: "columns",
                detail: ColumnGuess.detail(sample, hasHeader: hasHeader, missing: missing, guess: choice ?? example),
                choices: choice.map { [$0] } ?? []
            )
        )
    }

    /// A column whose name may be a slip for the role's.
    private func nearest(_ role: String) -> String? {
        let names = sample.columns.compactMap(\.name)
        guard let name = EditDistance.nearest(to: role, among: names) else { return nil }
        return sample.columns.first { $0.name == name }.map { "\(role):\(RoleChoice.reference($0))" }
    }

    private func askForMetric(_ choice: RoleChoice, _ findings: inout PlanFindings) {
        let numbers = sample.columns.filter { column in
            let index = column.number - 1
            return !choice.taken.contains(index) && !choice.dropped.contains(index) && choice.looks[index].fractions > 0
        }
        let choices = numbers.prefix(4).map { "HR@10:\(choice.reference($0.number - 1))" }
        let names = sample.columns.prefix(12).map { $0.title.shown }.joined(separator: ", ")
        findings.questions.append(
            Question(
                parameter: "columns",
                detail: "no column is recognised as a metric; a metric has an `@` in its name, or is named by"
                    + " `columns=\(choices.first ?? "HR@10:NAME")` or by `metrics` with `goals`. The columns are \(names)",
                choices: Array(choices)
            )
        )
    }
}

extension ColumnLook {
    /// Whether the cells can be measured values: numbers, percentages, or numbers with a spread.
    var canBeMetric: Bool {
        guard total > 0, present > 0 else { return true }
        return texts.count { MeasuredCell.looksMeasured($0) } * 2 >= present
    }
}
