import JSONText

/// A JSON value of the sample, as far as the sample has it.
indirect enum JSONSketch {
    case object([(key: String, value: JSONSketch)], isComplete: Bool)
    case array([JSONSketch], isComplete: Bool)
    case scalar(SampleCell)

    var isComplete: Bool {
        switch self {
        case .object(_, let isComplete), .array(_, let isComplete): isComplete
        case .scalar: true
        }
    }

    var isObject: Bool { if case .object = self { true } else { false } }

    var isArray: Bool { if case .array = self { true } else { false } }

    /// What a message calls the value.
    var words: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .scalar(let cell):
            switch cell.kind {
            case .number: "a number"
            case .boolean: "a Boolean"
            case .null, .absent: "null"
            case .text, .list: "a string"
            }
        }
    }
}

/// Builds the sketch of one text from tokens.
struct JSONSketchBuilder: JSONConsumer {
    private struct Container {
        let isObject: Bool
        var members: [(key: String, value: JSONSketch)] = []
        /// The key whose value comes next.
        var key = ""
        var elements: [JSONSketch] = []
        /// How many elements the array has, those that are passed over included.
        var length = 0

        func sketch(isComplete: Bool) -> JSONSketch {
            isObject ? .object(members, isComplete: isComplete) : .array(elements, isComplete: isComplete)
        }
    }

    private var open: [Container] = []
    private(set) var root: JSONSketch?
    /// How many elements each array has that is a member of the root, as far as the sample has them.
    private(set) var memberLengths: [Int] = []

    /// The sketch of a text that is cut off.
    mutating func cut() -> JSONSketch? {
        while !open.isEmpty { close(isComplete: false) }
        return root
    }

    /// The most scalars of one array that are looked at: the first ones show what all are.
    private static let mostScalars = 64

    /// The most integers of one array that are looked at. Lists have more of them than of other scalars.
    private static let mostIntegers = 16

    private var takesScalar: Bool { elementCount < Self.mostScalars }

    var takesIntegers: Bool { elementCount >= Self.mostIntegers }

    /// Elements of the innermost array so far; 0 in an object.
    private var elementCount: Int {
        guard let last = open.indices.last else { return 0 }
        return open[last].elements.count
    }

    /// Passes over the rest of a list.
    mutating func integers(_ values: UnsafeBufferPointer<UInt32>) { passOver(values.count) }

    private mutating func passOver(_ elements: Int = 1) {
        if let last = open.indices.last { open[last].length += elements }
    }

    private mutating func add(_ value: JSONSketch) {
        guard let last = open.indices.last else {
            root = value
            return
        }
        if open[last].isObject {
            open[last].members.append((open[last].key, value))
        } else {
            open[last].elements.append(value)
            open[last].length += 1
        }
    }

    private mutating func close(isComplete: Bool) {
        guard let container = open.popLast() else { return }
        if !container.isObject, open.count == 1 { memberLengths.append(container.length) }
        add(container.sketch(isComplete: isComplete))
    }

    mutating func beginObject(at offset: Int) { open.append(Container(isObject: true)) }
    mutating func endObject(at offset: Int) { close(isComplete: true) }
    mutating func beginArray(at offset: Int) { open.append(Container(isObject: false)) }
    mutating func endArray(at offset: Int) { close(isComplete: true) }

    mutating func key(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        if let last = open.indices.last { open[last].key = String(decoding: utf8, as: UTF8.self) }
    }

    mutating func string(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int) {
        guard takesScalar else { return passOver() }
        add(.scalar(SampleCell(kind: .text, text: String(decoding: utf8, as: UTF8.self))))
    }

    mutating func integer(_ value: Int64, at offset: Int) {
        if takesIntegers { return passOver() }
        add(.scalar(SampleCell(kind: .number, text: String(value))))
    }

    mutating func number(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) {
        guard takesScalar else { return passOver() }
        add(.scalar(SampleCell(kind: .number, text: String(decoding: text, as: UTF8.self))))
    }

    mutating func bool(_ value: Bool, at offset: Int) {
        guard takesScalar else { return passOver() }
        add(.scalar(SampleCell(kind: .boolean, text: value ? "true" : "false")))
    }

    mutating func null(at offset: Int) {
        guard takesScalar else { return passOver() }
        add(.scalar(SampleCell(kind: .null, text: "")))
    }
}

