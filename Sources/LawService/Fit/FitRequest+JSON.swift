import JSONText
import LawFitting

extension FitRequest {
    /// Reads the JSON body of `POST /fit`. A key that the query also has is a fault.
    mutating func readJSON(_ bytes: [UInt8], _ query: QueryParameters, _ reader: inout ParameterReader) {
        let faults = JSONFaultCollector(capacity: FaultList.listed)
        do throws(JSONFaults) {
            let cursor = JSONCursor(try JSONValue.parse(bytes), faults: faults)
            if let members = cursor.members(known: Self.names + ["experiments"]) {
                for name in Self.names {
                    guard let member = members.optional(name) else { continue }
                    bodyKeys.insert(name)
                    if query[name] != nil { member.report("is also given in the query; give it once") }
                }
                readMembers(members)
                readExperiments(members)
            }
            try faults.throwIfAny()
        } catch {
            reader.add(error)
        }
    }

    private mutating func readMembers(_ members: JSONMembers) {
        if let cursor = members.optional("name"), let text = cursor.string() {
            if let fault = Name.fault(text) { cursor.report(fault) }
            name = text
        }
        if let flag = members.optional("replaceName")?.bool() { replaceName = flag }
        if let cursor = members.optional("dataset"), let text = cursor.string() {
            if text.isEmpty { cursor.report("is empty; leave it out or name one") }
            dataset = text
        }
        if let cursor = members.optional("dPrime") {
            dPrime = cursor.number(NumberBound.positive.description, where: NumberBound.positive.allows)
        }
        if let cursor = members.optional("form"), let text = cursor.string() {
            if let form = Self.form(text) {
                options.form = form
            } else {
                cursor.report(UnknownName.message("form", text, among: Self.formNames))
            }
        }
        let level = members.optional("level")
        if let level = level?.number(NumberBound.level.description, where: NumberBound.level.allows) {
            options.level = level
        }
        if let elements = members.optional("metrics")?.elements() {
            metrics = elements.compactMap { cursor in
                guard let name = cursor.string() else { return nil }
                if let fault = MetricName.fault(name) { cursor.report(fault) }
                return name
            }
            if elements.isEmpty {
                members.optional("metrics")?.report("lists no metric; leave it out to fit every metric")
            }
        }
    }

    private mutating func readExperiments(_ members: JSONMembers) {
        guard let elements = members.required("experiments")?.elements() else { return }
        if elements.isEmpty {
            members.required("experiments")?.report("is empty; an experiment has `layers`, `dim` and a metric")
        }
        if elements.count > Self.largestCount {
            members.required("experiments")?.report("has more than \(Self.largestCount) experiments")
            return
        }
        for cursor in elements {
            guard let row = cursor.members() else { continue }
            let layers = row.required("layers")?.wholeNumber(in: 1...ParameterReader.largestSize)
            let dim = row.required("dim")?.wholeNumber(in: 1...ParameterReader.largestSize)
            let dPrime = row.optional("dPrime")?
                .number(NumberBound.positive.description, where: NumberBound.positive.allows)
            let dataset = row.optional("dataset")?.string()
            if row.optional("dPrime") != nil, row.optional("dataset") != nil {
                cursor.report("give `dPrime` or `dataset`, not both")
            }
            let values = metricValues(row, of: cursor)
            if let layers, let dim {
                experiments.append(
                    ExperimentRow(
                        place: cursor.pointer.description,
                        layers: layers,
                        dim: dim,
                        dPrime: dPrime,
                        dataset: dataset.map { ($0, cursor.pointer.appending(key: "dataset").description) },
                        values: values
                    )
                )
            }
        }
    }

    /// All metrics of the row. Metrics that were not requested are checked too.
    private func metricValues(_ row: JSONMembers, of cursor: JSONCursor) -> [String: Double] {
        var values: [String: Double] = [:]
        var hasMetric = false
        for (key, member) in row.all where !["layers", "dim", "dPrime", "dataset"].contains(key) {
            guard metrics?.contains(key) ?? false || MetricName.isEvident(key) else {
                let known = ["layers", "dim", "dPrime", "dataset"] + (metrics ?? ["HR@10", "NDCG@10"])
                member.report(UnknownName.message("key", key, among: known) + Self.metricHint)
                continue
            }
            hasMetric = true
            if member.isNull { continue }
            values[key] = member.number("a number from 0 to 1; \(key) is a share", where: NumberBound.unit.allows)
        }
        if !hasMetric { cursor.report("has no metric, such as \"HR@10\": 0.31") }
        return values
    }

    static let metricHint = " (a metric has an `@` in its name, or is listed in `metrics`)"
}

extension JSONCursor {
    /// A whole number in a range. `16.0` is accepted too.
    func wholeNumber(in range: ClosedRange<Int>) -> Int? {
        guard case .number(let number) = value, case .value(let whole) = WholeNumber.parse(number.text) else {
            return integer(in: range)
        }
        guard range.contains(whole) else { return integer(in: range) }
        return whole
    }
}
