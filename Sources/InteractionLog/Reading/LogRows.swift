import JSONText
import ResourceMetering
import TableReading

/// Makes sequences from the rows of a log's files: numbers the labels, groups interactions by user, and keeps what is not
/// delivered yet.
struct LogRows: LogRowConsumer, Sendable {
    /// What a file's rows are. The files of a log must agree.
    enum Kind: Sendable, Equatable {
        /// Interactions, or lists, with times.
        case timed
        /// Interactions in the order of the file.
        case untimed
        /// One list for each user.
        case lists

        var words: String {
            switch self {
            case .timed: "times"
            case .untimed: "no times"
            case .lists: "one list for each user"
            }
        }
    }

    let limits: LogLimits
    var items = Vocabulary()
    var sequences = PendingSequences()
    /// Members that are not delivered yet, each with the number of pending sequences before it.
    var members: [(sequences: Int, name: String, value: JSONValue)] = []
    var grouping: UserGrouping
    /// Whether the log is refused already: nothing is kept any more, but faults are still found.
    var isRefused = false
    /// Items of all rows that were not left out, padding not included.
    private(set) var tokens = 0
    /// Whether the lists of a user repeat each other.
    private(set) var histories = RepeatedLists()

    /// Why the present file does not go together with those before it.
    private(set) var conflict: TableFault?
    /// Of the present file: second lists of a user who must have one, and labels without a numeric value.
    private(set) var repeatedUsers: [(place: RowPlace, user: String)] = []
    private(set) var repeatedUserCount = 0
    private(set) var nonNumeric: [(place: RowPlace, label: String)] = []
    private(set) var nonNumericCount = 0

    private var kind: Kind?
    private var hasListsWithoutUser = false
    private var plan: PresentPlan
    private var padding = Padding()
    /// Labels without a numeric value in the open list, and those that were in dropped lists only.
    private var openNonNumeric: [(item: UInt32, place: RowPlace)] = []
    private var droppedNonNumeric: Set<UInt32> = []
    private var openTokens = 0
    private var scratch = Scratch()

    /// What the present file's plan says.
    private struct PresentPlan: Sendable {
        var hasLists = false
        var leavesOut = false
    }

    private struct Scratch: Sendable {
        var users: [UInt32] = []
        var items: [UInt32] = []
        var times: [Int64] = []
    }

    /// - Parameter threads: Threads that may write runs to a temporary file.
    init(limits: LogLimits, threads: (any SpareThreads)?) {
        self.limits = limits
        grouping = UserGrouping(memory: limits.memory, threads: threads)
        plan = PresentPlan()
    }

    /// The memory that `LogLimits.memory` bounds.
    var bytes: Int {
        // Only logs with faults have dropped labels. A set keeps about half of its places free.
        items.bytes + sequences.bytes + grouping.bytes + histories.bytes + 8 * droppedNonNumeric.capacity
    }

    // MARK: Files

    mutating func planned(_ planning: TablePlanning) {
        guard let plan = planning.plan, case .log(let roles) = plan.roles else { return }
        self.plan = PresentPlan(hasLists: roles.list != nil, leavesOut: plan.onError == .skip)
        padding = Padding(plan.padding)
        let hasUsers = roles.user != nil || plan.isTableOfUsers
        // A list without a user is a user of its own, so it goes together with anything.
        guard hasUsers else { return }
        let kind: Kind = !roles.times.isEmpty ? .timed : roles.list == nil ? .untimed : .lists
        if let before = self.kind, before != kind {
            conflict = TableFault(
                .structure,
                at: .whole,
                "this file has \(kind.words), but those before it have \(before.words); measure them separately, or let"
                    + " `columns=time:-` keep the order of the files"
            )
        }
        self.kind = kind
        if hasListsWithoutUser { grouping.stopStreaming(&sequences) }
    }

    mutating func beginFile() {
        if !isRefused { grouping.beginFile(into: &sequences) }
        conflict = nil
        removeFileFaults()
    }

    mutating func removeFileFaults() {
        repeatedUsers = []
        repeatedUserCount = 0
        nonNumeric = []
        nonNumericCount = 0
    }

    // MARK: Interactions

