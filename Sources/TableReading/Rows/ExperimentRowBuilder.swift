import JSONText

/// Makes the rows of an experiment table.
struct ExperimentRowBuilder: RowBuilder {
    /// What a slot's cell is.
    private enum Content: Sendable {
        case layers, dim, dPrime, dataset, seed, users, state, stage
        case value(Int)
        case standardError(Int)
    }

    let roles: ExperimentRoles
    var output = RowBuffer()
    var faults: RowFaults
    private(set) var rows: [ExperimentRow] = []
    private(set) var runsWithoutValues = 0
    /// Runs with values that did not finish, by the words for that.
    private(set) var unfinishedRuns: [String: Int] = [:]
    private let mostRows: Int
    private let decimalComma: Bool
    /// The metrics whose names say that their numbers are percent or another multiple.
    private let multiples: Set<Int>
    private var stages = RunStages()

    private var slots: [Int: Int] = [:]
    private var contents: [(content: Content, column: Int)] = []
    private var seen: [Bool] = []
    private var layers: Int?
    private var dim: Int?
    private var dPrime: Double?
    private var dataset: String?
    private var datasetPlace: TableFault.Place?
    private var seed: String?
    private var users: Double?
    private var state: String?
    private var stage: Double?
    private var values: [Double?] = []
    private var standardErrors: [Double?] = []
    private var percentSigns = PercentSigns()
    private var faultsBefore = 0
    /// The columns that only the request names and no record had so far.
    private var absent: Set<Int>

    init(plan: ReadingPlan, roles: ExperimentRoles, mostRows: Int) {
        self.roles = roles
        self.mostRows = mostRows
        faults = RowFaults(plan)
        absent = Set(plan.columns.indices.filter { plan.columns[$0].isNamedOnly })
        if case .delimited(let structure) = plan.structure {
            decimalComma = structure.dialect.delimiter != .comma
        } else {
            decimalComma = true
        }
        multiples = Set(
            roles.metrics.indices.filter { index in
                let metric = roles.metrics[index]
                return metric.traits.isShare
                    && [metric.name, plan.title(of: metric.column)].contains(where: MetricTraits.statesMultiple)
            }
        )
        add(.layers, roles.layers)
        add(.dim, roles.dim)
        add(.dPrime, roles.dPrime)
        add(.dataset, roles.dataset)
        add(.seed, roles.seed)
        add(.users, roles.users)
        add(.state, roles.state)
        add(.stage, roles.stage)
        for (index, metric) in roles.metrics.enumerated() {
            add(.value(index), metric.column)
            add(.standardError(index), metric.standardError)
        }
    }

    private mutating func add(_ content: Content, _ column: Int?) {
        guard let column else { return }
        slots[column] = contents.count
        contents.append((content, column))
    }

    func slot(of column: Int) -> Int? {
        slots[column] ?? (faults.plan.watchesCells(of: column) ? contents.count + column : nil)
    }
    func takesList(_ slot: Int) -> Bool { false }
    var listSlot: Int? { nil }
    var listFields: (from: Int, through: Int?)? { nil }

    mutating func beginRow() {
        seen = Array(repeating: false, count: contents.count)
        (layers, dim, dPrime, dataset, seed, users) = (nil, nil, nil, nil, nil, nil)
        (state, stage) = (nil, nil)
        values = Array(repeating: nil, count: roles.metrics.count)
        standardErrors = values
        percentSigns.removeAll()
        faultsBefore = faults.total
    }

    // Experiments are never nested in other records.
    mutating func holdRow() {}
    mutating func beginHeldRow() { beginRow() }

    mutating func setKey(_ key: UnsafeBufferPointer<UInt8>) {}
    mutating func element(_ text: UnsafeBufferPointer<UInt8>, _ kind: CellKind, at place: CellPlace) {}
    mutating func beginList(_ slot: Int, at place: CellPlace) {}
    mutating func elements(_ integers: UnsafeBufferPointer<UInt32>) {}

    mutating func integer(_ slot: Int, _ value: Int64, at place: CellPlace) {
        String(value).withBytes { cell(slot, $0, .number, at: place) }
    }

