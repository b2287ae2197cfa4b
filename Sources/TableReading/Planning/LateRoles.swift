/// The roles that a column would have had if the first rows had had a value of it.
///
/// The plan reads no such column. To pass over its values would change the result without a word.
struct LateRoles: Sendable, Hashable {
    typealias Role = ColumnNames.Role

    /// The roles without a column, or with one whose name is less telling than others. The value is that name's rank.
    private var open: [Role: ColumnNames.Rank?] = [:]
    /// Whether every column with the name of a metric is one.
    private var takesMetrics = false
    private var goals: [String: MetricGoal] = [:]
    private var metrics: [String] = []
    /// The metrics whose standard errors no column has, by the names that such columns have in front of their ending.
    private var standardErrors: [String: String] = [:]

    init() {}

    init(_ roles: LogRoles, _ columns: [SampleColumn], _ selection: ColumnSelection) {
        add(.user, roles.user, columns, selection)
        add(.time, roles.times.first?.column, columns, selection)
        if case .fields? = roles.list {} else { add(.item, roles.item, columns, selection) }
        switch roles.list {
        case .column(let list)?: add(.items, list, columns, selection)
        // Who names the item alone wants interactions, whatever lists the records have too.
        case nil where selection["item"] == nil: add(.items, nil, columns, selection)
        case .fields?, nil: break
        }
    }

    init(
        _ roles: ExperimentRoles,
        _ columns: [SampleColumn],
        _ selection: ColumnSelection,
        metrics named: [String]?,
        goals: [String: MetricGoal]
    ) {
        let given: [(Role, Int?)] = [
            (.layers, roles.layers), (.dim, roles.dim), (.dPrime, roles.dPrime), (.dataset, roles.dataset),
            (.seed, roles.seed), (.users, roles.users),
        ]
        for (role, column) in given { add(role, column, columns, selection) }
        self.goals = goals
        let entries = selection.entries.map(\.role).filter { !ExperimentRoleFinder.roles.contains($0) }
        takesMetrics = named == nil && entries.allSatisfy { MetricTraits.standardErrorBase($0) != nil }
        metrics = roles.metrics.map(\.name)
        for metric in roles.metrics where metric.standardError == nil && selection["\(metric.name)_se"] == nil {
            for name in [metric.name, columns[metric.column].name ?? ""] { standardErrors[name] = metric.name }
        }
    }

    private mutating func add(_ role: Role, _ column: Int?, _ columns: [SampleColumn], _ selection: ColumnSelection) {
        guard selection[role.rawValue] == nil else { return }
        guard let column, columns.indices.contains(column) else {
            open[role] = .some(nil)
            return
        }
        if let rank = ColumnNames.role(of: columns[column].form)?.rank { open[role] = rank }
    }

    /// A role that a late column would have had.
    enum Found: Equatable {
        case role(Role)
        case metric
        /// The standard error of a metric.
        case standardError(of: String)
    }

    /// The role that the name promises; nil if no cell could give the column a role.
    func found(_ name: String) -> Found? {
        // No known name is so long, and a table may have any number of long ones.
        guard name.utf8.count <= 128 else { return nil }
        if let (role, rank, _) = ColumnNames.role(of: NameForm(name)), let present = open[role] {
            return present.map { rank < $0 } ?? true ? .role(role) : nil
        }
        let companion = MetricCompanion(name)
        if case .standardError(let base)? = companion, let metric = standardErrors[base] {
            return .standardError(of: metric)
        }
        guard takesMetrics, companion == nil || goals[name] != nil else { return nil }
        return goals[name] != nil || MetricTraits(name: name) != nil ? .metric : nil
    }

    /// Whether the cell suits the role, as it would have to in the first rows.
    func suits(_ cell: SampleCell, _ found: Found) -> Bool {
        let look = ColumnLook([cell])
        guard look.present > 0 else { return false }
        switch found {
        case .role(.user), .role(.item): return look.canBeLabels
        case .role(.items): return look.canBeLists
        case .role(.time): return !look.texts.isEmpty && look.arrays == 0
        case .role(.dataset): return look.fractions == 0
        case .role(.seed): return true
        case .role(.layers), .role(.dim), .role(.dPrime), .role(.users): return look.canBeNumbers
        case .metric: return look.canBeMetric
        case .standardError: return look.canBeNumbers
        }
    }

    // MARK: The fault

    /// What is wrong with the first value of a late column, and what helps.
    func detail(_ name: String, _ cell: SampleCell, _ found: Found) -> String {
        let reference = RoleChoice.reference(SampleColumn(number: 0, name: name))
        guard reference != "0" else {
            return "\(name.shown) has its first value here, behind the first rows, which decide how the table is read;"
                + " move a row with it to the beginning"
        }
        return "\(name.shown) has its first value here, behind the first rows, which decide how the table is read; "
            + remedy(name, reference, cell, found)
    }

    private func remedy(_ name: String, _ reference: String, _ cell: SampleCell, _ found: Found) -> String {
        switch found {
        case .role(.time):
            var reading = "`columns=time:\(reference)`"
            if case .format(let format, _) = TimeDetection.detect([cell.text], allowsNumbers: true),
                format != .unix(.seconds), format != .timeOfDay
            {
                reading += " and `timeFormat=\(format)`"
            }
            return "add `columns=time:-` to keep the order of the file, or \(reading) with `onError=skip` to leave out"
                + " the rows without it"
        case .role(let role) where [.user, .item, .items, .layers, .dim].contains(role):
            return "add `columns=ignore:\(reference)` to pass over it, or `columns=\(role.rawValue):\(reference)` with"
                + " `onError=skip` to leave out the rows without it"
        case .role(let role):
            return
                "add `columns=\(role.rawValue):\(reference)` to read it, or `columns=\(role.rawValue):-` to pass over it"
        case .standardError(let metric):
            let role = RoleChoice.reference(SampleColumn(number: 0, name: "\(metric)_se"))
            return "add `columns=\(role):\(reference)` to read it, or `columns=ignore:\(reference)` to pass over it"
        case .metric:
            let ignoring = "add `columns=ignore:\(reference)` to pass over it"
            let names = metrics + [name]
            // The value of `metrics` has no quotation marks.
            guard !names.contains(where: { $0.contains(",") }) else { return ignoring }
            return ignoring + ", or `metrics=\(names.map { ShownText.escaped($0) }.joined(separator: ","))` to read it"
        }
    }
}
