/// The member `read` of an answer, as far as the plan knows it.
public struct ReadDescription: Sendable, Hashable {
    public let format: TableFormat
    public let compression: InputDecoder.Compression?
    public let charset: Charset
    /// Nil for JSON.
    public let delimiter: String?
    /// Nil for JSON.
    public let header: ReadingOptions.Header?
    /// The columns of each role, by name or number, in the order of the contract's roles.
    public let columns: [(role: String, columns: [String])]
    /// The columns and keys without a role.
    public let ignored: [String]
    /// Whether a log is ordered by time instead of the order of the file.
    public let isOrderedByTime: Bool

    public static func == (left: ReadDescription, right: ReadDescription) -> Bool {
        left.format == right.format && left.compression == right.compression && left.charset == right.charset
            && left.delimiter == right.delimiter && left.header == right.header && left.ignored == right.ignored
            && left.isOrderedByTime == right.isOrderedByTime
            && left.columns.elementsEqual(right.columns) { $0.role == $1.role && $0.columns == $1.columns }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(format)
        hasher.combine(ignored)
        for (role, columns) in columns {
            hasher.combine(role)
            hasher.combine(columns)
        }
    }
}

extension ReadingPlan {
    public var read: ReadDescription {
        var delimiter: String?
        var header: ReadingOptions.Header?
        if case .delimited(let structure) = structure {
            delimiter = structure.dialect.delimiter.description
            header = structure.hasHeader ? .present : .absent
        }
        var isOrdered = false
        if case .log(let roles) = roles { isOrdered = !roles.times.isEmpty }
        let roles = rolesByColumn
        return ReadDescription(
            format: format,
            compression: compression,
            charset: charset,
            delimiter: delimiter,
            header: header,
            columns: columnsByRole,
            ignored: columns.indices.filter { roles[$0] == nil }.map { title(of: $0) },
            isOrderedByTime: isOrdered
        )
    }

    /// The column that says whether a run finished, as `columns` names it; empty if there is none.
    public var stateColumn: String {
        guard case .experiments(let roles) = roles, let column = roles.state else { return "" }
        return RoleChoice.reference(SampleColumn(number: column + 1, name: title(of: column)))
    }

    /// The titles of each role's columns.
    public var columnsByRole: [(role: String, columns: [String])] {
        var result: [(role: String, columns: [String])] = []
        for (role, indices) in roleColumns { result.append((role, indices.map { title(of: $0) })) }
        if case .log(let roles) = roles, case .fields(let first, let last)? = roles.list, width == nil {
            let text = "\(first + 1).." + (last.map { String($0 + 1) } ?? "")
            result = result.map { $0.role == "items" ? ("items", [text]) : $0 }
        }
        return result
    }

    /// The role of each column that has one.
    var rolesByColumn: [Int: String] {
        var roles: [Int: String] = [:]
        for (role, indices) in roleColumns {
            for index in indices { roles[index] = role }
        }
        return roles
    }

    private var width: Int? {
        if case .delimited(let structure) = structure { structure.width } else { columns.count }
    }

    private var roleColumns: [(role: String, indices: [Int])] {
        switch roles {
        case .log(let roles):
            var result: [(role: String, indices: [Int])] = []
            if let user = roles.user { result.append(("user", [user])) }
            if let item = roles.item { result.append(("item", [item])) }
            if !roles.times.isEmpty { result.append(("time", roles.times.map(\.column))) }
            switch roles.list {
            case .column(let column)?: result.append(("items", [column]))
            case .fields(let first, let last)?:
                let end = min(last.map { $0 + 1 } ?? columns.count, columns.count)
                result.append(("items", first < end ? Array(first..<end) : []))
            case nil: break
            }
            return result
        case .experiments(let roles):
            let single: [(role: String, column: Int?)] = [
                ("layers", roles.layers), ("dim", roles.dim), ("dPrime", roles.dPrime), ("dataset", roles.dataset),
                ("seed", roles.seed), ("users", roles.users),
            ]
            var result = single.compactMap { entry in entry.column.map { (role: entry.role, indices: [$0]) } }
            for metric in roles.metrics {
                result.append((metric.name, [metric.column]))
                if let error = metric.standardError { result.append(("\(metric.name)_se", [error])) }
            }
            return result
        }
    }
}
