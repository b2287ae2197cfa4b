import JSONText

/// Makes the rows of a log.
struct LogRowBuilder: RowBuilder {
    private enum Slot {
        static let user = 0
        static let item = 1
        static let time = 2
        static let secondTime = 3
        static let list = 4
        /// The first of those of columns that the plan watches.
        static let watched = 8
    }

    let roles: LogRoles
    var output = RowBuffer()
    var faults: RowFaults
    private let firstTime: LogRoles.Time?
    private let secondTimeRole: LogRoles.Time?
    /// In JSON, a string may have each character.
    private let isDelimited: Bool
    // To look into the two would copy them, in each row.
    private let isTimed: Bool
    private let hasSecondTime: Bool
    /// The unit of whole numbers, and the numbers that surely have it. Others are looked at as text.
    private let unit: TimeUnit
    private let counts: Range<Int64>
    private let secondUnit: TimeUnit
    private let secondCounts: Range<Int64>

    private var user = LabelCell.none
    private var item = LabelCell.none
    private var itemInteger: Int64?
    private var itemPlace = RowPlace(CellPlace())
    private var userPlace = RowPlace(CellPlace())
    private var time: TimeKey?
    private var secondTime: TimeKey?
    /// The slots that the present row has, as bits.
    private var seen: UInt8 = 0
    private var faultsBefore = 0
    private var held = HeldRow()

    /// The cells that a record has for all of its interactions.
    private struct HeldRow: Sendable {
        var user = LabelCell.none
        var userPlace = RowPlace(CellPlace())
        var time: TimeKey?
        var secondTime: TimeKey?
        var seen: UInt8 = 0
        var faultsBefore = 0
    }

    init(plan: ReadingPlan, roles: LogRoles) {
        self.roles = roles
        faults = RowFaults(plan)
        firstTime = roles.times.first
        secondTimeRole = roles.times.count > 1 ? roles.times[1] : nil
        isDelimited = if case .delimited = plan.structure { true } else { false }
        isTimed = firstTime != nil
        hasSecondTime = secondTimeRole != nil
        (unit, counts) = LogRoles.Time.counts(firstTime)
        (secondUnit, secondCounts) = LogRoles.Time.counts(secondTimeRole)
    }

    func slot(of column: Int) -> Int? {
        if column == roles.user { return Slot.user }
        if column == roles.item { return Slot.item }
        if let time = roles.times.first, column == time.column { return Slot.time }
        if roles.times.count > 1, column == roles.times[1].column { return Slot.secondTime }
        if case .column(column)? = roles.list { return Slot.list }
        return faults.plan.watchesCells(of: column) ? Slot.watched + column : nil
    }

    func takesList(_ slot: Int) -> Bool { slot == Slot.list }

    var listSlot: Int? { roles.list == nil ? nil : Slot.list }

    var listFields: (from: Int, through: Int?)? {
        if case .fields(let from, let through)? = roles.list { (from, through) } else { nil }
    }

    private func column(of slot: Int) -> Int? {
        switch slot {
        case Slot.user: return roles.user
        case Slot.item: return roles.item
        case Slot.time: return roles.times.first?.column
        case Slot.secondTime: return roles.times.count > 1 ? roles.times[1].column : nil
        default:
            if case .column(let column)? = roles.list { return column }
            return nil
        }
    }

    mutating func beginRow() {
        user = .none
        item = .none
        itemInteger = nil
        time = nil
        secondTime = nil
        seen = 0
        faultsBefore = faults.total
    }

    mutating func holdRow() {
        held = HeldRow(
            user: user,
            userPlace: userPlace,
            time: time,
            secondTime: secondTime,
            seen: seen,
            faultsBefore: faultsBefore
        )
        beginRow()
    }

    mutating func beginHeldRow() {
        beginRow()
        (user, userPlace, time, secondTime) = (held.user, held.userPlace, held.time, held.secondTime)
        seen = held.seen
        // A fault of a shared cell is one of each row.
        faultsBefore = held.faultsBefore
    }

    mutating func setKey(_ key: UnsafeBufferPointer<UInt8>) {
        faults.key = String(decoding: key, as: UTF8.self)
        switch LabelText(key) {
        case .integer(let value): user = LabelCell(value)
        case .text(let count): user = output.cell(key.slice(0..<count))
        case .missing: faults.report(.noUser, at: CellPlace(), "the key \(key.shown) is no user")
        }
    }

    /// Notes that the row has a slot. Two of one kind are a fault.
    private mutating func see(_ slot: Int, at place: CellPlace) {
        let bit = UInt8(1) << UInt8(slot)
        if seen & bit != 0 { faults.report(.value, at: place, column: column(of: slot), "this key occurs twice") }
        seen |= bit
    }

