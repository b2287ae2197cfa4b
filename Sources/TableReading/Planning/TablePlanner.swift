import JSONText

/// Plans the reading of a table from the beginning of its text.
public struct TablePlanner: Sendable {
    public var options: ReadingOptions
    /// What the table contains; nil to recognise it.
    public var purpose: TablePurpose?
    /// The metrics that the request of a fit names; nil for those that are recognised.
    public var metrics: [String]?
    public var goals: [String: MetricGoal] = [:]
    /// Whether `metrics` and `goals` among the members of a JSON object are used too. A fit has read them before.
    public var usesMetricMembers = false
    /// The keys that may stand beside the records of a JSON object.
    public var memberNames: [String]
    public var limits = TableLimits()
    public var compression: InputDecoder.Compression?
    public var charset = Charset.utf8

    public init(options: ReadingOptions = ReadingOptions(), purpose: TablePurpose? = nil, memberNames: [String] = []) {
        self.options = options
        self.purpose = purpose
        self.memberNames = memberNames
    }

    /// - Parameters:
    ///   - text: The first 64 KiB of text.
    ///   - isComplete: Whether that is the whole text. If it is not, an incomplete last record is not used.
    public func plan(_ text: UnsafeBufferPointer<UInt8>, isComplete: Bool) -> TablePlanning {
        if let fault = binaryFault(text) { return refused(fault) }
        let first = text.first { !$0.isBlank && !$0.isLineEnd }
        guard let first else {
            let detail = isComplete ? "the table is empty" : "the table begins with 64 KiB of blank bytes or more"
            return refused(TableFault(.structure, at: .whole, detail))
        }
        let isJSON = options.format?.isJSON ?? (first == UInt8(ascii: "[") || first == UInt8(ascii: "{"))
        return isJSON ? planJSON(text, isComplete: isComplete) : planDelimited(text, isComplete: isComplete)
    }

    /// Text has no byte 0. Many of them are UTF-16 without a mark.
    private func binaryFault(_ text: UnsafeBufferPointer<UInt8>) -> TableFault? {
        let head = text.prefix(4_096)
        let zeros = head.count { $0 == 0 }
        guard zeros > 0 else { return nil }
        guard zeros * 3 > head.count, options.charset == nil else {
            return TableFault(.unsupported, at: .whole, "the bytes are not text: they have the byte 0")
        }
        let isBig = head.first == 0
        return TableFault(
            .structure,
            at: .parameter("charset"),
            "the bytes look like UTF-16 without a byte order mark; add `charset=\(isBig ? "utf-16be" : "utf-16le")`"
        )
    }

    // MARK: JSON

    private func planJSON(_ text: UnsafeBufferPointer<UInt8>, isComplete: Bool) -> TablePlanning {
        let sample = JSONSample(text, isComplete: isComplete, limits: limits.json)
        if sample.isJoined {
            return refused(
                TableFault(
                    .structure,
                    at: .line(1, column: 1),
                    "two JSON texts stand on one line; write each on a line of its own, for example with `jq -c .`; if the line ends"
                        + " were lost on the way, send the file with curl's `--data-binary` instead of `-d`"
                )
            )
        }
        switch JSONLayoutFinder(memberNames: memberNames).find(sample, demanded: options.format) {
        case .faults(let faults): return refused(sample.fault.map { [$0] } ?? faults)
        case .layout(let layout, let records):
            // A text that is broken in its first record shows no columns, and the break is what has to be mended.
            if let fault = sample.fault, !records.contains(where: \.isComplete) { return refused(fault) }
            var planner = self
            if case .object(let members, _)? = sample.values.first, layout.member != nil {
                do throws(TableFault) {
                    try planner.apply(members)
                } catch {
                    return refused(error)
                }
            }
            let planning = planner.planRecords(layout, records, isComplete: isComplete)
            // What is unclear about a broken text may be in the part that is missing.
            if planning.plan == nil, !layout.isLines, let fault = sample.fault { return refused(fault) }
            return planning
        }
    }

