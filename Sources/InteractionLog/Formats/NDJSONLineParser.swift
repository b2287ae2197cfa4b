import JSONText

/// Builds one sequence from the tokens of each line of an `ndjson` log.
struct NDJSONLineParser: JSONConsumer, Sendable {
    private enum Context: Sendable {
        case start
        /// The line's object, and the key whose value comes next.
        case user(key: String)
        case items
        case end
    }

    var output: ReaderState
    private(set) var line = 1
    private var context = Context.start
    /// Whether the items are the whole line, not a member.
    private var isBare = false
    private var hasUser = false
    private var hasItems = false
    /// This line's user, and which users have had a line that is kept, both by index in `users`.
    private var user: Int?
    private var keptUsers: [Bool] = []
    /// The users so far, to find one that appears twice.
    private(set) var users = Vocabulary()
    private var skippedDepth = 0
    /// How many faults there were before this line.
    private var faultsBefore = 0

    init(limits: LogLimits) {
        output = ReaderState(limits: limits, policy: .refuse)
    }

    /// Leaves the line out for a fault of its syntax.
    mutating func refuse(_ fault: InputFault) {
        output.report(fault.detail, at: fault.place, kind: .text)
    }

    mutating func beginFile() { line = 1 }

    mutating func endLine(isBlank: Bool) {
        if !isBlank { output.records += 1 }
        if output.recordFaults > faultsBefore {
            output.sequences.dropOpenSequence()
            output.leaveRecordOut()
        } else if !isBlank {
            output.sequences.endSequence()
        }
        // If faulty lines are skipped, their user may come again. If they are refused, a repeated user is reported too.
        if let user, output.recordFaults == faultsBefore || output.policy == .refuse { keep(user) }
        line += 1
        faultsBefore = output.recordFaults
        context = .start
        isBare = false
        (hasUser, hasItems) = (false, false)
        user = nil
        skippedDepth = 0
    }

    mutating func integer(_ value: Int64, at offset: Int) {
        if skippedDepth > 0 { return }
        switch context {
        case .items:
            output.append(output.items.index(of: value))
        case .user(key: "user"):
            addUser(users.index(of: value), at: offset)
        case .start, .user, .end:
            refuse("a number", at: offset)
        }
    }

    mutating func integers(_ values: UnsafeBufferPointer<UInt32>) {
        output.sequences.append(values, of: &output.items)
    }

    var takesIntegers: Bool {
        if skippedDepth == 0, case .items = context { true } else { false }
    }

    mutating func number(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) {
        label(text, isNumber: true, at: offset)
    }

    mutating func string(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        label(utf8, isNumber: false, at: offset)
    }

    private mutating func label(_ text: UnsafeBufferPointer<UInt8>, isNumber: Bool, at offset: Int) {
        if skippedDepth > 0 { return }
        let place = place(at: offset)
        switch context {
        case .items:
            if let index = output.item(text, isNumber: isNumber, at: place) {
                output.append(index)
            }
        case .user(key: "user"):
            if let user = output.user(text, isNumber: isNumber, in: &users, at: place) {
                addUser(user.index, at: offset)
            }
        case .start, .user, .end:
            refuse(isNumber ? "a number" : "a string", at: offset)
        }
    }

    private mutating func addUser(_ index: UInt32, at offset: Int) {
        let place = place(at: offset)
        user = Int(index)
        if Int(index) < keptUsers.count, keptUsers[Int(index)] {
            output.report("this user had a line before", at: place, kind: .repeatedUser)
        }
    }

    private mutating func keep(_ user: Int) {
        while keptUsers.count <= user { keptUsers.append(false) }
        keptUsers[user] = true
    }

    mutating func bool(_ value: Bool, at offset: Int) { refuse("a Boolean", at: offset) }

    mutating func null(at offset: Int) { refuse("null", at: offset) }

    mutating func beginArray(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth += 1
            return
        }
        switch context {
        case .start:
            isBare = true
            context = .items
        case .user(key: "items"):
            context = .items
        case .user, .items, .end:
            refuse("an array", at: offset)
            skippedDepth = 1
        }
    }

    mutating func endArray(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth -= 1
            return
        }
        context = isBare ? .end : .user(key: "")
    }

    mutating func beginObject(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth += 1
        } else if case .start = context {
            context = .user(key: "")
        } else {
            refuse("an object", at: offset)
            skippedDepth = 1
        }
    }

    mutating func key(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        if skippedDepth > 0 { return }
        let key = String(decoding: utf8, as: UTF8.self)
        let place = place(at: offset)
        switch key {
        case "user" where !hasUser: hasUser = true
        case "items" where !hasItems: hasItems = true
        case "user", "items": output.report("the key `\(key)` occurs twice", at: place)
        default: output.report("unknown key `\(key)`; a line has `user` and `items`", at: place)
        }
        context = .user(key: key)
    }

    mutating func endObject(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth -= 1
            return
        }
        let place = place(at: offset)
        if !hasItems { output.report("`items` is missing", at: place) }
        context = .end
    }

    private mutating func refuse(_ found: String, at offset: Int) {
        if skippedDepth > 0 { return }
        let wanted: String
        switch context {
        case .start:
            wanted = "an array of items or an object"
            context = .end
        case .items: wanted = "an item"
        case .user(key: "items"): wanted = "an array"
        case .user(key: "user"): wanted = "a string or a number"
        case .user, .end: return  // the value of an unknown key, which was refused already
        }
        let place = place(at: offset)
        output.report("expected \(wanted), found \(found)", at: place)
    }

    private func place(at offset: Int) -> InputFault.Place { .line(line, column: offset + 1) }
}