    mutating func integerRows(_ rows: IntegerRows) {
        guard !isRefused else { return }
        guard let padding = padding.integer, rows.items.contains(padding) else {
            return add(rows.users, rows.items, rows.times, unit: rows.unit)
        }
        var kept = Scratch()
        swap(&kept, &scratch)
        defer { swap(&kept, &scratch) }
        kept.users.removeAll(keepingCapacity: true)
        kept.items.removeAll(keepingCapacity: true)
        kept.times.removeAll(keepingCapacity: true)
        for row in rows.items.indices where rows.items[row] != padding {
            kept.users.append(rows.users[row])
            kept.items.append(rows.items[row])
            if !rows.times.isEmpty { kept.times.append(rows.times[row]) }
        }
        kept.users.withUnsafeBufferPointer { users in
            kept.items.withUnsafeBufferPointer { items in
                kept.times.withUnsafeBufferPointer { add(users, items, $0, unit: rows.unit) }
            }
        }
    }

    private mutating func add(
        _ users: UnsafeBufferPointer<UInt32>,
        _ items: UnsafeBufferPointer<UInt32>,
        _ times: UnsafeBufferPointer<Int64>,
        unit: TimeUnit
    ) {
        tokens += items.count
        var begin = 0
        while begin < users.count {
            guard grouping.isStreaming else {
                return grouping.addRuns(
                    users: UnsafeBufferPointer(rebasing: users[begin...]),
                    items: UnsafeBufferPointer(rebasing: items[begin...]),
                    times: UnsafeBufferPointer(rebasing: times.isEmpty ? times[0..<0] : times[begin...]),
                    unit: unit,
                    of: &self.items,
                    into: &sequences
                )
            }
            let user = users[begin]
            let end = Self.runEnd(users, from: begin)
            grouping.add(
                user: grouping.users.index(of: Int64(user)),
                items: UnsafeBufferPointer(rebasing: items[begin..<end]),
                times: UnsafeBufferPointer(rebasing: times.isEmpty ? times[0..<0] : times[begin..<end]),
                unit: unit,
                of: &self.items,
                into: &sequences
            )
            begin = end
        }
    }