    mutating func integer(_ slot: Int, _ value: Int64, at place: CellPlace) {
        switch slot {
        case Slot.user:
            see(slot, at: place)
            user = LabelCell(value)
            userPlace = RowPlace(place)
        case Slot.item:
            see(slot, at: place)
            item = LabelCell(value)
            itemInteger = value
            itemPlace = RowPlace(place)
        case Slot.time where counts.contains(value):
            see(slot, at: place)
            time = unit.key(value)
        case Slot.secondTime where secondCounts.contains(value):
            see(slot, at: place)
            secondTime = secondUnit.key(value)
        default: String(value).withBytes { cell(slot, $0, .number, at: place) }
        }
    }

    mutating func cell(_ slot: Int, _ text: UnsafeBufferPointer<UInt8>, _ kind: CellKind, at place: CellPlace) {
        if slot >= Slot.watched { return faults.passOver(column: slot - Slot.watched, text, kind, at: place) }
        see(slot, at: place)
        switch slot {
        case Slot.user:
            user = label(text, kind, slot, at: place)?.cell ?? .none
            userPlace = RowPlace(place)
        case Slot.item:
            let label = label(text, kind, slot, at: place)
            item = label?.cell ?? .none
            itemInteger = label?.integer
            itemPlace = RowPlace(place)
        case Slot.time: time = key(text, kind, firstTime, slot, at: place)
        case Slot.secondTime: secondTime = key(text, kind, secondTimeRole, slot, at: place)
        default: list(text, kind, at: place)
        }
    }

    /// A cell with a list, as text.
    private mutating func list(_ text: UnsafeBufferPointer<UInt8>, _ kind: CellKind, at place: CellPlace) {
        guard kind == .text || kind == .number else {
            faults.report(
                .noItem,
                at: place,
                column: column(of: Slot.list),
                "expected a list of items, found \(kind.words)"
            )
            return
        }
        func report(_ detail: @autoclosure () -> String) {
            faults.report(.noItem, at: place, column: column(of: Slot.list), detail())
        }
        switch ListCell.read(text, element: { element($0, .text, at: place) }) {
        case .list: break
        case .shortened:
            report(
                "\(text.shown) is a shortened list: `...` stands for items that are not in the file; write whole lists, for"
                    + " example with pandas' to_json(FILE, orient=\"records\", lines=True) in place of to_csv"
            )
        case .other: report("\(text.shown) is no list of items")
        }
    }

    mutating func beginList(_ slot: Int, at place: CellPlace) { see(slot, at: place) }

    mutating func element(_ text: UnsafeBufferPointer<UInt8>, _ kind: CellKind, at place: CellPlace) {
        guard let label = label(text, kind, Slot.list, at: place) else { return }
        output.append(element: label.cell, integer: label.integer, at: RowPlace(place))
    }

    mutating func elements(_ integers: UnsafeBufferPointer<UInt32>) { output.append(list: integers) }

    private mutating func label(
        _ text: UnsafeBufferPointer<UInt8>,
        _ kind: CellKind,
        _ slot: Int,
        at place: CellPlace
    ) -> (cell: LabelCell, integer: Int64?)? {
        let absence: TableFault.Kind = slot == Slot.user ? .noUser : .noItem
        let noun = slot == Slot.user ? "user" : "item"
        func report(_ kind: TableFault.Kind, _ detail: @autoclosure () -> String) {
            faults.report(kind, at: place, column: column(of: slot), detail())
        }
        switch kind {
        case .text:
            switch LabelText(text) {
            case .integer(let value): return (LabelCell(value), value)
            case .missing:
                report(absence, text.isEmpty ? "the \(noun) is empty" : "\(text.shown) is no \(noun)")
                return nil
            case .text(let count):
                if text.isText { return (output.cell(text.slice(0..<count)), nil) }
                guard text.isUTF8 else {
                    report(
                        .text,
                        "\(text.shown) is not valid UTF-8; if the file has another charset, add `charset=windows-1252`"
                    )
                    return nil
                }
                if isDelimited {
                    report(.text, "\(text.shown) has the byte 0, which is no text; the file is damaged here")
                    return nil
                }
                return (output.cell(text.slice(0..<count)), nil)
            }
        case .number:
            guard let label = LabelNumber.label(text) else {
                report(.value, "\(text.shown) is beyond the range of a double-precision number")
                return nil
            }
            if let integer = Int64(label) { return (LabelCell(integer), integer) }
            return (label.withBytes { output.cell($0) }, nil)
        case .null:
            report(absence, "the \(noun) is null")
            return nil
        case .boolean, .array, .object:
            report(absence, "expected a string or a number as the \(noun), found \(kind.words)")
            return nil
        }
    }

    private mutating func key(
        _ text: UnsafeBufferPointer<UInt8>,
        _ kind: CellKind,
        _ role: LogRoles.Time?,
        _ slot: Int,
        at place: CellPlace
    ) -> TimeKey? {
        guard let role else { return nil }
        if kind == .text || kind == .number, let key = role.key(text.trimmed) { return key }
        let column = column(of: slot)
        switch kind {
        case .text where MissingWord.matches(text.trimmed):
            faults.report(
                .noTime,
                at: place,
                column: column,
                text.isEmpty ? "the time is empty" : "\(text.shown) is no time"
            )
        case .text, .number:
            faults.report(
                .noTime,
                at: place,
                column: column,
                role.contradiction(text)
            )
        case .null: faults.report(.noTime, at: place, column: column, "the time is null")
        case .boolean, .array, .object:
            faults.report(.noTime, at: place, column: column, "expected a time, found \(kind.words)")
        }
        return nil
    }

