/// Warns if the order of the file is kept although a column looks like a time.
extension TimeChoice {
    /// Why a column may be the time.
    private enum Reason {
        case times, list, empty, numbered
        /// Its name is that of a time, and its values are not recognised.
        case unread
        /// Its name may be that of an amount, and its numbers are none since 1970.
        case doubtful

        /// The likelier ones come first.
        var rank: Int {
            switch self {
            case .list: 0
            case .times: 1
            case .empty, .unread, .doubtful: 2
            case .numbered: 3
            }
        }
    }

    func warnOfFileOrder(_ choice: RoleChoice, _ findings: inout PlanFindings) {
        if let parts = DateColumns(choice) {
            findings.warnings.append(parts.warning)
            return
        }
        let free = choice.sample.columns.indices.filter { !choice.taken.contains($0) && !choice.dropped.contains($0) }
        let found = free.compactMap { index in reason(index, choice).map { (index: index, reason: $0) } }
        guard let best = found.min(by: { ($0.reason.rank, $0.index) < ($1.reason.rank, $1.index) }) else { return }
        let title = choice.sample.columns[best.index].title.shown
        guard best.reason != .list else {
            findings.warnings.append(
                TableWarning(
                    code: "fileOrder",
                    message:
                        "items keep the order of their lists: \(title): times in a list beside the items are not used; sort the"
                        + " items of each list by time"
                )
            )
            return
        }
        let others = found.filter {
            $0.index != best.index && $0.reason.rank == best.reason.rank && $0.reason != .empty
        }
        .map { choice.sample.columns[$0.index].title.shown }
        findings.warnings.append(
            TableWarning(
                code: "fileOrder",
                message: "interactions keep the order of the file: \(title): \(text(best.reason, best.index, choice))"
                    + (best.reason == .empty ? "" : "; `columns=time:\(choice.reference(best.index))` uses it")
                    + (others.isEmpty ? "" : "; so may \(others.joined(separator: ", "))")
            )
        )
    }

    private func reason(_ index: Int, _ choice: RoleChoice) -> Reason? {
        let column = choice.sample.columns[index]
        let look = choice.looks[index]
        let isNamed = ColumnNames.role(of: column.form)?.role == .time
        if look.isMostlyLists, isNamed || isNamedTime(column.form), !look.texts.allSatisfy(Self.isAscendingList) {
            return .list
        }
        if isNamed, look.arrays > 0 { return .list }
        if isNamed, look.total > 0, look.present == 0 { return .empty }
        if look.present > 0, case .format(let format, _) = TimeDetection.detect(look.texts, allowsNumbers: false) {
            // An id can be as large as a time of today.
            let isID = format.unit != nil && !isNamed && column.form.inner.hasSuffix("id")
            if (format != .timeOfDay || isNamed) && !isID { return .times }
        }
        if look.present > 0, !look.isMostlyLists, !look.canBeNumbers, isNamedTime(column.form) { return .unread }
        if numbersRows(index, choice) { return .numbered }
        // Numbers under a name that may mean an amount are a time to whoever says so.
        if isNamed, !look.texts.isEmpty, look.canBeNumbers { return .doubtful }
        return nil
    }

    private func text(_ reason: Reason, _ index: Int, _ choice: RoleChoice) -> String {
        switch reason {
        case .empty: return "all times are empty"
        case .times, .list: return "the column looks like a time and is not used"
        case .unread:
            return "the column has the name of a time, but its values, such as"
                + " \((choice.looks[index].texts.first ?? "").shown), are not recognised, and it is not used;"
                + " `timeFormat=PATTERN` says what they mean"
        case .numbered: return "the column may number a user's interactions, and it is not used"
        case .doubtful:
            return "the column has the name of a time, but its numbers are none since 1970, and it is not used"
        }
    }
}