    /// Uses the reading options among the members of a request.
    private mutating func apply(_ members: [(key: String, value: JSONSketch)]) throws(TableFault) {
        for (key, value) in members where ReadingOptions.names.contains(key) && memberNames.contains(key) {
            switch value {
            case .scalar(let cell) where cell.kind == .text || cell.kind == .number && key == "padding":
                try options.set(key, to: cell.text)
            case .scalar(let cell) where cell.kind == .null: continue
            case .object(let roles, _) where key == "columns":
                options.columns = ColumnSelection()
                for (role, column) in roles {
                    guard case .scalar(let cell) = column, !cell.isMissing else { continue }
                    try options.columns.add(
                        role: role,
                        target: cell.kind == .number ? .text(cell.text) : .name(cell.text)
                    )
                }
            default:
                throw TableFault(.structure, at: .pointer("/\(key)"), "expected a string, found \(value.words)")
            }
        }
        if usesMetricMembers { try applyMetrics(members) }
    }

    /// Uses `metrics` and `goals` among the members of a request for a fit, unless the caller gives them.
    private mutating func applyMetrics(_ members: [(key: String, value: JSONSketch)]) throws(TableFault) {
        for (key, value) in members where memberNames.contains(key) {
            switch (key, value) {
            case ("metrics", .array(let elements, _)) where metrics == nil:
                metrics = elements.compactMap {
                    if case .scalar(let cell) = $0, cell.kind == .text { cell.text } else { nil }
                }
            case ("goals", .object(let words, _)) where goals.isEmpty:
                for case (let name, .scalar(let cell)) in words {
                    guard let goal = MetricGoal(word: cell.text) else {
                        let detail = "\(cell.text.shown) is no goal; use `minimise` or `maximise`"
                        throw TableFault(
                            .structure,
                            at: .pointer(JSONPointer.root.appending(key: "goals").appending(key: name).description),
                            detail
                        )
                    }
                    goals[name] = goal
                }
            default: continue
            }
        }
    }

    private func planRecords(_ layout: JSONLayout, _ records: [JSONSketch], isComplete: Bool) -> TablePlanning {
        var findings = PlanFindings()
        let format: TableFormat = layout.isLines ? .ndjson : .json
        guard layout.kind == .records else {
            var sample = SampleTable()
            sample.columns = [SampleColumn(number: 1, name: "items", path: ["items"])]
            for record in records.prefix(Preview.shownRows) {
                guard case .array(let elements, _) = record else { continue }
                let texts = elements.map { if case .scalar(let cell) = $0 { cell.text } else { $0.words } }
                sample.columns[0].cells.append(SampleCell(kind: .list, text: texts.joined(separator: " ")))
                sample.rowCount += 1
            }
            if layout.kind == .sequences, let warning = rowArraysWarning(records) { findings.warnings.append(warning) }
            if purpose == .experiments {
                findings.fault(
                    .structure,
                    at: .pointer(""),
                    "expected experiments, found sequences of items; the records of experiments stand in an array, alone or as"
                        + " the member `experiments`"
                )
            }
            return finished(
                sample,
                .json(layout),
                format,
                FoundRoles(roles: .log(LogRoles(list: .column(0)))),
                findings,
                records: records
            )
        }
        var layout = layout
        var records = records.filter(\.isObject)
        if purpose != .experiments, let key = NestedEvents.key(in: records, selection: options.columns) {
            layout.events = key
            records = NestedEvents.flattened(records, key)
        }
        var sample = SampleTable(records: records, events: layout.events)
        if !isComplete { sample.add(named: options, metrics ?? []) }
        let purpose = layout.events == nil ? purpose ?? recognisedPurpose(sample) : .log
        guard let roles = roles(sample, purpose: purpose, hasHeader: true, &findings) else {
            return unplanned(sample, purpose, findings)
        }
        return finished(sample, .json(layout), format, roles, findings, records: records)
    }

    // MARK: Delimited text