    mutating func endRow(at place: CellPlace, isBare: Bool) {
        if !isBare { checkPresence(at: place) }
        let isFaulty = faults.total > faultsBefore
        if roles.list != nil {
            if !item.isNone, !isFaulty { output.append(element: item, integer: itemInteger, at: itemPlace) }
            output.append(
                end: RowBuffer.ListEnd(
                    user: user,
                    time: time,
                    secondTime: secondTime,
                    isFaulty: isFaulty,
                    place: user.isNone ? RowPlace(place) : userPlace
                )
            )
        } else if !isFaulty {
            output.append(user: user, item: item, at: itemPlace, time: time, secondTime: secondTime)
        }
        endCells(isFaulty: isFaulty)
    }

    private mutating func endCells(isFaulty: Bool) {
        faults.rows += 1
        if isFaulty { faults.skippedRows += 1 }
        faults.key = nil
        user = .none
        item = .none
    }

    /// The texts of the labels that a row has so far, which end with the buffer that they stand in.
    var openTexts: (user: [UInt8]?, item: [UInt8]?, held: [UInt8]?) {
        output.texts.withUnsafeBufferPointer { texts in
            func text(_ cell: LabelCell) -> [UInt8]? {
                if case .text(let text)? = cell.label(in: texts) { Array(text) } else { nil }
            }
            return (text(user), text(item), text(held.user))
        }
    }

    /// Puts the texts of a row that is not complete into the new buffer.
    mutating func restore(_ open: (user: [UInt8]?, item: [UInt8]?, held: [UInt8]?)) {
        if let text = open.user { user = text.withUnsafeBufferPointer { output.cell($0) } }
        if let text = open.item { item = text.withUnsafeBufferPointer { output.cell($0) } }
        if let text = open.held { held.user = text.withUnsafeBufferPointer { output.cell($0) } }
    }

    mutating func dropRow() {
        if roles.list != nil {
            let place = RowPlace(CellPlace())
            output.append(
                end: RowBuffer.ListEnd(user: .none, time: nil, secondTime: nil, isFaulty: true, place: place)
            )
        }
        endCells(isFaulty: true)
    }

    /// A JSON record may lack a key; a delimited record has all columns.
    private mutating func checkPresence(at place: CellPlace) {
        func isMissing(_ slot: Int) -> Bool { seen & (UInt8(1) << UInt8(slot)) == 0 }
        if roles.user != nil, isMissing(Slot.user), user.isNone { miss(Slot.user, .noUser, at: place) }
        if roles.item != nil, isMissing(Slot.item) { miss(Slot.item, .noItem, at: place) }
        if case .column? = roles.list, isMissing(Slot.list) { miss(Slot.list, .noItem, at: place) }
        if isTimed, isMissing(Slot.time) { miss(Slot.time, .noTime, at: place) }
        if hasSecondTime, isMissing(Slot.secondTime) { miss(Slot.secondTime, .noTime, at: place) }
    }

    private mutating func miss(_ slot: Int, _ kind: TableFault.Kind, at place: CellPlace) {
        guard let column = column(of: slot) else { return }
        let title = faults.plan.title(of: column).shown
        var reason = ""
        if case .json(let layout) = faults.plan.structure, let events = layout.events,
            faults.plan.columns[column].path.first != events
        {
            reason = " before \(events.shown)"
        }
        faults.report(kind, at: place, column: column, "\(title) is missing\(reason)")
    }
}

extension LogRoles.Time {
    /// The unit of a column, and the whole numbers that surely have it; none if the column has no unit.
    fileprivate static func counts(_ time: LogRoles.Time?) -> (unit: TimeUnit, counts: Range<Int64>) {
        guard let time, let unit = time.format.unit else { return (.seconds, 0..<0) }
        return (unit, time.isChecked ? unit.likelyCounts : Int64.min..<Int64.max)
    }

    /// What is wrong with a text that is no time of the column.
    fileprivate func contradiction(_ text: UnsafeBufferPointer<UInt8>) -> String {
        guard let unit = format.unit, isChecked, let number = DecimalTime(text.trimmed) else {
            return
                "\(text.shown) is no time of the format `\(format)`\(isChecked ? ", as most of the first rows have" : "")"
        }
        let likely = TimeUnit.likely(for: number.magnitude)
        if likely == unit { return "\(text.shown) is beyond the range of times in \(unit.words)" }
        return
            "\(text.shown) is a time in \(likely.words) by its size, while the column is read in \(unit.words), the unit of"
            + " the median of its first rows; convert it, or add `timeFormat=\(unit.rawValue)` if all times are in"
            + " \(unit.words)"
    }
}

extension TimeFormat {
    /// The unit of a plain number.
    var unit: TimeUnit? { if case .unix(let unit) = self { unit } else { nil } }
}
