import JSONText
import ResourceMetering

@testable import TableReading

/// Keeps the rows of a log in the order in which they come, as text.
struct CollectedLog: LogRowConsumer, Equatable {
    struct Row: Equatable {
        var user: String?
        var items: [String]
        var time: TimeKey?
        var secondTime: TimeKey?
    }

    var rows: [Row] = []
    var members: [String] = []
    private var list: [String] = []

    mutating func planned(_ planning: TablePlanning) {}

    mutating func integerRows(_ rows: IntegerRows) {
        for index in rows.items.indices {
            let time = rows.times.isEmpty ? nil : rows.unit.key(rows.times[index])
            self.rows.append(Row(user: String(rows.users[index]), items: [String(rows.items[index])], time: time))
        }
    }

    mutating func rows(_ rows: LabelRows) {
        for index in 0..<rows.count {
            self.rows.append(
                Row(
                    user: Self.text(rows.user(index)),
                    items: [Self.text(rows.item(index))],
                    time: rows.times.isEmpty ? nil : rows.times[index],
                    secondTime: rows.secondTimes.isEmpty ? nil : rows.secondTimes[index]
                )
            )
        }
    }

    mutating func listIntegers(_ items: UnsafeBufferPointer<UInt32>) { list += items.map { String($0) } }

    mutating func listLabels(_ items: LabelList) {
        for index in 0..<items.count { list.append(Self.text(items[index])) }
    }

    mutating func endList(_ row: ListRow) {
        if !row.isFaulty {
            rows.append(Row(user: row.user.map(Self.text), items: list, time: row.time, secondTime: row.secondTime))
        }
        list = []
    }

    mutating func member(_ name: String, _ value: JSONValue) { members.append("\(name): \(value)") }

    private static func text(_ label: Label) -> String {
        switch label {
        case .integer(let value): String(value)
        case .text(let text): String(decoding: text, as: UTF8.self)
        }
    }

    /// Each user's items in order of time, the users in order of appearance.
    var sequences: [[String]] {
        var users: [String] = []
        var byUser: [String: [Row]] = [:]
        for (index, row) in rows.enumerated() {
            let user = row.user ?? "row \(index)"
            if byUser[user] == nil { users.append(user) }
            byUser[user, default: []].append(row)
        }
        return users.map { user in
            let rows = byUser[user] ?? []
            let order = rows.indices.sorted { left, right in
                let (a, b) = (rows[left], rows[right])
                if let first = a.time, let second = b.time, first != second { return first < second }
                if let first = a.secondTime, let second = b.secondTime, first != second { return first < second }
                return left < right
            }
            return order.flatMap { rows[$0].items }
        }
    }
}

/// What reading a whole log gave.
struct LogOutcome: Equatable {
    var log = CollectedLog()
    var faults: [TableFault] = []
    var total = 0
    var skippedRows = 0
    var rows = 0
    var read: ReadDescription?
    var warnings: [String] = []
    var lateKeys: [String] = []

    var sequences: [[String]] { log.sequences }
    var details: String { faults.map { "\($0.place): \($0.detail)" }.joined(separator: "\n") }
}

/// Plans the reading of a whole log.
func planLog(_ text: String) -> TablePlanning {
    Array(text.utf8).withUnsafeBufferPointer { TablePlanner(purpose: .log).plan($0, isComplete: true) }
}

