import JSONText

/// Builds sequences, interactions and members from the tokens of a `json` log.
struct JSONLogParser: JSONConsumer, Sendable {
    /// What contains the next token.
    private enum Context: Sendable {
        case start
        /// The outermost object, and the key whose value comes next.
        case log(key: String)
        /// The array of sequences; `nextSequence` is the index of the next one.
        case sequences
        /// A sequence; `nextItem` is the index of its next item.
        case sequence
        case interactions
        case interaction
        /// A member's value, which `builder` reads.
        case member(name: String)
        case end
    }

    var output: ReaderState
    private var context = Context.start
    /// Whether the sequences are the whole text, not a member.
    private var isBare = false
    private var keys: Set<String> = []
    /// Beyond so many keys, repeated ones are no longer found.
    private static let trackedKeys = 1_000
    private var nextSequence = 0
    private var nextItem = 0
    /// How many faults there were before this sequence.
    private var faultsBefore = 0
    private var nextInteraction = 0
    private var interaction = InteractionFields()
    private var builder: JSONTreeBuilder?
    /// Containers that are open within a value that has been refused.
    private var skippedDepth = 0

    init(limits: LogLimits) {
        output = ReaderState(limits: limits, policy: .refuse)
    }

    /// Checks what only the end of the text can show.
    mutating func finish() {
        if isBare || !(keys.isDisjoint(with: ["sequences", "interactions"])) { return }
        guard case .end = context, !keys.isEmpty || output.faults.isEmpty else { return }
        output.faults.add("`sequences` or `interactions` is missing", at: .pointer(""))
    }

    mutating func integer(_ value: Int64, at offset: Int) {
        if skippedDepth > 0 { return }
        switch context {
        case .sequence:
            output.append(output.items.index(of: value))
            nextItem += 1
        case .interaction:
            interaction.integer(value, place: interactionPlace, output: &output)
        default:
            if forward({ $0.integer(value, at: offset) }) { return }
            refuse("a number")
        }
    }

    mutating func integers(_ values: UnsafeBufferPointer<UInt32>) {
        output.sequences.append(values, of: &output.items)
        nextItem += values.count
    }

    /// Items of a sequence come together; other integers one by one.
    var takesIntegers: Bool {
        if skippedDepth == 0, case .sequence = context { true } else { false }
    }

    mutating func number(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) {
        label(text, isNumber: true, at: offset)
    }

    mutating func string(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        label(utf8, isNumber: false, at: offset)
    }

    private mutating func label(_ text: UnsafeBufferPointer<UInt8>, isNumber: Bool, at offset: Int) {
        if skippedDepth > 0 { return }
        switch context {
        case .sequence:
            let (sequence, item) = (nextSequence, nextItem)
            let prefix = isBare ? "" : "/sequences"
            if let index = output.item(text, isNumber: isNumber, at: .pointer("\(prefix)/\(sequence)/\(item)")) {
                output.append(index)
            }
            nextItem += 1
        case .interaction:
            interaction.label(text, isNumber: isNumber, place: interactionPlace, output: &output)
        default:
            if forward({ isNumber ? $0.number(text, at: offset) : $0.string(text, at: offset) }) { return }
            refuse(isNumber ? "a number" : "a string")
        }
    }

    mutating func bool(_ value: Bool, at offset: Int) {
        if skippedDepth > 0 || forward({ $0.bool(value, at: offset) }) { return }
        refuse("a Boolean")
    }

    mutating func null(at offset: Int) {
        if skippedDepth > 0 || forward({ $0.null(at: offset) }) { return }
        refuse("null")
    }