    /// Where the rows of a user end. Most users have many rows, so several are compared at once.
    private static func runEnd(_ users: UnsafeBufferPointer<UInt32>, from begin: Int) -> Int {
        let user = users[begin]
        let pair = UInt64(user) << 32 | UInt64(user)
        let bytes = UnsafeRawBufferPointer(users)
        /// Zero if the two users at a place are the run's.
        func others(_ place: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: 4 &* place, as: UInt64.self) ^ pair }
        var end = begin + 1
        while end + 8 <= users.count {
            guard others(end) | others(end &+ 2) | others(end &+ 4) | others(end &+ 6) == 0 else { break }
            end &+= 8
        }
        while end < users.count, users[end] == user { end += 1 }
        return end
    }

    mutating func rows(_ rows: LabelRows) {
        // The last row whose user was looked up, and its index.
        var last: (row: Int, user: UInt32)?
        for row in 0..<rows.count {
            let label = rows.item(row)
            if padding.isLabel(label) { continue }
            let (item, isNew) = items.index(of: label)
            if isNew, items.value(of: item) == nil { note(item, at: rows.itemPlaces[row]) }
            if isRefused { continue }
            tokens += 1
            let user: UInt32
            if let last, rows.haveSameUser(row, last.row) {
                user = last.user
            } else {
                user = grouping.users.index(of: rows.user(row)).index
                last = (row, user)
            }
            grouping.add(
                user: user,
                item: item,
                code: items.code(of: item),
                time: rows.times.isEmpty ? nil : rows.times[row],
                secondTime: rows.secondTimes.isEmpty ? nil : rows.secondTimes[row],
                into: &sequences
            )
        }
    }

    private mutating func note(_ item: UInt32, at place: RowPlace) {
        nonNumericCount += 1
        if nonNumeric.count < limits.faults { nonNumeric.append((place, items.label(of: item))) }
    }

    // MARK: Lists

    mutating func integerLists(_ lists: IntegerLists) {
        // These cases are looked at list by list.
        guard !isRefused, openNonNumeric.isEmpty, padding.integer.map({ lists.items.contains($0) }) != true else {
            return deliverEach(of: lists)
        }
        var begin = 0
        for list in 0..<lists.count {
            guard let label = lists.user(list) else {
                beginListWithoutUser()
                continue
            }
            let (user, isNew) = grouping.users.index(of: label)
            if isNew { continue }
            append(lists, begin..<list)
            begin = list + 1
            refuseSecondList(of: user, at: lists.place(list))
            sequences.dropOpenSequence()
            openTokens = 0
        }
        append(lists, begin..<lists.count)
    }

    private mutating func append(_ lists: IntegerLists, _ range: Range<Int>) {
        guard !range.isEmpty, !isRefused else { return }
        let before = sequences.tokens
        sequences.append(lists, range, of: &items)
        tokens += openTokens + sequences.tokens - before
        openTokens = 0
    }

    mutating func listIntegers(_ integers: UnsafeBufferPointer<UInt32>) {
        guard !isRefused else { return }
        guard let padding = padding.integer, integers.contains(padding) else {
            openTokens += integers.count
            return sequences.append(integers, of: &items)
        }
        scratch.items.removeAll(keepingCapacity: true)
        for integer in integers where integer != padding { scratch.items.append(integer) }
        openTokens += scratch.items.count
        scratch.items.withUnsafeBufferPointer { sequences.append($0, of: &items) }
    }

    mutating func listLabels(_ list: LabelList) {
        for index in 0..<list.count {
            let label = list[index]
            if padding.isLabel(label) { continue }
            let (item, isNew) = items.index(of: label)
            if isNew || droppedNonNumeric.remove(item) != nil, items.value(of: item) == nil {
                openNonNumeric.append((item, list.places[index]))
            }
            if isRefused { continue }
            openTokens += 1
            sequences.append(item, code: items.code(of: item))
        }
    }

    mutating func endList(_ row: ListRow) {
        let isKept = !row.isFaulty && add(row)
        if isKept { tokens += openTokens } else { sequences.dropOpenSequence() }
        openTokens = 0
        for (item, place) in openNonNumeric {
            if row.isFaulty {
                droppedNonNumeric.insert(item)
            } else {
                note(item, at: place)
            }
        }
        openNonNumeric.removeAll(keepingCapacity: true)
    }

    /// Adds the open sequence.
    ///
    /// - Returns: Whether it was used.
    private mutating func add(_ row: ListRow) -> Bool {
        guard let label = row.user else {
            if isRefused { return false }
            beginListWithoutUser()
            sequences.endSequence()
            return true
        }
        let (user, isNew) = grouping.users.index(of: label)
        if let time = row.time {
            if isRefused { return false }
            sequences.withOpenItems { histories.add(user: user, $0) }
            grouping.addOpenSequence(user: user, time: time, secondTime: row.secondTime, of: &sequences)
            return true
        }
        guard isNew else {
            refuseSecondList(of: user, at: row.place)
            return false
        }
        if isRefused { return false }
        sequences.endSequence()
        return true
    }

    /// If a user reappeared, a list that is delivered now would be withdrawn and never come again.
    private mutating func beginListWithoutUser() {
        if grouping.isUsed { grouping.stopStreaming(&sequences) }
        hasListsWithoutUser = true
    }

    private mutating func refuseSecondList(of user: UInt32, at place: RowPlace) {
        repeatedUserCount += 1
        if repeatedUsers.count < limits.faults { repeatedUsers.append((place, grouping.users.label(of: user))) }
        if !plan.leavesOut { isRefused = true }
    }

    mutating func member(_ name: String, _ value: JSONValue) {
        members.append((sequences.count, name, value))
    }

    /// Drops the whole sequences and the members, which the consumer has taken.
    mutating func removeDelivered() {
        sequences.removeAll()
        members.removeAll()
    }
}

extension Vocabulary {
    /// The index of a label, known or new.
    fileprivate mutating func index(of label: Label) -> (index: UInt32, isNew: Bool) {
        switch label {
        case .integer(let value):
            let before = count
            let index = index(of: value)
            return (index, count > before)
        case .text(let text): return self.index(of: text)
        }
    }
}

extension ReadingPlan {
    /// Whether the keys of a JSON object are the users.
    fileprivate var isTableOfUsers: Bool {
        if case .json(let layout) = structure { layout.kind == .usersByKey } else { false }
    }
}
