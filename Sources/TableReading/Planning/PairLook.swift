/// What the second of two fields in each line is, if no header names it.
enum PairLook {
    case item
    case list
    /// It can be an item or a list.
    case unclear

    /// - Parameter columns: The user and what stands behind it.
    init(_ columns: [SampleColumn]) {
        let users = columns[0].cells
        let look = ColumnLook(columns[1].cells)
        // A user has one list but mostly several interactions.
        let areUsersUnique = users.count > 1 && Set(users).count == users.count
        if look.lists > 0, look.lists * 2 >= look.present {
            self = .list
        } else if look.lists > 0, areUsersUnique || look.lists * 10 >= look.present {
            self = .unclear
        } else if areUsersUnique, look.phrases > 0, (look.phrases + look.lists) * 2 >= look.present {
            self = .unclear
        } else {
            self = .item
        }
    }
}

extension TablePlanner {
    /// The roles of two fields in each line without a header.
    func pairRoles(_ sample: SampleTable, _ findings: inout PlanFindings) -> LogRoles {
        switch PairLook(sample.columns) {
        case .item: return LogRoles(user: 0, item: 1)
        // The demanded format has one item in each line.
        case .list where options.format == nil: return LogRoles(user: 0, list: .column(1))
        case .list, .unclear:
            let cells = sample.columns[1].cells
            let longest = cells.max { $0.text.utf8.count < $1.text.utf8.count }?.text ?? ""
            findings.ask(
                "columns",
                "the second field can be a list of items or one item, such as \(longest.shown)",
                ["user:1,items:2", "user:1,item:2"]
            )
            return LogRoles(user: 0, item: 1)
        }
    }
}
