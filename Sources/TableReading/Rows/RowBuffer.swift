import JSONText

/// Where a row or an item stands, in two numbers. `LogTableReader.place(of:)` makes its text.
public struct RowPlace: Sendable, Hashable, BitwiseCopyable {
    /// The line, from 1, or the index of the record.
    let row: Int
    /// The column, from 1, or the index of the element; -1 for none.
    let column: Int32

    init(row: Int, column: Int) {
        self.row = row
        self.column = Int32(clamping: column)
    }

    init(_ place: CellPlace) {
        row = place.line > 0 ? place.line : place.record
        let column = place.line > 0 ? place.column : place.element ?? -1
        self.column = Int32(clamping: column)
    }
}

/// A label in a buffer. Its text stands among those of the buffer.
struct LabelCell: Sendable, BitwiseCopyable {
    /// The integer, or the offset of the text.
    private let value: Int64
    /// -1 for an integer, -2 for none.
    private let length: Int32

    static let none = LabelCell(value: 0, length: -2)

    private init(value: Int64, length: Int32) {
        self.value = value
        self.length = length
    }

    init(_ integer: Int64) { self.init(value: integer, length: -1) }

    init(offset: Int, length: Int) { self.init(value: Int64(offset), length: Int32(length)) }

    var isNone: Bool { length == -2 }

    func label(in texts: UnsafeBufferPointer<UInt8>) -> Label? {
        switch length {
        case -2: nil
        case -1: .integer(value)
        default: .text(texts.slice(Int(value)..<Int(value) + Int(length)))
        }
    }
}

/// Rows that have been read and not delivered yet, in their order.
///
/// The readers fill columns of plain values, and the consumer receives whole stretches of them, so that no row costs a
/// call or an allocation.
struct RowBuffer: Sendable {
    enum Event: Sendable {
        case integerRows(count: Int)
        case labelRows(count: Int)
        case integerLists(count: Int)
        case listIntegers(count: Int)
        case listLabels(count: Int)
        case listEnd(ListEnd)
        case member(Int)
    }

    struct ListEnd: Sendable {
        var user: LabelCell
        var time: TimeKey?
        var secondTime: TimeKey?
        var isFaulty: Bool
        var place: RowPlace
    }

    /// How many rows are delivered together.
    static let rows = 1_024

    /// The rows in their order.
    private(set) var events: [Event] = []
    /// Rows since the last event: label rows, or whole lists of integers and the integers of an open list. Most rows follow
    /// their like, so they are only counted.
    private var labelRows = 0
    private var integerLists = 0
    private var openIntegers = 0
    /// Whether the open list has other labels than small integers.
    private var isListMixed = false
    var users: [UInt32] = []
    var items: [UInt32] = []
    var times: [Int64] = []
    var userLabels: [LabelCell] = []
    var itemLabels: [LabelCell] = []
    var itemPlaces: [RowPlace] = []
    var keys: [TimeKey] = []
    var secondKeys: [TimeKey] = []
    var listIntegers: [UInt32] = []
    /// Of each list of integers: its user, where it ends in `listIntegers`, and its place.
    var integerListUsers: [LabelCell] = []
    var integerListEnds: [Int] = []
    var integerListPlaces: [RowPlace] = []
    var listLabels: [LabelCell] = []
    var listPlaces: [RowPlace] = []
    var texts: [UInt8] = []
    var members: [(name: String, value: JSONValue)] = []

    var isEmpty: Bool { events.isEmpty && hasNoRows }

    private var hasNoRows: Bool { labelRows == 0 && integerLists == 0 && openIntegers == 0 }

    /// Makes events of the rows that were only counted.
    mutating func closeRows() {
        if labelRows > 0 { events.append(.labelRows(count: labelRows)) }
        if integerLists > 0 { events.append(.integerLists(count: integerLists)) }
        if openIntegers > 0 { events.append(.listIntegers(count: openIntegers)) }
        (labelRows, integerLists, openIntegers) = (0, 0, 0)
    }

    private mutating func add(_ event: Event) {
        closeRows()
        events.append(event)
    }

    /// Replaces the last event, with which a new one was joined.
    private mutating func replaceLast(with event: Event) { events[events.count - 1] = event }

    private var lastEvent: Event? { hasNoRows ? events.last : nil }

    /// Whether the rows should be delivered before more are read.
    var isFull: Bool {
        items.count >= Self.rows || itemLabels.count >= Self.rows
            || listIntegers.count + listLabels.count >= 8 * Self.rows
            || texts.count >= 1 << 18 || events.count + integerLists >= 4 * Self.rows
    }

    mutating func removeAll() {
        events.removeAll(keepingCapacity: true)
        (labelRows, integerLists, openIntegers) = (0, 0, 0)
        isListMixed = false
        users.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        userLabels.removeAll(keepingCapacity: true)
        itemLabels.removeAll(keepingCapacity: true)
        itemPlaces.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        secondKeys.removeAll(keepingCapacity: true)
        listIntegers.removeAll(keepingCapacity: true)
        integerListUsers.removeAll(keepingCapacity: true)
        integerListEnds.removeAll(keepingCapacity: true)
        integerListPlaces.removeAll(keepingCapacity: true)
        listLabels.removeAll(keepingCapacity: true)
        listPlaces.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        members.removeAll(keepingCapacity: true)
    }

    /// Notes rows that were appended to `users`, `items` and `times`.
    mutating func noteIntegerRows(_ count: Int) {
        guard count > 0 else { return }
        if case .integerRows(let before)? = lastEvent {
            replaceLast(with: .integerRows(count: before + count))
        } else {
            add(.integerRows(count: count))
        }
    }

    /// Notes rows that were appended to `userLabels` and the columns beside it.
    mutating func noteLabelRows(_ count: Int) { labelRows += count }

    mutating func append(
        user: LabelCell,
        item: LabelCell,
        at place: RowPlace,
        time: TimeKey?,
        secondTime: TimeKey?
    ) {
        userLabels.append(user)
        itemLabels.append(item)
        itemPlaces.append(place)
        if let time { keys.append(time) }
        if let secondTime { secondKeys.append(secondTime) }
        labelRows += 1
    }

    mutating func append(list integers: UnsafeBufferPointer<UInt32>) {
        listIntegers.append(contentsOf: integers)
        openIntegers += integers.count
    }

    /// Adds an element to the present list; small integers stay with their like.
    mutating func append(element: LabelCell, integer: Int64?, at place: RowPlace) {
        if let integer, 0..<10_000_000 ~= integer {
            listIntegers.append(UInt32(integer))
            openIntegers += 1
            return
        }
        isListMixed = true
        listLabels.append(element)
        listPlaces.append(place)
        if case .listLabels(let before)? = lastEvent {
            replaceLast(with: .listLabels(count: before + 1))
        } else {
            add(.listLabels(count: 1))
        }
    }

    mutating func append(end: ListEnd) {
        if isListMixed || end.isFaulty || end.time != nil {
            add(.listEnd(end))
        } else {
            integerListUsers.append(end.user)
            integerListEnds.append(listIntegers.count)
            integerListPlaces.append(end.place)
            integerLists += 1
            openIntegers = 0
        }
        isListMixed = false
    }

    mutating func append(member name: String, _ value: JSONValue) {
        add(.member(members.count))
        members.append((name, value))
    }

    /// Copies a text among those of the buffer.
    mutating func cell(_ text: UnsafeBufferPointer<UInt8>) -> LabelCell {
        let offset = texts.count
        texts.append(contentsOf: text)
        return LabelCell(offset: offset, length: text.count)
    }
}
