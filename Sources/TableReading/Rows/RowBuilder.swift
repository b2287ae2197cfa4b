import JSONText

/// Where a cell stands. The text of the place is made only for a fault.
struct CellPlace: Sendable {
    /// From 1; 0 if the place is a JSON pointer.
    var line = 0
    var column = 0
    /// The index of the record in its array.
    var record = 0
    /// The index of the element in its list; nil for the list or the cell itself.
    var element: Int?
}

/// What a JSON token or a field is.
enum CellKind: Sendable {
    case text
    /// A JSON number, as it is written.
    case number
    case boolean, null
    case array, object

    var words: String {
        switch self {
        case .text: "a string"
        case .number: "a number"
        case .boolean: "a Boolean"
        case .null: "null"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// Makes rows of one purpose from the cells of records, in whatever format they are written.
protocol RowBuilder: Sendable {
    /// The slots of the builder are small numbers, one for each role.
    /// - Returns: The slot of a column; nil if its cells are not needed.
    func slot(of column: Int) -> Int?
    /// Whether a JSON array in this slot is a list of items.
    func takesList(_ slot: Int) -> Bool
    /// The elements of a bare list, or of the fields from one on.
    var listSlot: Int? { get }
    var listFields: (from: Int, through: Int?)? { get }

    /// Members and rows that wait for delivery.
    var output: RowBuffer { get set }
    var faults: RowFaults { get set }

    mutating func beginRow()
    /// - Parameter key: Of the object whose members are rows.
    mutating func setKey(_ key: UnsafeBufferPointer<UInt8>)
    mutating func cell(_ slot: Int, _ text: UnsafeBufferPointer<UInt8>, _ kind: CellKind, at place: CellPlace)
    mutating func integer(_ slot: Int, _ value: Int64, at place: CellPlace)
    /// A JSON array in a slot that takes lists. Its elements follow.
    mutating func beginList(_ slot: Int, at place: CellPlace)
    mutating func element(_ text: UnsafeBufferPointer<UInt8>, _ kind: CellKind, at place: CellPlace)
    mutating func elements(_ integers: UnsafeBufferPointer<UInt32>)
    /// - Parameter isBare: Whether the row is a list without anything beside it.
    mutating func endRow(at place: CellPlace, isBare: Bool)
    /// Keeps the cells of the present row for the rows that are nested in it.
    mutating func holdRow()
    /// Begins a row with the cells that were kept.
    mutating func beginHeldRow()
    /// Ends a row that could not be read; its fault was reported before.
    mutating func dropRow()
}

/// The faults of a table, and how many rows they cost.
struct RowFaults: Sendable {
    let plan: ReadingPlan
    /// What the table is refused for.
    private(set) var refused: TableFaultCollector
    /// The faults of rows that are left out.
    private(set) var skipped: TableFaultCollector
    var rows = 0
    var skippedRows = 0
    /// The pointer of what the records stand in, such as `/interactions`.
    private let prefix: String
    /// The member that is the present row, in a table of users by key.
    var key: String?
    private(set) var lateColumns: LateColumns

    init(_ plan: ReadingPlan) {
        self.plan = plan
        refused = TableFaultCollector(capacity: plan.limits.faults)
        skipped = TableFaultCollector(capacity: plan.limits.faults)
        lateColumns = LateColumns(plan)
        if case .json(let layout) = plan.structure, let member = layout.member {
            prefix = "/\(member)"
        } else {
            prefix = ""
        }
    }

    var total: Int { refused.total + skipped.total }

    /// Reports a fault of one row, which can be left out.
    mutating func report(_ kind: TableFault.Kind, at place: TableFault.Place, _ detail: @autoclosure () -> String) {
        switch plan.onError {
        case .refuse: refused.add(kind, at: place, row: rows, detail())
        case .skip: skipped.add(kind, at: place, row: rows, detail())
        }
    }

    mutating func report(
        _ kind: TableFault.Kind,
        at place: CellPlace,
        column: Int? = nil,
        _ detail: @autoclosure () -> String
    ) {
        // The collector changes while the place is made, so the place takes copies.
        let (plan, prefix, key) = (plan, prefix, key)
        func text() -> TableFault.Place { Self.place(place, column: column, plan, prefix, key) }
        switch plan.onError {
        case .refuse: refused.add(kind, at: text(), row: rows, detail())
        case .skip: skipped.add(kind, at: text(), row: rows, detail())
        }
    }

    /// Reports a value that contradicts the plan, because its column would have had a role.
    ///
    /// - Parameter path: The keys of the value, from the outermost; the name alone for delimited text.
    /// - Returns: Whether no value of the column will contradict the plan.
    @discardableResult
    mutating func passOver(
        _ path: [String],
        _ text: UnsafeBufferPointer<UInt8>,
        _ kind: CellKind,
        at place: CellPlace
    ) -> Bool {
        guard let cell = SampleCell(text, kind) else { return false }
        let name = path.joined(separator: ".")
        if lateColumns.isIgnored(name, cell) { return true }
        guard let found = lateColumns.contradiction(name, cell) else { return false }
        // The collector changes while the texts are made, so they take copies.
        let (plan, prefix, key) = (plan, prefix, key)
        func pointer() -> TableFault.Place { Self.place(place, path: path, plan, prefix, key) }
        func detail() -> String { plan.lateRoles.detail(name, cell, found) }
        switch plan.onError {
        case .refuse: refused.add(.value, at: pointer(), row: rows, detail())
        case .skip: skipped.add(.value, at: pointer(), row: rows, detail())
        }
        return false
    }

    /// Passes over a cell of a column that the plan watches.
    mutating func passOver(
        column: Int,
        _ text: UnsafeBufferPointer<UInt8>,
        _ kind: CellKind,
        at place: CellPlace
    ) {
        passOver([plan.title(of: column)], text, kind, at: place)
    }

    /// Reports a fault of the table as a whole, which `onError=skip` does not leave out.
    mutating func refuse(_ fault: TableFault) { refused.add(fault) }

    /// The place of a row, or of one of its cells.
    func tablePlace(_ place: CellPlace, column: Int? = nil) -> TableFault.Place {
        Self.place(place, column: column, plan, prefix, key)
    }

    /// The place that a consumer kept as a number.
    func place(of place: RowPlace, user: String?, isItem: Bool) -> TableFault.Place {
        var cell = CellPlace()
        var isText = true
        var key: String?
        if case .json(let layout) = plan.structure {
            isText = layout.isLines
            if layout.kind == .usersByKey { key = user }
        }
        if isText {
            (cell.line, cell.column) = (place.row, Int(place.column))
        } else {
            cell.record = place.row
            cell.element = place.column >= 0 ? Int(place.column) : nil
        }
        var column: Int?
        if isItem, case .log(let roles) = plan.roles {
            column = roles.item
            if case .column(let list)? = roles.list, cell.element != nil { column = list }
        }
        return Self.place(cell, column: column, plan, prefix, key)
    }

    private static func place(
        _ place: CellPlace,
        column: Int?,
        _ plan: ReadingPlan,
        _ prefix: String,
        _ key: String?
    ) -> TableFault.Place {
        let path = column.flatMap { plan.columns.indices.contains($0) ? plan.columns[$0].path : nil }
        return Self.place(place, path: path, plan, prefix, key)
    }

    private static func place(
        _ place: CellPlace,
        path: [String]?,
        _ plan: ReadingPlan,
        _ prefix: String,
        _ key: String?
    ) -> TableFault.Place {
        if place.line > 0 { return .line(place.line, column: place.column) }
        var pointer = prefix
        if let key {
            pointer += JSONPointer.root.appending(key: key).description
        } else if case .json(let layout) = plan.structure, layout.isFlat {
            // The text itself is the only record.
        } else {
            pointer += "/\(place.record)"
        }
        if let path, case .json(let layout) = plan.structure, layout.kind == .records {
            for (index, key) in path.enumerated() {
                pointer += JSONPointer.root.appending(key: key).description
                if index == 0, key == layout.events, let element = place.element { pointer += "/\(element)" }
            }
            if layout.events != nil { return .pointer(ShownText.escaped(pointer, length: 200)) }
        } else if case .json(let layout) = plan.structure, let events = layout.events, place.element != nil {
            pointer += JSONPointer.root.appending(key: events).description
        }
        if let element = place.element { pointer += "/\(element)" }
        return .pointer(ShownText.escaped(pointer, length: 200))
    }
}
