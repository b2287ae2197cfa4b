import JSONText
import ResourceMetering
import TableReading

extension FitRequest {
    /// Reads a table of experiments in any format, with the parameters of the query and of a JSON body.
    ///
    /// - Parameter textLimit: The most bytes of text after decompression.
    /// - Throws: 415 for bytes of a foreign format; 413 for a longer text; 400 with every fault of the query and the
    ///   body.
    init(
        body: [UInt8],
        contentType: String?,
        query: QueryParameters,
        textLimit: Int = largestText,
        work: RequestWork
    ) throws(Problem) {
        self.init()
        try work.hold(
            FitMemory.readingBytes(of: body, meter: work.meter),
            for: .reading,
            remedy: "send fewer experiments"
        )
        var reader = ParameterReader(query)
        readParameters(&reader)
        var planner = TablePlanner(
            options: ReadingOptions(&reader),
            purpose: .experiments,
            memberNames: Self.names
        )
        planner.limits.size = ParameterReader.largestSize
        do throws(TableFault) {
            let members = try RequestMembers(
                body,
                contentType: contentType,
                options: planner.options,
                textLimit: textLimit,
                work.meter
            )
            if try readMembers(members, query, &planner, &reader) {
                planner.metrics = metrics
                planner.goals = goals
                try readTable(body, contentType, planner, members, textLimit: textLimit, work.meter, &reader)
            }
        } catch {
            if error.kind == .unsupported || error.kind == .tooLong { throw Problem(error) }
            reader.fault(place(of: error.place), error.detail)
        }
        // Where the reading was stopped, its faults mean nothing.
        try work.check()
        checkTogether(&reader)
        try reader.check()
        chooseMetrics()
    }

    /// - Returns: whether the table can be read.
    private mutating func readMembers(
        _ members: RequestMembers,
        _ query: QueryParameters,
        _ planner: inout TablePlanner,
        _ reader: inout ParameterReader
    ) throws(TableFault) -> Bool {
        guard case .present(let object) = members else { return true }
        let faults = JSONFaultCollector(capacity: FaultList.listed)
        let cursor = JSONCursor(.object(object), faults: faults)
        guard let members = cursor.members() else { return true }
        readMembers(members, query)
        for name in ReadingOptions.names {
            if let member = members.optional(name) { planner.options.read(member, name: name) }
        }
        var isReadable = true
        if case .array(let elements)? = object["experiments"], elements.isEmpty {
            members.optional("experiments")?
                .report("is empty; an experiment has `layers`, `dim` and a metric")
            isReadable = false
        }
        do throws(JSONFaults) {
            try faults.throwIfAny()
        } catch {
            reader.add(error)
        }
        return isReadable
    }