    mutating func beginArray(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth += 1
            return
        }
        switch context {
        case .start:
            isBare = true
            beginSequences()
        case .log(key: "sequences"):
            beginSequences()
        case .log(key: "interactions"):
            output.recordName = "interactions"
            // Members of the body, parameters among them, may follow, so users wait for the end.
            output.grouping = output.takeGrouping(isStreaming: false)
            context = .interactions
        case .sequences:
            nextItem = 0
            faultsBefore = output.recordFaults
            context = .sequence
        case .log, .sequence, .interactions, .interaction, .member, .end:
            if forward({ $0.beginArray(at: offset) }) { return }
            refuse("an array")
            skippedDepth = 1
        }
    }

    private mutating func beginSequences() {
        output.recordName = "sequences"
        context = .sequences
    }

    mutating func endArray(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth -= 1
            return
        }
        switch context {
        case .sequence:
            nextSequence += 1
            output.records += 1
            // Nothing is delivered after a fault, so nothing need be kept.
            if output.recordFaults > faultsBefore {
                output.leaveRecordOut()
                output.sequences.dropOpenSequence()
            } else if output.faults.isEmpty {
                output.sequences.endSequence()
            } else {
                output.sequences.dropOpenSequence()
            }
            context = .sequences
        case .sequences, .interactions:
            context = isBare ? .end : .log(key: "")
        case .start, .log, .interaction, .member, .end:
            _ = forward { $0.endArray(at: offset) }
        }
    }

    mutating func beginObject(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth += 1
            return
        }
        switch context {
        case .start:
            context = .log(key: "")
        case .interactions:
            interaction = InteractionFields(faultsBefore: output.recordFaults)
            context = .interaction
        case .log, .sequences, .sequence, .interaction, .member, .end:
            if forward({ $0.beginObject(at: offset) }) { return }
            refuse("an object")
            skippedDepth = 1
        }
    }

    mutating func key(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        if skippedDepth > 0 { return }
        switch context {
        case .log:
            let key = String(decoding: utf8, as: UTF8.self)
            // The consumer refuses unknown members, so a bound on the tracked keys is enough.
            let isTracked = keys.count < Self.trackedKeys || key == "sequences" || key == "interactions"
            if isTracked, !keys.insert(key).inserted {
                output.faults.add("this key occurs twice", at: place(JSONPointer.root.appending(key: key)))
            }
            if key == "sequences" || key == "interactions", keys.isSuperset(of: ["sequences", "interactions"]) {
                output.faults.add("a log holds `sequences` or `interactions`, not both", at: .pointer("/\(key)"))
            }
            context = .log(key: key)
        case .interaction:
            interaction.key(String(decoding: utf8, as: UTF8.self), place: interactionPlace, output: &output)
        case .start, .sequences, .sequence, .interactions, .member, .end:
            _ = forward { $0.key(utf8, at: offset) }
        }
    }

    mutating func endObject(at offset: Int) {
        if skippedDepth > 0 {
            skippedDepth -= 1
            return
        }
        switch context {
        case .log:
            context = .end
        case .interaction:
            interaction.end(place: interactionPlace, output: &output)
            nextInteraction += 1
            context = .interactions
        case .start, .sequences, .sequence, .interactions, .member, .end:
            _ = forward { $0.endObject(at: offset) }
        }
    }

    /// Passes a token of a member's value to the builder, which is made at the first token of the value.
    private mutating func forward(_ token: (inout JSONTreeBuilder) -> Void) -> Bool {
        if case .log(let name) = context, name != "sequences", name != "interactions" {
            let place = JSONPointer.root.appending(key: name)
            builder = JSONTreeBuilder(limits: output.limits.json, place: place)
            context = .member(name: name)
        }
        guard case .member(let name) = context, builder != nil else { return false }
        builder.withTree(token)
        guard let complete = builder, complete.isComplete else { return true }
        builder = nil
        context = .log(key: "")
        do throws(JSONFaults) {
            output.members.append((output.sequences.count, name, try complete.result()))
        } catch {
            output.faults.append(contentsOf: error)
        }
        return true
    }

    /// Reports a value that is not allowed here, and counts it.
    private mutating func refuse(_ found: String) {
        switch context {
        case .start:
            output.faults.add("expected an object or an array of sequences, found \(found)", at: .pointer(""))
            context = .end
        case .log(let key):
            let place = place(JSONPointer.root.appending(key: key))
            output.faults.add("expected an array, found \(found)", at: place)
            context = .log(key: "")
        case .sequences:
            output.report("expected a sequence, found \(found)", at: sequencePlace)
            output.leaveRecordOut()
            output.records += 1
            nextSequence += 1
        case .sequence:
            output.report("expected an item, found \(found)", at: itemPlace)
            nextItem += 1
        case .interactions:
            output.report("expected an object, found \(found)", at: interactionPlace(nil))
            output.leaveRecordOut()
            output.records += 1
            nextInteraction += 1
        case .interaction:
            interaction.refuse(found, place: interactionPlace, output: &output)
        case .member, .end:
            break
        }
    }

    private func place(_ pointer: JSONPointer) -> InputFault.Place { .pointer(pointer.description) }

    private var sequencePlace: InputFault.Place {
        .pointer("\(isBare ? "" : "/sequences")/\(nextSequence)")
    }

    private var itemPlace: InputFault.Place {
        .pointer("\(isBare ? "" : "/sequences")/\(nextSequence)/\(nextItem)")
    }

    private var interactionPlace: InteractionPlace { InteractionPlace(index: nextInteraction) }
}

extension JSONTreeBuilder? {
    /// Changes the builder in place. A copy in another variable would share the tree, so the change would copy it.
    fileprivate mutating func withTree(_ body: (inout JSONTreeBuilder) -> Void) {
        guard var tree = self else { return }
        self = nil
        body(&tree)
        self = tree
    }
}
