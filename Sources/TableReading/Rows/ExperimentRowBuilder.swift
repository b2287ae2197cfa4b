import JSONText

/// Makes the rows of an experiment table.
struct ExperimentRowBuilder: RowBuilder {
    /// What a slot's cell is.
    private enum Content: Sendable {
        case layers, dim, dPrime, dataset, seed, users
        case value(Int)
        case standardError(Int)
    }

    let roles: ExperimentRoles
    var output = RowBuffer()
    var faults: RowFaults
    private(set) var rows: [ExperimentRow] = []
    private(set) var runsWithoutValues = 0
    private let mostRows: Int
    private let decimalComma: Bool

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
    private var values: [Double?] = []
    private var standardErrors: [Double?] = []
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
        add(.layers, roles.layers)
        add(.dim, roles.dim)
        add(.dPrime, roles.dPrime)
        add(.dataset, roles.dataset)
        add(.seed, roles.seed)
        add(.users, roles.users)
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
        values = Array(repeating: nil, count: roles.metrics.count)
        standardErrors = values
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
        switch kind {
        case .boolean, .array, .object:
            faults.report(.value, at: place, column: column, "expected a number as \(title), found \(kind.words)")
            return
        case .null: return
        case .text, .number: break
        }
        switch content {
        case .layers: layers = wholeNumber(text, title, column, at: place)
        case .dim: dim = wholeNumber(text, title, column, at: place)
        case .dPrime: dPrime = number(text, title, column, at: place, isPositive: true)
        case .users: users = number(text, title, column, at: place, isPositive: true)
        case .dataset:
            dataset = word(text, column, at: place)
            datasetPlace = faults.tablePlace(place, column: column)
        case .seed: seed = word(text, column, at: place)
        case .value(let index): values[index] = value(text, roles.metrics[index], column, at: place)
        case .standardError(let index):
            standardErrors[index] = number(text, title, column, at: place, isPositive: false)
        }
    }

    private mutating func word(_ text: UnsafeBufferPointer<UInt8>, _ column: Int, at place: CellPlace) -> String? {
        let text = text.trimmed
        if MissingWord.matches(text) { return nil }
        guard let word = String(validating: text, as: UTF8.self) else {
            faults.report(.text, at: place, column: column, "\(text.shown) is not valid UTF-8")
            return nil
        }
        return word
    }

    private mutating func measured(
        _ text: UnsafeBufferPointer<UInt8>,
        _ title: String,
        _ column: Int,
        at place: CellPlace
    ) -> Double? {
        switch MeasuredCell(text, decimalComma: decimalComma) {
        case .value(let value): return value
        case .absent: return nil
        case .notANumber:
            faults.report(.value, at: place, column: column, "\(text.shown) is no number, as \(title) has to be")
        case .overflow:
            faults.report(
                .value,
                at: place,
                column: column,
                "\(text.shown) is beyond the range of a double-precision number"
            )
        }
        return nil
    }

    private mutating func wholeNumber(
        _ text: UnsafeBufferPointer<UInt8>,
        _ title: String,
        _ column: Int,
        at place: CellPlace
    ) -> Int? {
        let before = faults.total
        let value = measured(text, title, column, at: place)
        let largest = faults.plan.limits.size
        if let value, let whole = Int(exactly: value), 1...largest ~= whole { return whole }
        if faults.total == before {
            let range = largest == Int.max ? "of at least 1" : "from 1 to \(largest)"
            let detail =
                value == nil
                ? "\(title) is empty" : "\(text.shown) is not a whole number \(range), as \(title) has to be"
            faults.report(.value, at: place, column: column, detail)
        }
        return nil
    }

    private mutating func number(
        _ text: UnsafeBufferPointer<UInt8>,
        _ title: String,
        _ column: Int,
        at place: CellPlace,
        isPositive: Bool
    ) -> Double? {
        guard let value = measured(text, title, column, at: place) else { return nil }
        if isPositive ? value > 0 : value >= 0 { return value }
        faults.report(
            .value,
            at: place,
            column: column,
            "\(text.shown) is not \(isPositive ? "more than 0" : "at least 0"), as \(title) has to be"
        )
        return nil
    }

    private mutating func value(
        _ text: UnsafeBufferPointer<UInt8>,
        _ metric: MetricColumn,
        _ column: Int,
        at place: CellPlace
    ) -> Double? {
        if metric.isHelper {
            guard case .value(let value) = MeasuredCell(text, decimalComma: decimalComma), 0...1 ~= value else {
                return nil
            }
            return value
        }
        guard let value = measured(text, metric.name.shown, column, at: place) else { return nil }
        guard metric.traits.isShare, !(0...1).contains(value) else { return value }
        let hint =
            1...100 ~= value
            ? "; if the values are in percent, write `\(ShownText.escaped(text.trimmed, length: 20))%` or divide them by 100"
            : ""
        faults.report(
            .value,
            at: place,
            column: column,
            "\(text.shown) is not from 0 to 1, although \(metric.name.shown) is a share\(hint)"
        )
        return nil
    }

    mutating func endRow(at place: CellPlace, isBare: Bool) {
        for (slot, isSeen) in seen.enumerated() where !isSeen || isNull(slot) {
            switch contents[slot].content {
            case .layers, .dim:
                let column = contents[slot].column
                let title = faults.plan.title(of: column).shown
                faults.report(.value, at: place, column: column, "\(title) is missing")
            case .dPrime, .dataset, .seed, .users, .value, .standardError: break
            }
        }
        let isFaulty = faults.total > faultsBefore
        defer { faults.rows += 1 }
        if isFaulty {
            faults.skippedRows += 1
        } else if values.allSatisfy({ $0 == nil }) {
            runsWithoutValues += 1
        } else if let layers, let dim {
            if rows.count == mostRows {
                faults.refuse(TableFault(.structure, at: .whole, "the table has more than \(mostRows) experiments"))
            }
            guard rows.count < mostRows else { return }
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

    /// Whether a key that the record has is null, which says as little as no key.
    private func isNull(_ slot: Int) -> Bool {
        guard faults.total == faultsBefore else { return false }
        return switch contents[slot].content {
        case .layers: layers == nil
        case .dim: dim == nil
        case .dPrime, .dataset, .seed, .users, .value, .standardError: false
        }
    }

    mutating func dropRow() {
        faults.rows += 1
        faults.skippedRows += 1
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
