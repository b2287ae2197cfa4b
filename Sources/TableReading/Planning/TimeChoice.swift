/// Chooses the column, or the two columns, by which a log is ordered.
struct TimeChoice {
    /// A column that could be the time.
    private struct Candidate {
        let index: Int
        let rank: ColumnNames.Rank
        let format: TimeFormat
        let fineness: TimeDetection.Fineness
        /// Whether the cells are numbers which no clock shows, such as 90.5 or 4.
        var isWeak = false
        /// Whether the cells are numbers of days.
        var countsDays = false
    }

    let demanded: TimeFormat?
    /// The column of the user, within whose rows the order counts.
    let user: Int?

    mutating func choose(_ choice: inout RoleChoice, _ findings: inout PlanFindings) -> [LogRoles.Time] {
        let times = chosen(&choice, &findings)
        for time in times where time.format == .iso8601 { warnOfMixedZones(time.column, choice, &findings) }
        if choice.selection["time"] == nil, times.count == 1 { warnOfDays(times[0].column, choice, &findings) }
        return times
    }

    private mutating func chosen(_ choice: inout RoleChoice, _ findings: inout PlanFindings) -> [LogRoles.Time] {
        if let target = choice.selection["time"] {
            if target == .none { return [] }
            do throws(TableFault) {
                let indices = try choice.resolver.indices(target, role: "time")
                return indices.enumerated().compactMap { place, index in
                    choice.taken.insert(index)
                    return time(index, isPair: indices.count > 1, choice, &findings)
                }
            } catch {
                findings.faults.append(error)
                return []
            }
        }
        let questions = findings.questions.count
        var times = recognised(choice, &findings)
        if times.isEmpty, let demanded, findings.questions.count == questions, choice.sample.rowCount > 0 {
            times = demandedTime(demanded, choice, &findings)
        }
        for time in times { choice.taken.insert(time.column) }
        if times.isEmpty, findings.questions.count == questions { warnOfFileOrder(choice, &findings) }
        return times
    }

    /// A column that the caller names.
    private func time(
        _ index: Int,
        isPair: Bool,
        _ choice: RoleChoice,
        _ findings: inout PlanFindings
    ) -> LogRoles.Time? {
        let texts = choice.looks[index].texts
        let title = choice.sample.columns[index].title
        // A format that is demanded is the one of the column that it reads; the other of a pair may be a number.
        if let demanded, !isPair || texts.allSatisfy({ $0.withBytes { demanded.key($0) } != nil }) {
            return LogRoles.Time(column: index, format: demanded)
        }
        switch TimeDetection.detect(texts, allowsNumbers: true) {
        case .format(let format, _): return LogRoles.Time(column: index, format: format, isChecked: true)
        case .ambiguousDate(let cell, let formats):
            ask(title, cell, formats, &findings)
            return nil
        case .none:
            // Without an example any number is accepted.
            if texts.isEmpty { return LogRoles.Time(column: index, format: .unix(.seconds)) }
            switch Self.majority(texts) {
            case .format(let format, _): return LogRoles.Time(column: index, format: format, isChecked: true)
            case .ambiguousDate(let cell, let formats): ask(title, cell, formats, &findings)
            case .none: refuse(title, texts, &findings)
            }
            return nil
        }
    }

    private func recognised(_ choice: RoleChoice, _ findings: inout PlanFindings) -> [LogRoles.Time] {
        var candidates: [Candidate] = []
        var ambiguous: [(index: Int, cell: String, formats: [TimeFormat])] = []
        var unreadable: [Int] = []
        for (index, rank, _) in choice.recognised(.time) {
            let look = choice.looks[index]
            if look.total == 0 {
                candidates.append(
                    Candidate(index: index, rank: rank, format: demanded ?? .unix(.seconds), fineness: .second)
                )
                continue
            }
            if look.present == 0 || look.arrays > 0 { continue }
            if let demanded {
                guard look.texts.contains(where: { $0.withBytes { demanded.key($0) } != nil }) else {
                    unreadable.append(index)
                    continue
                }
                candidates.append(Candidate(index: index, rank: rank, format: demanded, fineness: .second))
                continue
            }
            switch TimeDetection.detect(look.texts, allowsNumbers: true) {
            case .format(.timeOfDay, _): continue
            case .format(let format, let fineness):
                let isWeak = isWeak(look.texts, format)
                // A duration or a rating is no time, whatever else its name may mean.
                if isWeak, Self.namesOfAmounts.contains(choice.sample.columns[index].form.inner) { continue }
                let countsDays = isWeak && choice.sample.columns[index].form.words.last == "day"
                candidates.append(
                    Candidate(
                        index: index,
                        rank: rank,
                        format: format,
                        fineness: fineness,
                        isWeak: isWeak,
                        countsDays: countsDays
                    )
                )
            case .ambiguousDate(let cell, let formats): ambiguous.append((index, cell, formats))
            case .none:
                switch Self.majority(look.texts) {
                case .format(let format, _):
                    candidates.append(Candidate(index: index, rank: rank, format: format, fineness: .second))
                case .ambiguousDate(let cell, let formats): ambiguous.append((index, cell, formats))
                case .none: unreadable.append(index)
                }
            }
        }
        if candidates.contains(where: { !$0.isWeak }) { candidates.removeAll(where: \.isWeak) }
        if candidates.isEmpty, let first = ambiguous.first {
            ask(choice.sample.columns[first.index].title, first.cell, first.formats, &findings)
            return []
        }
        if candidates.isEmpty, let first = unreadable.first {
            refuse(choice.sample.columns[first].title, choice.looks[first].texts, &findings)
            return []
        }
        guard let best = best(candidates, choice, &findings) else { return [] }
        if best.isWeak, let parts = DateColumns(choice), parts.indices.contains(best.index) {
            findings.questions.append(parts.question)
            return []
        }
        let isChecked = demanded == nil && choice.looks[best.index].present > 0
        let first = LogRoles.Time(column: best.index, format: best.format, isChecked: isChecked)
        guard best.fineness == .day || best.countsDays, let second = timeOfDay(beside: best.index, choice, &findings)
        else {
            return [first]
        }
        return [first, second]
    }

