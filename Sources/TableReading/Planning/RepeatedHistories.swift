import JSONText

/// Whether each list of a user repeats the user's earlier items, as tools write them that train a model on each row.
///
/// Joined, such lists count an item once for each row behind it.
struct RepeatedHistories {
    private struct Row {
        let list: [String]
        /// Nil if the item has no column.
        let item: String?
    }

    /// Pairs of neighbouring rows of a user.
    private var pairs = 0
    /// Pairs whose longer list begins or ends with the shorter one.
    private var repeats = 0
    /// Pairs whose one list is the other one with its item.
    private var steps = 0
    /// Users whose list is never empty: the rows lack the items before the first one.
    private var usersWithEarlierItems = 0

    init(_ sample: SampleTable, user: Int, list: Int, item: Int?) {
        let users = sample.columns[user].cells
        var rows: [String: [Row]] = [:]
        for (index, cell) in sample.columns[list].cells.enumerated() where !users[index].isMissing {
            let item = item.map { Self.label(sample.columns[$0].cells[index]) }
            rows[users[index].text, default: []].append(Row(list: Self.elements(cell), item: item))
        }
        for rows in rows.values {
            if rows.allSatisfy({ !$0.list.isEmpty }) { usersWithEarlierItems += 1 }
            for (first, second) in zip(rows, rows.dropFirst()) { add(first, second) }
        }
    }

    /// Whether most lists repeat the one before.
    var areRepeated: Bool { repeats > 0 && repeats * 2 > pairs }

    /// Whether the rows alone have every item of the lists.
    var areInRows: Bool { steps > 0 && steps == pairs && usersWithEarlierItems == 0 }

    private mutating func add(_ first: Row, _ second: Row) {
        let (shorter, longer) = first.list.count <= second.list.count ? (first, second) : (second, first)
        guard !longer.list.isEmpty else { return }
        pairs += 1
        let isStep = shorter.item.map { longer.list == shorter.list + [$0] } ?? false
        if isStep { steps += 1 }
        // One common item can be a coincidence.
        let isRepeat =
            shorter.list.count > 1
            && (longer.list.starts(with: shorter.list) || longer.list.suffix(shorter.list.count) == shorter.list[...])
        if isStep || isRepeat || Self.isWindow(first, second) || Self.isWindow(second, first) { repeats += 1 }
    }

    /// Whether the next list is the end of the one before and its item, as where lists have a greatest length.
    private static func isWindow(_ before: Row, _ next: Row) -> Bool {
        guard next.list.count > 1, let item = before.item else { return false }
        return (before.list + [item]).suffix(next.list.count) == next.list[...]
    }

    private static func label(_ cell: SampleCell) -> String {
        cell.text.withBytes { String(decoding: $0.trimmed, as: UTF8.self) }
    }

    private static func elements(_ cell: SampleCell) -> [String] {
        guard !cell.isMissing else { return [] }
        var elements: [String] = []
        cell.text.withBytes { bytes in
            _ = ListCell.read(bytes.trimmed) { elements.append(String(decoding: $0, as: UTF8.self)) }
        }
        return elements
    }
}

extension LogRoleFinder {
    /// Reads the rows in place of lists that only repeat them, and warns of lists that repeat each other.
    func withoutRepeats(_ roles: LogRoles, _ findings: inout PlanFindings) -> LogRoles {
        guard case .column(let list)? = roles.list, let user = roles.user, !roles.times.isEmpty else { return roles }
        let histories = RepeatedHistories(sample, user: user, list: list, item: roles.item)
        guard histories.areRepeated else { return roles }
        let title = sample.columns[list].title.shown
        let isChosen = options.columns["items"] != nil
        if roles.item != nil, histories.areInRows, !isChosen {
            findings.warnings.append(
                TableWarning(
                    code: TableWarning.repeatedHistories,
                    message:
                        "each list of the column \(title) repeats the user's earlier rows, so the items of the rows are read"
                        + " without the lists; `columns=items:-` confirms this"
                )
            )
            var roles = roles
            roles.list = nil
            return roles
        }
        let remedy =
            roles.item == nil
            ? "keep one row of each user, the one with the longest list"
            : "`columns=items:-` reads the items of the rows without the lists"
        findings.warnings.append(
            TableWarning(
                code: TableWarning.repeatedHistories,
                message:
                    "most lists of the column \(title) repeat the list of the same user before, and every repeated item is"
                    + " counted; \(remedy)"
            )
        )
        return roles
    }
}