/// The JSON texts of the sample.
struct JSONSample {
    /// One for a `json` table, one for each line of an `ndjson` table.
    private(set) var values: [JSONSketch] = []
    /// How many elements each array has that is a member of the first text.
    private(set) var memberLengths: [Int] = []
    /// What breaks the syntax first, and its place in the text.
    private(set) var fault: TableFault?
    /// Whether a further text follows the first one, which `json` does not allow.
    private(set) var hasSeveral = false
    /// Whether two texts stand on one line.
    private(set) var isJoined = false
    /// Whether the first text has a line end within it.
    private(set) var spansLines = false

    /// - Parameter isComplete: Whether the sample is the whole text.
    init(_ text: UnsafeBufferPointer<UInt8>, isComplete: Bool, limits: JSONLimits) {
        var begin = 0
        var line = 1
        var texts = 0
        while begin < text.count {
            // The rest begins with the next text; blanks before it belong to no text.
            guard let start = (begin..<text.count).first(where: { !text[$0].isBlank && !text[$0].isLineEnd }) else {
                break
            }
            if texts > 0, let last = text[..<start].last(where: { !$0.isBlank }), !last.isLineEnd { isJoined = true }
            line += text[begin..<start].count { $0 == 0x0A }
            if texts > 0 { hasSeveral = true }
            let end = readValue(text, from: start, line: line, isComplete: isComplete, limits: limits)
            texts += 1
            if texts == 1 { spansLines = Self.spansLines(text.slice(start..<end)) }
            line += text[start..<end].count { $0 == 0x0A }
            begin = end
        }
        if values.count > 1, values.last?.isComplete == false { values.removeLast() }
    }

    private static func spansLines(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let last = text.lastIndex(where: { !$0.isBlank && !$0.isLineEnd }) else { return false }
        return text.slice(0..<last).place(of: 0x0A) != nil
    }

    /// - Returns: Where the text ends.
    private mutating func readValue(
        _ text: UnsafeBufferPointer<UInt8>,
        from begin: Int,
        line: Int,
        isComplete: Bool,
        limits: JSONLimits
    ) -> Int {
        var builder = JSONSketchBuilder()
        var tokenizer = JSONTokenizer(limits: limits)
        do throws(JSONSyntaxError) {
            try tokenizer.feed(UnsafeRawBufferPointer(text.slice(begin..<text.count)), to: &builder)
            if isComplete { try tokenizer.finish(to: &builder) }
        } catch {
            if let root = builder.root, case .unexpectedByte(_, .endOfText) = error.kind {
                // Something follows the value: the next text.
                append(root, builder)
                return begin + error.offset
            }
            let lineBegin = text[..<begin].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            fault = fault ?? TableFault(json: error, line: line - 1, column: error.line == 1 ? begin - lineBegin : 0)
            // A faulty line of many does not hide the others; a text of several lines ends at its fault.
            if error.line == 1, let end = text.place(of: 0x0A, from: begin + error.offset), end + 1 < text.count {
                return end + 1
            }
        }
        if let value = builder.cut() { append(value, builder) }
        return text.count
    }

    private mutating func append(_ value: JSONSketch, _ builder: JSONSketchBuilder) {
        if values.isEmpty { memberLengths = builder.memberLengths }
        values.append(value)
    }
}

extension TableFault {
    /// The fault of a text that is not JSON.
    ///
    /// - Parameters:
    ///   - line: Lines before the text.
    ///   - column: Bytes before the text on its first line.
    init(json error: JSONSyntaxError, line: Int, column: Int = 0) {
        let place = Place.line(error.line + line, column: error.column + column)
        switch error.kind {
        case .unexpectedByte(UInt8(ascii: "N"), _):
            self.init(
                .value,
                at: place,
                "JSON has no NaN, and no other value that begins with `N`; write null for a value that was not measured"
            )
        case .unexpectedByte(UInt8(ascii: "I"), _):
            self.init(.value, at: place, "JSON has no Infinity; write null for a value that was not measured")
        case .unexpectedByte(UInt8(ascii: "'"), _):
            self.init(
                .structure,
                at: place,
                "the text is a Python literal, not JSON: JSON writes strings in double quotes; convert it, for example"
                    + " with `json.dumps(ast.literal_eval(line))`"
            )
        default: self.init(.structure, at: place, "the text is not JSON: \(error.kind)")
        }
    }
}