    mutating func cell(_ slot: Int, _ text: UnsafeBufferPointer<UInt8>, _ kind: CellKind, at place: CellPlace) {
        if slot >= contents.count { return faults.passOver(column: slot - contents.count, text, kind, at: place) }
        let (content, column) = contents[slot]
        if seen[slot] { faults.report(.value, at: place, column: column, "this key occurs twice") }
        seen[slot] = true
        if !absent.isEmpty { absent.remove(column) }
        let title = faults.plan.title(of: column).shown
        switch content {
        case .state:
            state = kind == .text ? String(decoding: text.trimmed, as: UTF8.self) : nil
            return
        case .stage:
            stage = Double(String(decoding: text.trimmed, as: UTF8.self))
            return
        default: break
        }
        switch kind {
        case .boolean, .array, .object:
            faults.report(.value, at: place, column: column, "expected a number as \(title), found \(kind.words)")
            return
        case .null: return
        case .text, .number: break
        }
        let cell = NumberCell(text: text, title: title, column: column, place: place, isNumber: kind == .number)
        switch content {
        case .layers: layers = wholeNumber(cell)
        case .dim: dim = wholeNumber(cell)
        case .dPrime: dPrime = number(cell, isPositive: true, marks: roles.decimalCommas.isEmpty ? [","] : [",", "."])
        case .users: users = number(cell, isPositive: true, marks: [",", "."], isWhole: true)
        case .dataset:
            dataset = word(text, column, at: place)
            datasetPlace = faults.tablePlace(place, column: column)
        case .seed: seed = word(text, column, at: place)
        case .value(let index):
            values[index] = value(cell, index)
            percentSigns.addValue(index, hasSign: cell.hasPercentSign)
        case .standardError(let index):
            standardErrors[index] = number(cell, isPositive: false, marks: fractionMarks)
            percentSigns.addStandardError(index, hasSign: cell.hasPercentSign, at: place)
        case .state, .stage: break
        }
    }

    /// The marks behind which three digits of a number with a fraction can be thousands: a comma, unless others prove that it
    /// is the decimal point.
    private var fractionMarks: Set<Character> { roles.decimalCommas.isEmpty ? [","] : ["."] }

    private mutating func word(_ text: UnsafeBufferPointer<UInt8>, _ column: Int, at place: CellPlace) -> String? {
        let text = text.trimmed
        if MissingWord.matches(text) { return nil }
        guard let word = String(validating: text, as: UTF8.self) else {
            faults.report(.text, at: place, column: column, "\(text.shown) is not valid UTF-8")
            return nil
        }
        return word
    }

    private mutating func report(_ cell: NumberCell, _ detail: @autoclosure () -> String) {
        faults.report(.value, at: cell.place, column: cell.column, detail())
    }

    /// - Parameter takesPercent: Whether the percent sign of a spread belongs to a number above 1 too.
    private mutating func measured(
        _ cell: NumberCell,
        marks: Set<Character>,
        isWhole: Bool = false,
        takesPercent: Bool = false
    ) -> Double? {
        switch MeasuredCell(cell.text, decimalComma: decimalComma, groupMarks: cell.isNumber ? [] : marks) {
        case .value(let value): return value
        case .absent: return nil
        case .notANumber:
            var remedy = ""
            if !decimalComma, case .value = MeasuredCell(cell.text, decimalComma: true) {
                remedy = "; write a decimal point, or separate the columns by semicolons"
            }
            report(cell, "\(cell.text.shown) is no number, as \(cell.title) has to be\(remedy)")
        case .percentOfSpread(let value):
            if takesPercent, value > 0.01 { return value }
            report(
                cell,
                "whether the percent sign of \(cell.text.shown) belongs to both numbers cannot be told; write it behind the"
                    + " first one too, or leave the second one out"
            )
        case .group:
            let (whole, fraction) = cell.readings
            report(
                cell,
                "\(cell.text.shown) of \(cell.title) can be \(whole) or \(fraction); write "
                    + (isWhole ? "`\(whole)` without a mark" : "`\(whole)`, or `\(fraction)0`")
            )
        case .overflow: report(cell, "\(cell.text.shown) is beyond the range of a double-precision number")
        }
        return nil
    }

    private mutating func wholeNumber(_ cell: NumberCell) -> Int? {
        let before = faults.total
        let value = measured(cell, marks: [",", "."], isWhole: true)
        let largest = faults.plan.limits.size
        if let value, let whole = Int(exactly: value), 1...largest ~= whole { return whole }
        if faults.total == before {
            let range = largest == Int.max ? "of at least 1" : "from 1 to \(largest)"
            report(
                cell,
                value == nil
                    ? "\(cell.title) is empty"
                    : "\(cell.text.shown) is not a whole number \(range), as \(cell.title) has to be"
            )
        }
        return nil
    }

    private mutating func number(
        _ cell: NumberCell,
        isPositive: Bool,
        marks: Set<Character>,
        isWhole: Bool = false
    ) -> Double? {
        guard let value = measured(cell, marks: marks, isWhole: isWhole) else { return nil }
        if isPositive ? value > 0 : value >= 0 { return value }
        report(
            cell,
            "\(cell.text.shown) is not \(isPositive ? "more than 0" : "at least 0"), as \(cell.title) has to be"
        )
        return nil
    }