    private func planDelimited(_ text: UnsafeBufferPointer<UInt8>, isComplete: Bool) -> TablePlanning {
        var isRagged = false
        if case .range? = options.columns["items"] { isRagged = true }
        let dialectLine = DialectLine(text)
        let whole = text
        let text = text.slice((dialectLine?.length ?? 0)..<text.count)
        if !isRagged, options.delimiter == nil, let fault = LineLayout(text).fault(demanded: options.format) {
            return refused(fault)
        }
        let sniffer = DialectSniffer(text, isComplete: isComplete)
        var delimiter = options.delimiter ?? dialectLine?.delimiter
        if options.format == .recbole { delimiter = delimiter ?? .tab }
        if options.format == .sasrec { delimiter = delimiter ?? .space }
        var trial = sniffer.best(delimiter: delimiter, isRagged: isRagged)
        let isTyped = Self.isTyped(trial.records.first)
        if trial.dialect.delimiter == .tab, isTyped || options.format == .recbole { trial.dialect.quoting = .none }
        if let line = HeaderDetection.lateHeaderLine(whole, trial.records, skipped: dialectLine == nil ? 0 : 1) {
            return refused(preamble(line))
        }
        if isComplete, !isRagged, isJoined(text, trial) {
            return refused(
                TableFault(
                    .structure,
                    at: .line(1, column: 1),
                    "the table is one line of \(trial.records[0].count) fields; its line ends may be lost: send the file with"
                        + " curl's `--data-binary` instead of `-d`"
                )
            )
        }
        var findings = PlanFindings()
        if options.format == .sasrec, purpose == .experiments {
            findings.fault(
                .structure,
                at: .parameter("format"),
                "`sasrec` is a format of interactions, not of experiments; leave it out, or name another format"
            )
        }
        let header = detectHeader(trial)
        let isSASRec =
            options.format == .sasrec && purpose != .experiments
            || options.format == nil && options.columns.entries.isEmpty && header != .present && trial.width == 2
                && trial.fit == 1 && (trial.dialect.delimiter.isBlankRun || trial.dialect.delimiter == .tab)
                && purpose != .experiments
        let hasHeader = header == .present
        if hasHeader, options.onError == .refuse,
            let other = HeaderDetection.otherHeader(whole, trial.records, skipped: dialectLine == nil ? 0 : 1)
        {
            return refused(otherHeader(other.line, other.names))
        }
        let rowWidth = hasHeader && !isRagged ? rowWidth(trial) : nil
        var sample = table(trial, hasHeader: hasHeader, width: namesByNumber ? rowWidth : nil)
        let arePairs = options.format == .sasrec && isSASRec && options.columns.entries.isEmpty
        if arePairs { sample.columns = Array(sample.columns.prefix(2)) }
        let purpose = purpose ?? (isSASRec ? .log : recognisedPurpose(sample))
        let first = trial.records.first ?? []
        let mayBeHeader =
            options.format == .sasrec && first.contains(where: HeaderDetection.isNoun)
            || HeaderDetection.isNumbering(first, of: trial.records.dropFirst())
        if header == .unclear, isSASRec ? mayBeHeader : !options.columns.entries.isEmpty {
            let cells = trial.records[0].prefix(8).map(\.text.shown).joined(separator: ", ")
            findings.questions.append(
                Question(
                    parameter: "header",
                    detail: "whether the first line names the columns cannot be told; it has \(cells); add"
                        + " `header=present` or `header=absent`",
                    choices: ["present", "absent"]
                )
            )
        }
        var structure = DelimitedStructure(dialect: trial.dialect, hasHeader: hasHeader)
        structure.header = hasHeader ? trial.records[0].map(\.text) : []
        structure.width = isRagged || rowWidth != nil && namesByNumber ? nil : sample.columns.count
        structure.arePairs = arePairs
        structure.hasDialectLine = dialectLine != nil
        structure.hasRule = hasHeader && HeaderDetection.hasRule(trial.records)
        structure.refusesQuotes =
            trial.dialect.quoting == .none && !trial.records.joined().contains { Self.isQuoted($0.text) }
        var format: TableFormat = options.format ?? (isTyped ? .recbole : isSASRec && !hasHeader ? .sasrec : .csv)
        if isSASRec, options.columns.entries.isEmpty {
            if header == .unclear, options.header == nil, let warning = firstLineWarning(trial.records) {
                findings.warnings.append(warning)
            }
            if sample.columns.count >= 2 {
                let roles = pairRoles(sample, &findings)
                if roles.list != nil { format = .csv }
                return finished(sample, .delimited(structure), format, FoundRoles(roles: .log(roles)), findings)
            }
        }
        let roles = roles(sample, purpose: purpose, hasHeader: hasHeader, &findings)
        if let rowWidth, !namesByNumber, findings.questions.isEmpty {
            askForNumbers(roles?.roles, sample, rowWidth: rowWidth, &findings)
        }
        guard let roles else { return unplanned(sample, purpose, findings) }
        return finished(sample, .delimited(structure), format, roles, findings)
    }

