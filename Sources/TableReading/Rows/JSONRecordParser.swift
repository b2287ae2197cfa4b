import JSONText

/// Makes rows out of the tokens of JSON records.
///
/// Keys of nested objects are joined into a path, and only the values of the plan's paths are kept, so memory is that of
/// one row whatever else the records contain.
struct JSONRecordParser<Builder: RowBuilder>: JSONConsumer, Sendable {
    /// What the next token stands in.
    enum Spot: Sendable {
        case start
        /// The outermost object of a request, and the key whose value comes next.
        case root(key: String)
        /// The value of a member, which the tree builder takes.
        case member(name: String)
        /// The array of records.
        case records
        /// An object with the lists of users.
        case users
        /// Within a record.
        case record
        /// The array of a record's interactions.
        case events
        /// A list of items: alone, or in a record's slot.
        case list(isBare: Bool)
        case end
    }

    let layout: JSONLayout
    let memberNames: [String]
    let limits: JSONLimits
    var spot = Spot.start
    var keys: Set<String> = []
    var tree: JSONTreeBuilder?
    private var path: JSONRecordPath
    /// The slot of the present key.
    private var slot: Int?
    private var place = CellPlace()
    private var elementIndex = 0
    /// The key of a record's interactions, if they are an array of objects.
    private let events: [UInt8]?
    private var isInEvent = false
    private var hasEvents = false
    /// Containers that are open within a value that is passed over.
    private var skippedDepth = 0

    var builder: Builder

    init(_ plan: ReadingPlan, _ layout: JSONLayout, _ builder: Builder, line: Int = 1) {
        self.layout = layout
        self.builder = builder
        memberNames = plan.memberNames
        limits = plan.limits.json
        path = JSONRecordPath(plan.columns) { builder.slot(of: $0) }
        place.line = layout.isLines ? line : 0
        events = layout.events.map { Array($0.utf8) }
    }

    // MARK: Lines

    /// The present line, from 1; 0 for one text.
    var line: Int { place.line }

    mutating func endLine() {
        place.line += 1
        spot = .start
        skippedDepth = 0
        isInEvent = false
        path.removeAll()
    }

    /// Leaves out the present line, which is not JSON.
    mutating func refuseLine(_ fault: TableFault) {
        let isOpen: Bool
        switch spot {
        case .record, .events, .list: isOpen = true
        case .start, .root, .member, .records, .users, .end: isOpen = false
        }
        if case .end = spot {
            // The row was delivered before the fault behind it was found.
            builder.faults.report(.text, at: fault.place, fault.detail)
            return
        }
        if !isOpen { builder.beginRow() }
        builder.faults.report(fault.kind == .value ? .value : .text, at: fault.place, fault.detail)
        builder.dropRow()
    }

    /// Reports what only the end of a `json` text shows.
    mutating func finish() {
        guard layout.member != nil, case .end = spot else { return }
        let has = keys.contains { JSONLayoutFinder.recordMembers.contains($0) || $0 == JSONLayoutFinder.sequenceMember }
        if !has { refuse("`\(layout.member ?? "")` is missing", at: "") }
    }

    // MARK: Scalars

    mutating func integer(_ value: Int64, at offset: Int) {
        if skippedDepth > 0 { return }
        switch spot {
        case .list:
            if value >= 0, value < 10_000_000 {
                withUnsafePointer(to: UInt32(value)) { builder.elements(UnsafeBufferPointer(start: $0, count: 1)) }
            } else {
                let place = elementPlace(offset)
                String(value).withBytes { builder.element($0, .number, at: place) }
            }
            elementIndex += 1
        case .record:
            guard let slot = slot else {
                if !path.isKnown { String(value).withBytes { passOver($0, .number, at: offset) } }
                return
            }
            if builder.takesList(slot) { return String(value).withBytes { scalar($0, .number, at: offset) } }
            builder.integer(slot, value, at: cellPlace(offset))
        default: if !forward({ $0.integer(value, at: offset) }) { refuse(.number, at: offset) }
        }
    }

    var takesIntegers: Bool {
        guard skippedDepth == 0 else { return false }
        if case .list = spot { return true }
        return false
    }

