import JSONText
import LawFitting
import TableReading

extension FitRequest {
    static let formNames = [LawRequest.auto] + LawForm.allCases.map(\.rawValue)

    static func isForm(_ text: String) -> Bool { text == LawRequest.auto || LawForm.named(text) != nil }

    /// Reads the parameters of the query.
    mutating func readParameters(_ reader: inout ParameterReader) {
        if let text = reader.text("name") {
            if let fault = Name.fault(text) { reader.fault("?name", fault) }
            name = text
        }
        if let flag = reader.flag("replaceName") { replaceName = flag }
        dataset = reader.reference("dataset")
        dPrime = reader.amount("dPrime")
        if dataset != nil, reader.text("dPrime") != nil {
            reader.fault("?dPrime", "cannot be combined with `dataset`; give one of them")
        }
        if let text = reader.text("form") {
            if Self.isForm(text) {
                form = text
            } else {
                reader.fault("?form", UnknownName.message("form", text, among: Self.formNames))
            }
        }
        if let level = reader.number("level", .level) { self.level = level }
        readMetrics(&reader)
    }

    /// Reads `metrics` and `goals` of the query.
    mutating func readMetrics(_ reader: inout ParameterReader) {
        if let text = reader.text("metrics") {
            let names = ParameterReader.parts(text).map(String.init)
            for name in names {
                if let fault = MetricName.fault(name) { reader.fault("?metrics", fault) }
            }
            metrics = names
        }
        if let text = reader.text("goals") { readGoals(text, &reader) }
    }

    /// `NE:minimise,HR@10:maximise`. The last colon of an entry ends the name, because names may have colons too.
    private mutating func readGoals(_ text: String, _ reader: inout ParameterReader) {
        for entry in ParameterReader.parts(text) {
            guard let colon = entry.lastIndex(of: ":"), colon > entry.startIndex else {
                reader.fault("?goals", "must be `metric:minimise` or `metric:maximise`, such as `NE:minimise`")
                return
            }
            let name = String(entry[..<colon].withoutBlanks)
            let word = String(entry[entry.index(after: colon)...].withoutBlanks)
            guard let goal = MetricGoal(word: word) else {
                reader.fault("?goals", Self.unknownGoal(word))
                continue
            }
            if goals.updateValue(goal, forKey: name) != nil {
                reader.fault("?goals", "has `\(ShownText.escaped(name))` more than once")
            }
        }
    }

    private static func unknownGoal(_ word: String) -> String {
        UnknownName.message("goal", ShownText.escaped(word), among: ["minimise", "maximise"])
    }

    /// Reads the members beside the experiments of a JSON body. A key that the query also has is a fault.
    mutating func readMembers(_ members: JSONMembers, _ query: QueryParameters) {
        for name in Self.names {
            guard let member = members.optional(name) else { continue }
            bodyKeys.insert(name)
            if query[name] != nil { member.report("is also given in the query; give it once") }
        }
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
            if Self.isForm(text) {
                form = text
            } else {
                cursor.report(UnknownName.message("form", text, among: Self.formNames))
            }
        }
        let level = members.optional("level")
        if let level = level?.number(NumberBound.level.description, where: NumberBound.level.allows) {
            self.level = level
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
        for (name, cursor) in members.optional("goals")?.members()?.all ?? [] {
            guard let word = cursor.string() else { continue }
            guard let goal = MetricGoal(word: word) else {
                cursor.report(Self.unknownGoal(word))
                continue
            }
            goals[name] = goal
        }
    }
}
