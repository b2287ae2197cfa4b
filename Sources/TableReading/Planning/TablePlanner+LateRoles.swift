/// The roles of a table, and the columns that the caller drops.
struct FoundRoles {
    var roles: ReadingPlan.Roles
    var dropped: Set<Int> = []
}

/// What the plan knows about columns without a value in the sample.
extension TablePlanner {
    func lateRoles(_ roles: ReadingPlan.Roles, _ sample: SampleTable) -> LateRoles {
        switch roles {
        case .log(let roles): LateRoles(roles, sample.columns, options.columns)
        case .experiments(let roles):
            LateRoles(roles, sample.columns, options.columns, metrics: metrics, goals: goals)
        }
    }

    /// Whether a later value of the column may show that it has a role.
    func isWatched(_ column: SampleColumn, _ roles: ReadingPlan.Roles, _ late: LateRoles) -> Bool {
        guard !column.cells.isEmpty, column.cells.allSatisfy(\.isMissing), let name = column.name else { return false }
        return !roles.uses(column.number - 1) && late.found(name) != nil
    }
}

extension ReadingPlan.Roles {
    /// Whether a role has the column.
    func uses(_ column: Int) -> Bool {
        switch self {
        case .log(let roles):
            switch roles.list {
            case .column(column)?: return true
            case .fields(let first, let last)? where column >= first && column <= last ?? .max: return true
            case .column?, .fields?, nil: break
            }
            return roles.user == column || roles.item == column || roles.times.contains { $0.column == column }
        case .experiments(let roles):
            let single = [roles.layers, roles.dim, roles.dPrime, roles.dataset, roles.seed, roles.users]
            return single.contains(column)
                || roles.metrics.contains { $0.column == column || $0.standardError == column }
        }
    }
}

extension SampleTable {
    /// The roles of which each row needs a value.
    private static let required: Set<String> = ["user", "item", "items", "time", "layers", "dim"]

    /// Adds the columns that only the request names: records behind the sample may have them.
    mutating func add(named options: ReadingOptions, _ metrics: [String]) {
        let resolver = ColumnResolver(columns: columns, hasHeader: true)
        // Without a required column the first rows are faulty, so its name is a slip unless they are left out.
        let names = options.columns.entries.filter { options.onError == .skip || !Self.required.contains($0.role) }
            .flatMap(\.names)
        for name in names + metrics {
            guard !name.isEmpty, resolver.find(name) == nil, !columns.contains(where: { $0.name == name }) else {
                continue
            }
            // `date+hourmin` are two columns, of which the sample has at least one.
            guard resolver.pair(name) == nil else { continue }
            var column = SampleColumn(
                number: columns.count + 1,
                name: name,
                path: name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            )
            column.isNamedOnly = true
            column.cells = Array(repeating: .absent, count: rowCount)
            columns.append(column)
        }
    }
}