    mutating func integers(_ values: UnsafeBufferPointer<UInt32>) {
        builder.elements(values)
        elementIndex += values.count
    }

    mutating func number(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) {
        if skippedDepth > 0 || forward({ $0.number(text, at: offset) }) { return }
        scalar(text, .number, at: offset)
    }

    mutating func string(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        if skippedDepth > 0 || forward({ $0.string(utf8, at: offset) }) { return }
        scalar(utf8, .text, at: offset)
    }

    mutating func bool(_ value: Bool, at offset: Int) {
        if skippedDepth > 0 || forward({ $0.bool(value, at: offset) }) { return }
        (value ? "true" : "false").withBytes { scalar($0, .boolean, at: offset) }
    }

    mutating func null(at offset: Int) {
        if skippedDepth > 0 || forward({ $0.null(at: offset) }) { return }
        scalar(UnsafeBufferPointer(start: nil, count: 0), .null, at: offset)
    }

    private mutating func scalar(_ text: UnsafeBufferPointer<UInt8>, _ kind: CellKind, at offset: Int) {
        switch spot {
        case .list:
            let place = elementPlace(offset)
            builder.element(text, kind, at: place)
            elementIndex += 1
        case .record:
            guard let slot = slot else {
                if !path.isKnown { passOver(text, kind, at: offset) }
                return
            }
            builder.cell(slot, text, kind, at: cellPlace(offset))
        default: refuse(kind, at: offset)
        }
    }

    /// Passes over the value of a key that the first records do not have, unless it would have had a role.
    private mutating func passOver(_ text: UnsafeBufferPointer<UInt8>, _ kind: CellKind, at offset: Int) {
        let keys = path.keys.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        if builder.faults.passOver(keys, text, kind, at: cellPlace(offset)) { path.passOver() }
    }

    // MARK: Containers

