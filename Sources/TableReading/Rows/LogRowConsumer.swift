public import JSONText

/// Receives the rows of a log, many at a time. All buffers are valid during the call only.
///
/// A log of interactions has `integerRows` and `rows`. A log of lists has `integerLists`, `listIntegers`, `listLabels` and
/// `endList`.
public protocol LogRowConsumer {
    /// The outcome of planning, before the first row.
    mutating func planned(_ planning: TablePlanning)
    /// Rows whose user and item are plain integers below 2^31 and whose time is a whole number.
    mutating func integerRows(_ rows: IntegerRows)
    /// Rows with any labels and times.
    mutating func rows(_ rows: LabelRows)
    /// Whole lists of plain integers below 10^7, without a fault and without times. The first one continues the present list.
    mutating func integerLists(_ lists: IntegerLists)
    /// The next items of the present list, each a plain integer below 10^7.
    mutating func listIntegers(_ items: UnsafeBufferPointer<UInt32>)
    /// The next items of the present list.
    mutating func listLabels(_ items: LabelList)
    /// The end of the present list.
    mutating func endList(_ row: ListRow)
    /// A member beside the records of a JSON object.
    mutating func member(_ name: String, _ value: JSONValue)
}

/// Rows of plain integers, column by column.
public struct IntegerRows {
    public let users: UnsafeBufferPointer<UInt32>
    public let items: UnsafeBufferPointer<UInt32>
    /// In units of `unit`; empty if the log has no times.
    public let times: UnsafeBufferPointer<Int64>
    public let unit: TimeUnit
}

/// Rows of any labels.
public struct LabelRows {
    let userCells: UnsafeBufferPointer<LabelCell>
    let itemCells: UnsafeBufferPointer<LabelCell>
    /// Where the items stand.
    public let itemPlaces: UnsafeBufferPointer<RowPlace>
    /// One for each row; empty if the log has no times.
    public let times: UnsafeBufferPointer<TimeKey>
    /// The times of the second column, which order rows with equal times; empty if there is none.
    public let secondTimes: UnsafeBufferPointer<TimeKey>
    let texts: UnsafeBufferPointer<UInt8>

    public var count: Int { itemCells.count }

    public func user(_ row: Int) -> Label { userCells[row].label(in: texts) ?? .integer(0) }

    public func item(_ row: Int) -> Label { itemCells[row].label(in: texts) ?? .integer(0) }

    /// Whether two rows have the same user. Neighbouring rows mostly do, and comparing is cheaper than looking up.
    public func haveSameUser(_ row: Int, _ other: Int) -> Bool {
        switch (user(row), user(other)) {
        case (.integer(let first), .integer(let second)): first == second
        case (.text(let first), .text(let second)): first.hasBytes(of: second)
        default: false
        }
    }
}

/// Lists of plain integers.
public struct IntegerLists {
    /// The items of all lists, one list after another.
    public let items: UnsafeBufferPointer<UInt32>
    let userCells: UnsafeBufferPointer<LabelCell>
    /// Where each list ends, and where the first one begins, among more lists than these.
    let ends: UnsafeBufferPointer<Int>
    let begin: Int
    let places: UnsafeBufferPointer<RowPlace>
    let texts: UnsafeBufferPointer<UInt8>

    public var count: Int { ends.count }

    /// Where the list ends in `items`.
    public func end(_ list: Int) -> Int { ends[list] - begin }

    /// Where the list is in `items`.
    public func range(_ list: Int) -> Range<Int> { (list == 0 ? 0 : end(list - 1))..<end(list) }

    /// Nil if the list is a user of its own.
    public func user(_ list: Int) -> Label? { userCells[list].label(in: texts) }

    public func place(_ list: Int) -> RowPlace { places[list] }
}

extension LogRowConsumer {
    public mutating func integerLists(_ lists: IntegerLists) { deliverEach(of: lists) }

    /// Delivers each list by itself, by `listIntegers` and `endList`.
    public mutating func deliverEach(of lists: IntegerLists) {
        for list in 0..<lists.count {
            let range = lists.range(list)
            if !range.isEmpty { listIntegers(UnsafeBufferPointer(rebasing: lists.items[range])) }
            endList(
                ListRow(
                    user: lists.user(list),
                    time: nil,
                    secondTime: nil,
                    isFaulty: false,
                    place: lists.place(list)
                )
            )
        }
    }
}

/// Items of one list.
public struct LabelList {
    let cells: UnsafeBufferPointer<LabelCell>
    /// Where the items stand.
    public let places: UnsafeBufferPointer<RowPlace>
    let texts: UnsafeBufferPointer<UInt8>

    public var count: Int { cells.count }

    public subscript(index: Int) -> Label { cells[index].label(in: texts) ?? .integer(0) }
}