    private mutating func value(_ cell: NumberCell, _ index: Int) -> Double? {
        let metric = roles.metrics[index]
        let isShare = metric.traits.isShare
        let isPlain = !cell.hasPercentSign
        if metric.isHelper {
            guard case .value(let value) = MeasuredCell(cell.text, decimalComma: decimalComma), 0...1 ~= value,
                !(isPlain && multiples.contains(index))
            else { return nil }
            return value
        }
        // Thousands would be no share.
        guard let value = measured(cell, marks: isShare ? [] : fractionMarks, takesPercent: isShare) else { return nil }
        guard isShare else { return value }
        let number = ShownText.escaped(cell.text.trimmed, length: 20)
        guard (0...1).contains(value) else {
            let hint =
                1...100 ~= value ? "; if the values are in percent, write `\(number)%` or divide them by 100" : ""
            let title = faults.plan.title(of: cell.column)
            let reference = RoleChoice.reference(SampleColumn(number: cell.column + 1, name: title))
            report(
                cell,
                "\(cell.text.shown) is not from 0 to 1, although \(metric.name.shown) is a share\(hint)"
                    + (title.contains("@") ? "" : "; if it is no metric, add `columns=ignore:\(reference)`")
            )
            return nil
        }
        if isPlain, value > 0, multiples.contains(index) {
            report(
                cell,
                "\(cell.title) says in its name that its numbers are percent or another multiple, and \(cell.text.shown) has"
                    + " no percent sign; write `\(number)%`, or take the word out of the name if the number is a share"
            )
            return nil
        }
        return value
    }

    mutating func endRow(at place: CellPlace, isBare: Bool) {
        for (slot, isSeen) in seen.enumerated() where !isSeen || isNull(slot) {
            switch contents[slot].content {
            case .layers, .dim:
                let column = contents[slot].column
                let title = faults.plan.title(of: column).shown
                faults.report(.value, at: place, column: column, "\(title) is missing")
            case .dPrime, .dataset, .seed, .users, .state, .stage, .value, .standardError: break
            }
        }
        reportPlainErrors()
        let isFaulty = faults.total > faultsBefore
        defer { faults.rows += 1 }
        if isFaulty {
            faults.skippedRows += 1
        } else if values.allSatisfy({ $0 == nil }) {
            runsWithoutValues += 1
        } else if let state, RunState.isFinished(state) == false {
            unfinishedRuns[state, default: 0] += 1
        } else if let layers, let dim {
            if rows.count == mostRows {
                faults.refuse(TableFault(.structure, at: .whole, "the table has more than \(mostRows) experiments"))
            }
            guard rows.count < mostRows else { return }
            if let stage, stage.isFinite {
                stages.add(
                    RunStages.Configuration(
                        layers: layers,
                        dim: dim,
                        dPrime: dPrime,
                        dataset: dataset,
                        seed: seed
                    ),
                    stage,
                    at: faults.tablePlace(place)
                )
            }
            rows.append(
                ExperimentRow(
                    place: faults.tablePlace(place),
                    layers: layers,
                    dim: dim,
                    dPrime: dPrime,
                    dataset: dataset,
                    datasetPlace: datasetPlace,
                    seed: seed,
                    users: users,
                    values: values,
                    standardErrors: standardErrors
                )
            )
        }
    }

    /// Reports each standard error that stands without a percent sign beside a value that has one. It could be either unit.
    private mutating func reportPlainErrors() {
        for (index, place) in percentSigns.plainErrors {
            guard let column = roles.metrics[index].standardError, let error = standardErrors[index], error > 0 else {
                continue
            }
            faults.report(
                .value,
                at: place,
                column: column,
                "\(error) has no percent sign, and its value has one; write `\(error)%`, or the value as a share too"
            )
        }
    }

    /// Whether a key that the record has is null, which says as little as no key.
    private func isNull(_ slot: Int) -> Bool {
        guard faults.total == faultsBefore else { return false }
        return switch contents[slot].content {
        case .layers: layers == nil
        case .dim: dim == nil
        case .dPrime, .dataset, .seed, .users, .state, .stage, .value, .standardError: false
        }
    }

    mutating func dropRow() {
        faults.rows += 1
        faults.skippedRows += 1
    }

    /// Refuses the table if the rows of a configuration are stages of one run.
    mutating func reportStages() {
        guard let column = roles.stage, let place = stages.contradiction else { return }
        let title = faults.plan.title(of: column)
        let reference = RoleChoice.reference(SampleColumn(number: column + 1, name: title))
        faults.refuse(
            TableFault(
                .structure,
                at: place,
                "\(title.shown) rises from row to row of one configuration, so the rows seem to be stages of one run; keep one"
                    + " row of each run, or add `columns=ignore:\(reference)` if they are runs of their own"
            )
        )
    }

    /// Refuses the table if the request names columns that no record has.
    mutating func reportNamedOnly() {
        for column in absent.sorted() where slots[column] != nil {
            let title = faults.plan.title(of: column)
            let names = faults.plan.columns.filter { !$0.isNamedOnly }.compactMap(\.name)
            let nearest = EditDistance.nearest(to: title, among: names).map { "; did you mean \($0.shown)?" } ?? ""
            faults.refuse(
                TableFault(.structure, at: .parameter("columns"), "no record has the column \(title.shown)\(nearest)")
            )
        }
    }
}