    mutating func beginArray(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth += 1
            return
        }
        switch spot {
        case .start where layout.isLines:
            guard layout.kind == .sequences || builder.listSlot != nil else {
                return refuseContainer(.array, at: offset)
            }
            beginList(isBare: true, at: offset)
        case .start where layout.isFlat: beginList(isBare: true, at: offset)
        case .start where layout.member == nil && layout.kind != .usersByKey: spot = .records
        case .root(let key) where key == layout.member: spot = .records
        case .records where layout.kind == .sequences: beginList(isBare: true, at: offset)
        case .users: beginList(isBare: true, at: offset)
        case .record:
            guard let slot = slot else {
                if isAtEvents { return beginEvents() }
                if !path.isKnown { passOver(UnsafeBufferPointer(start: nil, count: 0), .array, at: offset) }
                skippedDepth = 1
                return
            }
            guard builder.takesList(slot) else {
                builder.cell(slot, UnsafeBufferPointer(start: nil, count: 0), .array, at: cellPlace(offset))
                skippedDepth = 1
                return
            }
            builder.beginList(slot, at: cellPlace(offset))
            beginList(isBare: false, at: offset)
        default: if !forward({ $0.beginArray(at: offset) }) { refuseContainer(.array, at: offset) }
        }
    }

    /// Whether the present key is that of the record's interactions.
    private var isAtEvents: Bool { !hasEvents && path.depth == 1 && path.keys == events }

    private mutating func beginEvents() {
        hasEvents = true
        builder.holdRow()
        elementIndex = 0
        spot = .events
    }

    private mutating func beginEvent(at offset: Int) {
        builder.beginHeldRow()
        isInEvent = true
        place.column = offset + 1
        place.element = elementIndex
        path.open()
        slot = nil
        spot = .record
    }

    private mutating func endEvent() {
        builder.endRow(at: place, isBare: false)
        isInEvent = false
        nextEvent()
        spot = .events
    }

    private mutating func nextEvent() {
        elementIndex += 1
        place.element = nil
        // The path is that of the array again.
        path.cut(to: events?.count ?? 0)
    }

    private mutating func beginList(isBare: Bool, at offset: Int) {
        if isBare, layout.kind != .usersByKey { builder.beginRow() }
        place.column = offset + 1
        elementIndex = 0
        spot = .list(isBare: isBare)
    }

    mutating func endArray(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth -= 1
            return
        }
        switch spot {
        case .list(isBare: false):
            spot = .record
            slot = nil
        case .list(isBare: true): endRow(isBare: true)
        case .events:
            spot = .record
            slot = nil
        case .records: spot = layout.member == nil ? .end : .root(key: "")
        default: _ = forward { $0.endArray(at: offset) }
        }
    }

    private mutating func endRow(isBare: Bool) {
        if !hasEvents { builder.endRow(at: place, isBare: isBare) }
        place.record += 1
        spot = layout.isLines || layout.isFlat ? .end : layout.kind == .usersByKey ? .users : .records
    }

    mutating func beginObject(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth += 1
            return
        }
        switch spot {
        case .start where layout.isLines && layout.kind == .records: beginRecord(at: offset)
        case .start where layout.kind == .usersByKey && !layout.isLines: spot = .users
        case .start where layout.member != nil: spot = .root(key: "")
        case .records where layout.kind == .records: beginRecord(at: offset)
        case .events: beginEvent(at: offset)
        case .record:
            guard let slot = slot else { return path.open() }
            builder.cell(slot, UnsafeBufferPointer(start: nil, count: 0), .object, at: cellPlace(offset))
            self.slot = nil
            skippedDepth = 1
        default: if !forward({ $0.beginObject(at: offset) }) { refuseContainer(.object, at: offset) }
        }
    }

    private mutating func beginRecord(at offset: Int) {
        builder.beginRow()
        hasEvents = false
        place.column = offset + 1
        path.removeAll()
        path.open()
        slot = nil
        spot = .record
    }

    mutating func endObject(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth -= 1
            return
        }
        switch spot {
        case .record:
            path.close()
            slot = nil
            if isInEvent, path.depth == 1 { return endEvent() }
            if path.depth == 0 { endRow(isBare: false) }
        case .root, .users: spot = .end
        default: _ = forward { $0.endObject(at: offset) }
        }
    }

    mutating func key(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        if skippedDepth > 0 { return }
        switch spot {
        case .record:
            if path.isAtTop {
                slot = path.slot(of: utf8)
                // What follows the interactions comes too late for them.
                if hasEvents { slot = nil }
                // The path is needed only if an object without a role follows.
                if slot == nil { path.setKey(utf8) }
            } else {
                path.setKey(utf8)
                slot = path.slot()
            }
        case .users:
            builder.beginRow()
            builder.setKey(utf8)
        case .root: readRootKey(String(decoding: utf8, as: UTF8.self))
        default: _ = forward { $0.key(utf8, at: offset) }
        }
    }

    private func cellPlace(_ offset: Int) -> CellPlace {
        CellPlace(line: place.line, column: offset + 1, record: place.record, element: isInEvent ? elementIndex : nil)
    }

    private func elementPlace(_ offset: Int) -> CellPlace {
        CellPlace(line: place.line, column: offset + 1, record: place.record, element: elementIndex)
    }

    private mutating func refuseContainer(_ kind: CellKind, at offset: Int) {
        refuse(kind, at: offset)
        skippedDepth = 1
    }

    /// Reports a value that is not allowed here.
    private mutating func refuse(_ kind: CellKind, at offset: Int) {
        let expectation: String
        switch spot {
        case .start: expectation = layout.kind == .records && layout.isLines ? "an object" : "an array or an object"
        case .root(let key):
            spot = .root(key: "")
            return refuse("expected an array, found \(kind.words)", at: pointer(key))
        case .records: expectation = layout.kind == .records ? "an object" : "a list of items"
        case .users: expectation = "a list of items"
        case .list:
            let place = elementPlace(offset)
            builder.element(UnsafeBufferPointer(start: nil, count: 0), kind, at: place)
            elementIndex += 1
            return
        case .events:
            builder.beginHeldRow()
            builder.faults.report(.value, at: elementPlace(offset), "expected an object, found \(kind.words)")
            builder.dropRow()
            return nextEvent()
        case .record, .member, .end: return
        }
        if layout.kind != .usersByKey { builder.beginRow() }
        builder.faults.report(.value, at: cellPlace(offset), "expected \(expectation), found \(kind.words)")
        builder.dropRow()
        place.record += 1
        if case .start = spot { spot = .end }
    }
}
