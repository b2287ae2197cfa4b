import JSONText

/// Reads one input as JSON, whole and in slices. Tokens, places and faults must be equal. If the input is valid, every
/// accessor reads its tree, and the tree must be equal after it is written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSONText(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    guard count > 2 else { return 0 }
    let message = UnsafeRawBufferPointer(rebasing: input[2...])
    let limits = JSONLimits(depth: 16, tokenBytes: 100, nodes: 60)

    let whole = Recorder.outcome(of: message, slices: [message.count], limits: limits)
    for slices in [[1], [Int(input[0]) + 1, Int(input[1]) + 1]] {
        let sliced = Recorder.outcome(of: message, slices: slices, limits: limits)
        precondition(sliced == whole, "slicing changes the outcome")
    }

    do throws(JSONFaults) {
        let tree = try JSONValue.parse(message, limits: limits)
        precondition(whole.error == nil, "the tree's reader overlooks an error")
        // Escapes make the text longer, so the default limits apply.
        let again = try JSONValue.parse(Array(written(tree).utf8))
        precondition(again == tree, "another tree when written and read")
        look(at: tree)
    } catch {
        switch error {
        case .syntax(let error): precondition(whole.error == error, "the tree's reader has another error")
        case .content(let listed, let total):
            precondition(whole.error == nil && !listed.isEmpty && total >= listed.count, "faults without a list")
        }
    }
    return 0
}

private struct Recorder: JSONConsumer {
    struct Outcome: Equatable {
        var tokens: [String]
        var error: JSONSyntaxError?
    }

    var tokens: [String] = []
    let takesIntegers: Bool

    static func outcome(of message: UnsafeRawBufferPointer, slices: [Int], limits: JSONLimits) -> Outcome {
        var tokenizer = JSONTokenizer(limits: limits)
        // Batches have no places, so either all readings of one input take batches, or none does.
        var recorder = Recorder(takesIntegers: message.count % 2 == 0)
        var position = 0
        var turn = 0
        do throws(JSONSyntaxError) {
            while position < message.count {
                let end = min(message.count, position + max(1, slices[turn % slices.count]))
                turn += 1
                // A copy, so that the sanitizer sees any read beyond the slice.
                let slice = [UInt8](message[position..<end])
                position = end
                try slice.withUnsafeBufferPointer { (slice) throws(JSONSyntaxError) in
                    try tokenizer.feed(UnsafeRawBufferPointer(slice), to: &recorder)
                }
            }
            try tokenizer.finish(to: &recorder)
        } catch {
            return Outcome(tokens: [], error: error)
        }
        return Outcome(tokens: recorder.tokens, error: nil)
    }

    mutating func beginObject(at offset: Int) { tokens.append("\(offset) {") }
    mutating func key(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        tokens.append("\(offset) key \(text(utf8))")
    }
    mutating func endObject(at offset: Int) { tokens.append("\(offset) }") }
    mutating func beginArray(at offset: Int) { tokens.append("\(offset) [") }
    mutating func endArray(at offset: Int) { tokens.append("\(offset) ]") }
    mutating func string(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        tokens.append("\(offset) \(text(utf8))")
    }
    mutating func integer(_ value: Int64, at offset: Int) {
        tokens.append(takesIntegers ? "\(value)" : "\(offset) \(value)")
    }
    mutating func integers(_ values: UnsafeBufferPointer<UInt32>) { for value in values { tokens.append("\(value)") } }
    mutating func number(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        tokens.append("\(offset) \(text(utf8))")
    }
    mutating func bool(_ value: Bool, at offset: Int) { tokens.append("\(offset) \(value)") }
    mutating func null(at offset: Int) { tokens.append("\(offset) null") }

    private func text(_ utf8: UnsafeBufferPointer<UInt8>) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else { preconditionFailure("not UTF-8") }
        return text
    }
}

private func look(at tree: JSONValue) {
    let faults = JSONFaultCollector()
    var rest = [JSONCursor(tree, faults: faults)]
    while let cursor = rest.popLast() {
        _ = cursor.string()
        _ = cursor.bool()
        _ = cursor.integer(in: -1000...1000)
        _ = cursor.number(in: 0...)
        rest += cursor.elements() ?? []
        let members = cursor.members(known: ["layers", "dim"])
        _ = members?.required("layers")?.integer()
        rest += (members?.all ?? []).map(\.cursor)
    }
}

/// Without recursion, because trees may be deep.
private func written(_ tree: JSONValue) -> String {
    enum Part {
        case value(JSONValue)
        case text(String)
    }
    var text = ""
    var rest = [Part.value(tree)]
    while let part = rest.popLast() {
        switch part {
        case .text(let part): text += part
        case .value(.null): text += "null"
        case .value(.bool(let value)): text += "\(value)"
        case .value(.number(let number)): text += number.text
        case .value(.string(let string)): text += quoted(string)
        case .value(.array(let elements)):
            text += "["
            rest.append(.text("]"))
            for (index, element) in elements.enumerated().reversed() {
                rest.append(.value(element))
                if index > 0 { rest.append(.text(",")) }
            }
        case .value(.object(let object)):
            text += "{"
            rest.append(.text("}"))
            for (index, member) in object.members.enumerated().reversed() {
                rest.append(.value(member.value))
                rest.append(.text((index > 0 ? "," : "") + quoted(member.key) + ":"))
            }
        }
    }
    return text
}

private func quoted(_ string: String) -> String {
    "\"" + string.utf16.map { "\\u" + String(0x10000 | Int($0), radix: 16).dropFirst() }.joined() + "\""
}