    private mutating func readTable(
        _ body: [UInt8],
        _ contentType: String?,
        _ planner: TablePlanner,
        _ members: RequestMembers,
        textLimit: Int,
        _ meter: WorkMeter,
        _ reader: inout ParameterReader
    ) throws(TableFault) {
        let table = TableInput(
            planner,
            contentType: contentType,
            textLimit: textLimit,
            textRatio: ContentCoding.largestRatio,
            meter: meter
        )
        var input = ExperimentInput(table, mostRows: Self.largestCount)
        try body.withUnsafeBufferPointer { (bytes) throws(TableFault) in
            for begin in stride(from: 0, to: bytes.count, by: Self.sliceBytes) where !meter.isStopped {
                let slice = bytes[begin..<min(begin + Self.sliceBytes, bytes.count)]
                try input.read(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: slice)))
            }
        }
        try input.finish()
        let refusal = input.planning?.refusal ?? []
        if let foreign = refusal.first(where: { $0.kind == .unsupported }) { throw foreign }
        add(refusal, total: refusal.count, &reader)
        guard let table = input.reader else { return }
        add(table.faults.listed, total: table.faults.total, &reader)
        if case .unreadable(let faults) = members, table.faults.isEmpty, table.plan.hasMembers { reader.add(faults) }
        read = ReadAnswer(table.plan.read, lateKeys: table.lateKeys, skipped: table.skippedRows)
        warnings = (input.planning?.warnings ?? []).map { Warning(code: $0.code, message: $0.message) }
        addRows(table, &reader)
    }

    /// How many bytes are read before the meter is looked at.
    private static let sliceBytes = 1 << 16

    private func add(_ faults: [TableFault], total: Int, _ reader: inout ParameterReader) {
        reader.add(faults.map { ProblemPlace(pointer: place(of: $0.place), detail: $0.detail) }, total: total)
    }

    /// A parameter that the planner complains about may come from the body.
    private func place(of place: TableFault.Place) -> String {
        if case .parameter(let name) = place { return self.place(of: name) }
        return place.description
    }

    private mutating func addRows(_ table: ExperimentTableReader, _ reader: inout ParameterReader) {
        let columns = table.metrics
        for column in columns {
            if let fault = MetricName.fault(column.name) {
                reader.fault(
                    place(of: "columns"),
                    "\(fault); name the metric with `columns=HR@10:\(column.column + 1)`"
                )
            }
        }
        for row in table.rows {
            if row.dPrime != nil, row.dataset != nil {
                reader.fault(
                    row.place.description,
                    "give `dPrime` or `dataset`, not both; `columns=dataset:-` takes the D′ and passes over the names"
                )
            }
            var values: [String: Double] = [:]
            var errors: [String: Double] = [:]
            for (index, column) in columns.enumerated() {
                values[column.name] = row.values[index]
                guard row.values[index] != nil, let error = row.standardErrors[index] else { continue }
                errors[column.name] = error
                if error == 0, !column.isHelper {
                    reader.fault(
                        row.place.description,
                        "the standard error of `\(ShownText.escaped(column.name))` is 0, which would let this run decide alone; "
                            + "leave it empty if it is not known"
                    )
                }
            }
            experiments.append(
                RequestedRun(
                    place: row.place.description,
                    layers: row.layers,
                    dim: row.dim,
                    dPrime: row.dPrime,
                    dataset: row.dataset.map { ($0, (row.datasetPlace ?? row.place).description) },
                    values: values,
                    standardErrors: errors.filter { $0.value > 0 },
                    users: row.users
                )
            )
        }
        metricColumns = columns
        checkValues(of: table, &reader)
        let left = table.runsWithoutValues
        if left > 0 { warnings.append(.runsWithoutValues(left, of: table.rowCount)) }
        if !table.unfinishedRuns.isEmpty {
            warnings.append(.unfinishedRuns(table.unfinishedRuns, of: table.rowCount, table.plan.stateColumn))
        }
        if table.rows.isEmpty, table.faults.isEmpty {
            reader.fault("", left > 0 ? "no experiment has a value of a metric" : Self.noRows(table))
        }
        if let repeatedRuns { warnings.append(repeatedRuns) }
        dropEqualUsers()
    }

    /// A metric without any value has no law. If the request names it, that is a fault, else a remark.
    private mutating func checkValues(of table: ExperimentTableReader, _ reader: inout ParameterReader) {
        guard !table.rows.isEmpty else { return }
        let named = Set(table.plan.options.columns.entries.map(\.role))
        var empty: [String] = []
        for (index, column) in table.metrics.enumerated() where !column.isHelper {
            if table.rows.contains(where: { $0.values[index] != nil }) { continue }
            if metrics != nil || named.contains(column.name) {
                let place = place(of: metrics != nil ? "metrics" : "columns")
                reader.fault(place, "no experiment has a value of `\(ShownText.escaped(column.name))`")
            } else {
                empty.append(column.name)
            }
        }
        if !empty.isEmpty { warnings.append(.metricsWithoutValues(empty)) }
    }

    /// A remark if experiments repeat others exactly, and no repetition differs. Seeds differ, copies do not.
    private var repeatedRuns: Warning? {
        struct Key: Hashable {
            let layers: Int
            let dim: Int
            let dPrime: Double?
            let dataset: String?
        }
        var copies = 0
        var first: [Key: RequestedRun] = [:]
        for run in experiments {
            let key = Key(layers: run.layers, dim: run.dim, dPrime: run.dPrime, dataset: run.dataset?.reference)
            guard let known = first[key] else {
                first[key] = run
                continue
            }
            guard known.values == run.values, known.standardErrors == run.standardErrors, known.users == run.users
            else {
                return nil
            }
            copies += 1
        }
        // One equal pair may be chance where values have few digits.
        return copies > 1 ? .repeatedRuns(copies, of: experiments.count) : nil
    }

    /// Equal numbers of test users weigh nothing, so a table with them is the same request as one without.
    private mutating func dropEqualUsers() {
        guard let users = experiments.first?.users, experiments.allSatisfy({ $0.users == users }) else { return }
        experiments = experiments.map { run in
            RequestedRun(
                place: run.place,
                layers: run.layers,
                dim: run.dim,
                dPrime: run.dPrime,
                dataset: run.dataset,
                values: run.values,
                standardErrors: run.standardErrors,
                users: nil
            )
        }
    }

    private static func noRows(_ table: ExperimentTableReader) -> String {
        if !table.unfinishedRuns.isEmpty { return "no run with a value finished" }
        return table.skippedRows > 0 ? "every experiment has a fault, so none is left" : "the table has no experiments"
    }

    /// Checks the rules that concern several keys or experiments.
    private func checkTogether(_ reader: inout ParameterReader) {
        if dataset != nil, dPrime != nil, bodyKeys.contains("dataset") || bodyKeys.contains("dPrime") {
            reader.fault(place(of: "dPrime"), "cannot be combined with `dataset`; give one of them")
        }
        let requested = metricColumns.filter { !$0.isHelper }
        for name in goals.keys.sorted() where !requested.isEmpty && !requested.contains(where: { $0.name == name }) {
            reader.fault(
                place(of: "goals"),
                UnknownName.message("metric", ShownText.escaped(name), among: requested.map(\.name))
            )
        }
        if requested.count > Self.largestMetricCount {
            reader.fault(
                place(of: "metrics"),
                "\(requested.count) metrics are too many; one fit may have at most \(Self.largestMetricCount)"
            )
        }
        let fromRequest = dataset != nil || dPrime != nil
        let hasDPrime = experiments.contains { $0.dPrime != nil || $0.dataset != nil }
        for row in experiments {
            if hasDPrime, !fromRequest, row.dPrime == nil, row.dataset == nil {
                reader.fault(row.place, "has no D′, but others do; give all of them `dPrime` or `dataset`, or none")
            }
        }
    }
}

extension ReadingPlan {
    /// Whether the table is part of a JSON object that has members beside it.
    fileprivate var hasMembers: Bool {
        if case .json(let layout) = structure { layout.member != nil } else { false }
    }
}