/// What a list belongs to.
public struct ListRow {
    /// Nil if the list is a user of its own.
    public let user: Label?
    public let time: TimeKey?
    public let secondTime: TimeKey?
    /// Whether the list has a fault: its items must be dropped.
    public let isFaulty: Bool
    public let place: RowPlace
}

extension RowBuffer {
    /// Delivers all rows in their order, and forgets them.
    mutating func deliver(to consumer: inout some LogRowConsumer, unit: TimeUnit) {
        guard !isEmpty else { return }
        closeRows()
        users.withUnsafeBufferPointer { users in
            items.withUnsafeBufferPointer { items in
                deliver(users, items, to: &consumer, unit: unit)
            }
        }
        removeAll()
    }

    private func deliver(
        _ users: UnsafeBufferPointer<UInt32>,
        _ items: UnsafeBufferPointer<UInt32>,
        to consumer: inout some LogRowConsumer,
        unit: TimeUnit
    ) {
        var place = (integers: 0, labels: 0, lists: 0, listIntegers: 0, listLabels: 0)
        texts.withUnsafeBufferPointer { texts in
            for event in events {
                switch event {
                case .integerRows(let count):
                    let range = place.integers..<place.integers + count
                    times.withUnsafeBufferPointer { times in
                        consumer.integerRows(
                            IntegerRows(
                                users: UnsafeBufferPointer(rebasing: users[range]),
                                items: UnsafeBufferPointer(rebasing: items[range]),
                                times: UnsafeBufferPointer(rebasing: times.isEmpty ? times[0..<0] : times[range]),
                                unit: unit
                            )
                        )
                    }
                    place.integers += count
                case .labelRows(let count):
                    deliver(place.labels..<place.labels + count, texts, to: &consumer)
                    place.labels += count
                case .integerLists(let count):
                    deliver(place.lists..<place.lists + count, from: place.listIntegers, texts, to: &consumer)
                    place.lists += count
                    place.listIntegers = integerListEnds[place.lists - 1]
                case .listIntegers(let count):
                    let range = place.listIntegers..<place.listIntegers + count
                    listIntegers.withUnsafeBufferPointer {
                        consumer.listIntegers(UnsafeBufferPointer(rebasing: $0[range]))
                    }
                    place.listIntegers += count
                case .listLabels(let count):
                    let range = place.listLabels..<place.listLabels + count
                    listLabels.withUnsafeBufferPointer { cells in
                        listPlaces.withUnsafeBufferPointer { places in
                            consumer.listLabels(
                                LabelList(
                                    cells: UnsafeBufferPointer(rebasing: cells[range]),
                                    places: UnsafeBufferPointer(rebasing: places[range]),
                                    texts: texts
                                )
                            )
                        }
                    }
                    place.listLabels += count
                case .listEnd(let end):
                    consumer.endList(
                        ListRow(
                            user: end.user.label(in: texts),
                            time: end.time,
                            secondTime: end.secondTime,
                            isFaulty: end.isFaulty,
                            place: end.place
                        )
                    )
                case .member(let index): consumer.member(members[index].name, members[index].value)
                }
            }
        }
    }

    private func deliver(
        _ range: Range<Int>,
        from begin: Int,
        _ texts: UnsafeBufferPointer<UInt8>,
        to consumer: inout some LogRowConsumer
    ) {
        listIntegers.withUnsafeBufferPointer { items in
            integerListUsers.withUnsafeBufferPointer { users in
                integerListEnds.withUnsafeBufferPointer { ends in
                    integerListPlaces.withUnsafeBufferPointer { places in
                        consumer.integerLists(
                            IntegerLists(
                                items: UnsafeBufferPointer(rebasing: items[begin..<ends[range.upperBound - 1]]),
                                userCells: UnsafeBufferPointer(rebasing: users[range]),
                                ends: UnsafeBufferPointer(rebasing: ends[range]),
                                begin: begin,
                                places: UnsafeBufferPointer(rebasing: places[range]),
                                texts: texts
                            )
                        )
                    }
                }
            }
        }
    }

    private func deliver(
        _ range: Range<Int>,
        _ texts: UnsafeBufferPointer<UInt8>,
        to consumer: inout some LogRowConsumer
    ) {
        func part<Element>(_ all: UnsafeBufferPointer<Element>) -> UnsafeBufferPointer<Element> {
            UnsafeBufferPointer(rebasing: all.isEmpty ? all[0..<0] : all[range])
        }
        userLabels.withUnsafeBufferPointer { users in
            itemLabels.withUnsafeBufferPointer { items in
                itemPlaces.withUnsafeBufferPointer { places in
                    keys.withUnsafeBufferPointer { keys in
                        secondKeys.withUnsafeBufferPointer { seconds in
                            consumer.rows(
                                LabelRows(
                                    userCells: part(users),
                                    itemCells: part(items),
                                    itemPlaces: part(places),
                                    times: part(keys),
                                    secondTimes: part(seconds),
                                    texts: texts
                                )
                            )
                        }
                    }
                }
            }
        }
    }
}