    // MARK: Both

    private func recognisedPurpose(_ sample: SampleTable) -> TablePurpose {
        let selected = Set(options.columns.entries.map(\.role))
        if !selected.isDisjoint(with: ["user", "item", "items", "time"]) { return .log }
        if !selected.isDisjoint(with: ["layers", "dim", "dPrime"]) { return .experiments }
        let roles = Set(sample.columns.compactMap { ColumnNames.role(of: $0.form)?.role })
        if roles.contains(.layers), roles.contains(.dim) { return .experiments }
        if roles.contains(.user) || roles.contains(.item) { return .log }
        return roles.contains(.layers) || roles.contains(.dim) ? .experiments : .log
    }

    private func roles(
        _ sample: SampleTable,
        purpose: TablePurpose,
        hasHeader: Bool,
        _ findings: inout PlanFindings
    ) -> FoundRoles? {
        switch purpose {
        case .log:
            LogRoleFinder(sample: sample, options: options, hasHeader: hasHeader).find(&findings).map {
                FoundRoles(roles: .log($0.roles), dropped: $0.dropped)
            }
        case .experiments:
            ExperimentRoleFinder(
                sample: sample,
                options: options,
                hasHeader: hasHeader,
                metrics: metrics,
                goals: goals
            ).find(&findings).map { FoundRoles(roles: .experiments($0.roles), dropped: $0.dropped) }
        }
    }

    private func finished(
        _ sample: SampleTable,
        _ structure: ReadingPlan.Structure,
        _ format: TableFormat,
        _ found: FoundRoles,
        _ findings: PlanFindings,
        records: [JSONSketch] = []
    ) -> TablePlanning {
        var findings = findings
        if case .log(let roles) = found.roles { MissingLabels(sample, records: records).warn(roles, &findings) }
        let late = lateRoles(found.roles, sample)
        let plan = ReadingPlan(
            format: format,
            compression: compression,
            charset: charset,
            structure: structure,
            roles: found.roles,
            columns: sample.columns.map { column in
                let isWatched = !found.dropped.contains(column.number - 1) && isWatched(column, found.roles, late)
                return ReadingPlan.Column(column, isWatched: isWatched)
            },
            options: options,
            limits: limits,
            memberNames: memberNames,
            lateRoles: late
        )
        guard findings.faults.isEmpty, findings.questions.isEmpty else {
            return unplanned(sample, plan.purpose, findings)
        }
        return TablePlanning(
            plan: plan,
            preview: Preview(
                sample,
                read: plan.read,
                roles: plan.rolesByColumn,
                purpose: plan.purpose,
                findings: findings
            ),
            questions: [],
            faults: [],
            warnings: findings.warnings
        )
    }

    private func unplanned(_ sample: SampleTable, _ purpose: TablePurpose, _ findings: PlanFindings) -> TablePlanning {
        TablePlanning(
            plan: nil,
            preview: Preview(sample, read: nil, roles: givenRoles(sample), purpose: purpose, findings: findings),
            questions: findings.questions,
            faults: findings.faults,
            warnings: findings.warnings
        )
    }

    /// The roles that the caller has given. They are settled, although something else is unclear.
    private func givenRoles(_ sample: SampleTable) -> [Int: String] {
        let resolver = ColumnResolver(columns: sample.columns, hasHeader: true)
        var roles: [Int: String] = [:]
        for entry in options.columns.entries where entry.role != "ignore" && entry.target != .none {
            do throws(TableFault) {
                for index in try resolver.indices(entry.target, role: entry.role) { roles[index] = entry.role }
            } catch {
                // The faults name an entry without a column.
                continue
            }
        }
        return roles
    }

    private func refused(_ faults: [TableFault]) -> TablePlanning {
        TablePlanning(
            plan: nil,
            preview: Preview(purpose: purpose ?? .log),
            questions: [],
            faults: faults,
            warnings: []
        )
    }

    private func refused(_ fault: TableFault) -> TablePlanning { refused([fault]) }
}