    /// The finest of the best-named candidates. Two that order the sample alike are as good as one.
    private func best(_ candidates: [Candidate], _ choice: RoleChoice, _ findings: inout PlanFindings) -> Candidate? {
        func key(_ candidate: Candidate) -> [Int] {
            [candidate.rank == .id ? 0 : 1, candidate.fineness.rawValue]
        }
        guard let best = candidates.map(key).min(by: { $0.lexicographicallyPrecedes($1) }) else { return nil }
        let equals = candidates.filter { key($0) == best }
        let others = equals.dropFirst().filter { !ordersAlike($0, equals[0], choice) }
        guard others.isEmpty else {
            choice.ask(.time, [equals[0].index] + others.map(\.index), &findings)
            return nil
        }
        return equals[0]
    }

    /// Names of times that are also names of amounts, if the cells are small numbers.
    private static let namesOfAmounts: Set<String> = ["playtime", "viewtime", "rated", "checkin"]

    /// Whether a column of numbers has none of the last decades.
    private func isWeak(_ texts: [String], _ format: TimeFormat) -> Bool {
        guard case .unix = format else { return false }
        if case .format = TimeDetection.detect(texts, allowsNumbers: false) { return false }
        return true
    }

    /// Whether two columns order the rows of each user alike.
    private func ordersAlike(_ first: Candidate, _ second: Candidate, _ choice: RoleChoice) -> Bool {
        guard choice.sample.rowCount > 0 else { return false }
        func keys(_ candidate: Candidate) -> [TimeKey?] {
            choice.sample.columns[candidate.index].cells.map { $0.text.withBytes { candidate.format.key($0.trimmed) } }
        }
        let (left, right) = (keys(first), keys(second))
        var rows: [String: [(TimeKey, TimeKey)]] = [:]
        for index in left.indices {
            guard let a = left[index], let b = right[index] else { return false }
            rows[user.map { choice.sample.columns[$0].cells[index].text } ?? "", default: []].append((a, b))
        }
        return rows.values.allSatisfy { rows in
            let rows = rows.sorted { $0.0 < $1.0 }
            return zip(rows, rows.dropFirst()).allSatisfy { a, b in
                (a.0 < b.0) == (a.1 < b.1) && (a.0 == b.0) == (a.1 == b.1)
            }
        }
    }

    /// Names of columns with the time within a day, which a column of days goes with.
    private static let namesOfDayTimes: Set<String> = [
        "hourmin", "timeframe", "hour", "timeofday", "time", "clock", "eventtime", "checkintime", "starttime", "hms",
        "transtime", "hourofday",
    ]
    /// Words in the names of times of a day, in English, German, French, Spanish, Portuguese and Italian.
    static let wordsOfDayTimes: Set<String> = [
        "time", "hour", "hours", "clock", "hm", "hms", "uhrzeit", "zeit", "heure", "hora", "ora",
    ]
    /// Words in the names of amounts of time.
    static let wordsOfAmounts: Set<String> = [
        "duration", "dur", "length", "runtime", "playtime", "watchtime", "viewtime", "elapsed", "play", "watch", "view",
        "dwell", "spent", "run",
    ]

