import JSONText
import TableReading

extension FitRequest {
    /// Reads a table of experiments in any format, with the parameters of the query and of a JSON body.
    ///
    /// - Throws: 415 for bytes of a foreign format; 400 with every fault of the query and the body; 422 for a metric that
    ///   cannot be fitted yet.
    init(body: [UInt8], contentType: String?, query: QueryParameters) throws(Problem) {
        self.init()
        var reader = ParameterReader(query)
        readParameters(&reader)
        var planner = TablePlanner(
            options: ReadingOptions(&reader),
            purpose: .experiments,
            memberNames: Self.names
        )
        planner.limits.size = ParameterReader.largestSize
        do throws(TableFault) {
            let members = try RequestMembers(body, contentType: contentType, options: planner.options)
            if try readMembers(members, query, &planner, &reader) {
                planner.metrics = metrics
                planner.goals = goals
                try readTable(body, contentType, planner, members, &reader)
            }
        } catch {
            if error.kind == .unsupported { throw Problem(error) }
            reader.fault(place(of: error.place), error.detail)
        }
        checkTogether(&reader)
        try reader.check()
        try chooseMetrics()
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
        _ reader: inout ParameterReader
    ) throws(TableFault) {
        var input = ExperimentInput(
            planner,
            contentType: contentType,
            textLimit: Self.largestText,
            mostRows: Self.largestCount
        )
        try body.withUnsafeBufferPointer { (bytes) throws(TableFault) in
            try input.read(UnsafeRawBufferPointer(bytes))
        }
        try input.finish()
        let refusal = input.planning?.refusal ?? []
        if let foreign = refusal.first(where: { $0.kind == .unsupported }) { throw foreign }
        add(refusal, total: refusal.count, &reader)
        guard let table = input.reader else { return }
        add(table.faults.listed, total: table.faults.total, &reader)
        if case .unreadable(let faults) = members, table.faults.isEmpty, table.plan.hasMembers { reader.add(faults) }
        read = ReadAnswer(table.plan.read, skipped: table.skippedRows)
        warnings = (input.planning?.warnings ?? []).map { Warning(code: $0.code, message: $0.message) }
        addRows(table, &reader)
    }

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
                reader.fault(row.place.description, "give `dPrime` or `dataset`, not both")
            }
            var values: [String: Double] = [:]
            for (column, value) in zip(columns, row.values) { values[column.name] = value }
            experiments.append(
                RequestedRun(
                    place: row.place.description,
                    layers: row.layers,
                    dim: row.dim,
                    dPrime: row.dPrime,
                    dataset: row.dataset.map { ($0, (row.datasetPlace ?? row.place).description) },
                    values: values
                )
            )
        }
        metricColumns = columns
        let left = table.runsWithoutValues
        if left > 0 { warnings.append(.runsWithoutValues(left, of: table.rowCount)) }
        if table.rows.isEmpty, table.faults.isEmpty {
            reader.fault("", left > 0 ? "no experiment has a value of a metric" : Self.noRows(table))
        }
        let hasWeights = columns.contains { $0.standardError != nil } || table.rows.contains { $0.users != nil }
        if hasWeights { warnings.append(.weightsNotUsed) }
    }

    private static func noRows(_ table: ExperimentTableReader) -> String {
        table.skippedRows > 0 ? "every experiment has a fault, so none is left" : "the table has no experiments"
    }

    /// Checks the rules that concern several keys or experiments.
    private func checkTogether(_ reader: inout ParameterReader) {
        if dataset != nil, dPrime != nil, bodyKeys.contains("dataset") || bodyKeys.contains("dPrime") {
            reader.fault(place(of: "dPrime"), "cannot be combined with `dataset`; give one of them")
        }
        let requested = metricColumns.filter { !$0.isHelper }
        let measured = Set(experiments.flatMap(\.values.keys))
        if metrics != nil, !experiments.isEmpty {
            for column in requested where !measured.contains(column.name) {
                reader.fault(place(of: "metrics"), "no experiment has a value of `\(ShownText.escaped(column.name))`")
            }
        }
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
