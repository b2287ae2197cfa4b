/// What a caller says about the time, and what the names of columns say, where no column is recognised as one.
extension TimeChoice {
    /// Words in the names of times.
    private static let wordsOfTimes: Set<String> = [
        "time", "times", "timestamp", "timestamps", "datetime", "date", "ts", "dt",
    ]
    /// Whether a word alone names a time.
    static func isWordOfTimes(_ word: String) -> Bool {
        wordsOfTimes.contains(word) || wordsOfDayTimes.contains(word)
    }

    /// Names of numbers that count the interactions or baskets of a user.
    static let namesOfPlaces: Set<String> = ["ordernumber", "orderno", "ordernum", "visitnumber", "sessionnumber"]
    /// Names of numbers that may count the interactions of a user, and may be something else.
    private static let doubtfulNamesOfPlaces: Set<String> = [
        "position", "pos", "rank", "order", "sequence", "sequencenumber", "sequenceno", "sequenceid",
        "seqnumber", "seqno", "seqid", "seq", "step", "stepnumber", "stepid", "timestep", "interactionorder",
        "interactionnumber", "clickorder", "eventorder", "eventnumber", "itemorder", "turn", "nth",
    ]

    /// Whether the numbers of a column may say in which order a user's rows come. Then no two of them are equal.
    func numbersRows(_ index: Int, _ choice: RoleChoice) -> Bool {
        let column = choice.sample.columns[index]
        guard choice.looks[index].canBeNumbers else { return false }
        if Self.namesOfPlaces.contains(column.form.inner) { return true }
        guard Self.doubtfulNamesOfPlaces.contains(column.form.inner), let user else { return false }
        var rows: Set<[String]> = []
        var users: Set<String> = []
        for (row, cell) in column.cells.enumerated() where !cell.isMissing {
            let name = choice.sample.columns[user].cells[row].text
            guard rows.insert([name, cell.text]).inserted else { return false }
            users.insert(name)
        }
        return users.count < rows.count
    }

    /// Warns of a time whose numbers may be days of a month, which order the rows of one month alone.
    func warnOfDays(_ index: Int, _ choice: RoleChoice, _ findings: inout PlanFindings) {
        let texts = choice.looks[index].texts
        guard choice.sample.columns[index].form.words.last == "day",
            texts.allSatisfy({ text in Int(text).map { 1...31 ~= $0 } ?? false })
        else { return }
        findings.warnings.append(
            TableWarning(
                code: "daysOfMonth",
                message:
                    "the column \(choice.sample.columns[index].title.shown) is the time, and its first rows have numbers"
                    + " from 1 to 31 alone; if they are days of a month, they order the rows of one month only: write whole dates,"
                    + " such as 2024-01-30, or add `columns=time:-` to keep the order of the file"
            )
        )
    }

    func isNamedTime(_ form: NameForm) -> Bool {
        form.words.contains(where: Self.wordsOfTimes.contains)
            && !form.words.contains(where: Self.wordsOfAmounts.contains)
    }

    /// Whether a list of times shows the order in which its items stand.
    static func isAscendingList(_ text: String) -> Bool {
        text.withBytes { bytes in
            var last = -Double.infinity
            var isAscending = true
            let reading = ListCell.read(bytes) { element in
                let time = DecimalTime(element)?.magnitude ?? -.infinity
                if time < last || time == -.infinity { isAscending = false }
                last = time
            }
            return isAscending && reading != .other
        }
    }

    /// The only column that the format reads. Whoever says what times look like means that there are some.
    func demandedTime(
        _ format: TimeFormat,
        _ choice: RoleChoice,
        _ findings: inout PlanFindings
    ) -> [LogRoles.Time] {
        let columns = choice.sample.columns.indices.filter { index in
            let look = choice.looks[index]
            guard !choice.taken.contains(index), !choice.dropped.contains(index), look.present > 0 else { return false }
            // A number can be anything.
            return format.unit == nil && look.texts.allSatisfy(format.reads)
        }
        if columns.count == 1 { return [LogRoles.Time(column: columns[0], format: format)] }
        let found = columns.isEmpty ? "no column is the time" : "several columns have such times"
        findings.questions.append(
            Question(
                parameter: "columns",
                detail: "`timeFormat=\(format)` is given, but \(found); `columns=time:NAME` says which one is, or leave"
                    + " `timeFormat` out",
                choices: columns.prefix(4).map { "time:\(choice.reference($0))" }
            )
        )
        return []
    }
}

/// Columns with the year, the month and the day of a date, each on its own.
struct DateColumns {
    /// In the order of the fields.
    let indices: [Int]
    private let names: String

    /// `nil` unless two of the fields have a column.
    init?(_ choice: RoleChoice) {
        let columns = choice.sample.columns
        let indices = ["year", "month", "day"].compactMap { field in
            columns.indices.first { index in
                !choice.taken.contains(index) && !choice.dropped.contains(index)
                    && columns[index].form.words.last == field && choice.looks[index].canBeNumbers
            }
        }
        guard indices.count > 1 else { return nil }
        self.indices = indices
        names = indices.map { columns[$0].title.shown }.joined(separator: ", ")
    }

    var question: Question {
        Question(
            parameter: "columns",
            detail: "the date stands in several columns: \(names); write it in one, such as 2024-01-30, or add"
                + " `columns=time:-` to keep the order of the file",
            choices: ["time:-"]
        )
    }

    var warning: TableWarning {
        TableWarning(
            code: "fileOrder",
            message:
                "interactions keep the order of the file: the date stands in several columns: \(names); write it in one,"
                + " such as 2024-01-30, to order by it"
        )
    }
}