/// Reads a log in slices of the given lengths; the last length repeats.
func readLog(
    _ bytes: [UInt8],
    _ parameters: [String: String] = [:],
    contentType: String? = nil,
    slices: [Int] = [.max],
    threads: (any SpareThreads)? = nil
) -> LogOutcome {
    var outcome = LogOutcome()
    do {
        var options = ReadingOptions()
        for (name, value) in parameters { try options.set(name, to: value) }
        let names = ["name", "m", "r", "maxLength", "measures", "short"] + ReadingOptions.names
        let planner = TablePlanner(options: options, purpose: .log, memberNames: names)
        var input = LogInput(TableInput(planner, contentType: contentType), threads: threads)
        var begin = 0
        var lengths = slices[...]
        while begin < bytes.count {
            let length = lengths.count > 1 ? lengths.removeFirst() : lengths.first ?? .max
            let end = begin + min(max(1, length), bytes.count - begin)
            try bytes[begin..<end].withUnsafeBytes { try input.read($0, into: &outcome.log) }
            begin = end
        }
        try input.finish(into: &outcome.log)
        outcome.read = input.planning?.plan?.read
        outcome.warnings = input.planning?.warnings.map(\.code) ?? []
        if let reader = input.reader {
            outcome.faults = reader.faults.listed
            outcome.total = reader.faults.total
            outcome.skippedRows = reader.skippedRows
            outcome.rows = reader.rows
            outcome.lateKeys = reader.lateKeys
        } else {
            outcome.faults = input.planning?.refusal ?? []
            outcome.total = outcome.faults.count
        }
    } catch let fault as TableFault {
        outcome.faults.append(fault)
        outcome.total += 1
    } catch {
        outcome.faults.append(TableFault(.structure, at: .whole, "\(error)"))
    }
    return outcome
}

func readLog(_ text: String, _ parameters: [String: String] = [:], slices: [Int] = [.max]) -> LogOutcome {
    readLog(Array(text.utf8), parameters, slices: slices)
}

/// What reading a whole experiment table gave.
struct ExperimentOutcome: Equatable {
    var rows: [ExperimentRow] = []
    var metrics: [MetricColumn] = []
    var runsWithoutValues = 0
    var faults: [TableFault] = []
    var ignored: [String] = []

    var details: String { faults.map { "\($0.place): \($0.detail)" }.joined(separator: "\n") }
    /// Layers, width and values, without places.
    var grid: [[Double?]] { rows.map { [Double($0.layers), Double($0.dim)] + $0.values } }
}

func readExperiments(
    _ bytes: [UInt8],
    _ parameters: [String: String] = [:],
    metrics: [String]? = nil,
    goals: [String: MetricGoal] = [:],
    slices: [Int] = [.max]
) -> ExperimentOutcome {
    var outcome = ExperimentOutcome()
    do {
        var options = ReadingOptions()
        for (name, value) in parameters { try options.set(name, to: value) }
        let names = ["name", "dataset", "dPrime", "metrics", "form", "level", "goals"] + ReadingOptions.names
        var planner = TablePlanner(options: options, purpose: .experiments, memberNames: names)
        planner.metrics = metrics
        planner.goals = goals
        var input = ExperimentInput(TableInput(planner))
        var begin = 0
        var lengths = slices[...]
        while begin < bytes.count {
            let length = lengths.count > 1 ? lengths.removeFirst() : lengths.first ?? .max
            let end = begin + min(max(1, length), bytes.count - begin)
            try bytes[begin..<end].withUnsafeBytes { try input.read($0) }
            begin = end
        }
        try input.finish()
        if let reader = input.reader {
            outcome.rows = reader.rows
            outcome.metrics = reader.metrics
            outcome.runsWithoutValues = reader.runsWithoutValues
            outcome.faults = reader.faults.listed
            outcome.ignored = reader.plan.read.ignored
        } else {
            outcome.faults = input.planning?.refusal ?? []
        }
    } catch let fault as TableFault {
        outcome.faults.append(fault)
    } catch {
        outcome.faults.append(TableFault(.structure, at: .whole, "\(error)"))
    }
    return outcome
}

func readExperiments(
    _ text: String,
    _ parameters: [String: String] = [:],
    metrics: [String]? = nil,
    goals: [String: MetricGoal] = [:],
    slices: [Int] = [.max]
) -> ExperimentOutcome {
    readExperiments(Array(text.utf8), parameters, metrics: metrics, goals: goals, slices: slices)
}