    private func timeOfDay(
        beside day: Int,
        _ choice: RoleChoice,
        _ findings: inout PlanFindings
    ) -> LogRoles.Time? {
        var unknown: Int?
        for index in choice.sample.columns.indices where index != day && !choice.taken.contains(index) {
            if choice.dropped.contains(index) { continue }
            let texts = choice.looks[index].texts
            guard choice.looks[index].present > 0 else { continue }
            let form = choice.sample.columns[index].form
            switch TimeDetection.detect(texts, allowsNumbers: true) {
            case .format(.timeOfDay, _):
                let isAmount = form.words.contains(where: Self.wordsOfAmounts.contains)
                let isKnown =
                    Self.namesOfDayTimes.contains(form.inner) || ColumnNames.role(of: form)?.role == .time
                    || form.words.contains(where: Self.wordsOfDayTimes.contains)
                if isKnown, !isAmount { return LogRoles.Time(column: index, format: .timeOfDay) }
                if !isAmount { unknown = unknown ?? index }
            case .format(.unix, _) where Self.namesOfDayTimes.contains(form.inner):
                return LogRoles.Time(column: index, format: .unix(.seconds))
            default: continue
            }
        }
        if let unknown {
            let entry = "time:\(choice.reference(day))+\(choice.reference(unknown))"
            findings.warnings.append(
                TableWarning(
                    code: "fileOrder",
                    message:
                        "interactions of one day keep the order of the file: \(choice.sample.columns[unknown].title.shown):"
                        + " the column looks like a time of the day and is not used; `columns=\(entry)` uses it"
                )
            )
        }
        return nil
    }

    /// The format of most cells, if a few of them are faulty: those are faults with their places, not the column.
    static func majority(_ texts: [String]) -> TimeDetection.Outcome {
        guard texts.count > 2 else { return .none }
        var formats: [TimeFormat: Int] = [:]
        for text in texts {
            if case .format(let format, _) = TimeDetection.detect([text], allowsNumbers: true) {
                formats[format, default: 0] += 1
            }
        }
        guard let most = formats.max(by: { $0.value < $1.value }), most.value * 2 > texts.count else {
            return .none
        }
        // A single date may look clear that others make unclear.
        if case .ambiguousDate(let cell, let formats) = TimeDetection.detect(
            texts.filter { most.key.reads($0) },
            allowsNumbers: true
        ) {
            return .ambiguousDate(cell: cell, formats: formats)
        }
        return .format(most.key, .second)
    }

    /// Warns if some times of a column have a zone and others, which count as UTC, have none.
    private func warnOfMixedZones(_ column: Int, _ choice: RoleChoice, _ findings: inout PlanFindings) {
        let texts = choice.looks[column].texts
        guard let zoned = texts.first(where: Self.hasZone), let naive = texts.first(where: { !Self.hasZone($0) }) else {
            return
        }
        findings.warnings.append(
            TableWarning(
                code: "mixedZones",
                message:
                    "the column \(choice.sample.columns[column].title.shown) has times with a zone, such as \(zoned.shown), and"
                    + " times without one, such as \(naive.shown), which count as UTC; write the zone of all of them"
            )
        )
    }

    /// Whether a time in ISO 8601 has a zone behind its hour.
    private static func hasZone(_ text: String) -> Bool {
        let hour = text.drop { $0 != "T" && $0 != "t" && $0 != " " }.dropFirst()
        return hour.contains { $0.isLetter || $0 == "+" || $0 == "-" }
    }

    private func ask(_ title: String, _ cell: String, _ formats: [TimeFormat], _ findings: inout PlanFindings) {
        let time = cell.contains(":") ? (cell.count(where: { $0 == ":" }) > 1 ? " H:mm:ss" : " H:mm") : ""
        let half = cell.lowercased().hasSuffix("m") ? " a" : ""
        let mark = cell.first { "/.-".contains($0) } ?? "/"
        let year = cell.prefix { $0 != " " }.split(separator: mark).last?.count == 2 ? "yy" : "yyyy"
        let choices = formats.map { format in
            let fields =
                switch format {
                case .shortYearFirst: ["yy", "M", "d"]
                case .numericDate(dayFirst: true): ["d", "M", year]
                default: ["M", "d", year]
                }
            return fields.joined(separator: String(mark)) + time + half
        }
        let parts = formats.contains(.shortYearFirst) ? "day, month and year" : "month and day"
        findings.ask(
            "timeFormat",
            "the column \(title.shown) has times such as \(cell.shown), of which \(parts) cannot be told apart",
            choices
        )
    }

    private func refuse(_ title: String, _ texts: [String], _ findings: inout PlanFindings) {
        let example = texts.first { demanded?.reads($0) != true } ?? ""
        let detail =
            demanded.map { "`timeFormat=\($0)` does not read \(example.shown) of the column \(title.shown)" }
            ?? "the column \(title.shown) has times such as \(example.shown), which are not recognised"
        findings.questions.append(
            Question(
                parameter: "timeFormat",
                detail: detail
                    + "; add their pattern, such as `timeFormat=yyyy-MM-dd HH:mm:ss`, or `columns=time:-` to keep the order"
                    + " of the file"
            )
        )
    }
}

extension TimeFormat {
    func reads(_ text: String) -> Bool { text.withBytes { key($0) } != nil }
}
