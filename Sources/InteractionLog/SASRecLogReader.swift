/// Reads the `sasrec` format: `user item` per line, each user's lines in time order, not necessarily together.
struct SASRecLogReader: FormatReader {
    private let limits: LogLimits
    /// The beginning of a line that the last slice cut.
    private var carry: [UInt8] = []
    private var line = 1

    init(limits: LogLimits) {
        self.limits = limits
    }

    mutating func read(_ bytes: UnsafeRawBufferPointer, into output: inout LogOutput) throws(InputFault) {
        var grouping = output.grouping ?? UserGrouping()
        output.grouping = nil
        defer { output.grouping = grouping }
        let input = bytes.assumingMemoryBound(to: UInt8.self)
        var begin = 0
        while true {
            if carry.isEmpty, let pair = Self.shortLine(input, from: begin) {
                if output.faults.isEmpty {
                    let user = grouping.withUsers { $0.number(of: pair.user) }
                    grouping.add(user: user, item: output.items.number(of: pair.item), timestamp: nil)
                }
                line += 1
                begin = pair.end
                continue
            }
            guard let end = input[begin...].firstIndex(of: UInt8(ascii: "\n")) else { break }
            if carry.isEmpty {
                try readLine(UnsafeBufferPointer(rebasing: input[begin..<end]), &grouping, &output)
            } else {
                carry.append(contentsOf: input[begin..<end])
                try readCarry(&grouping, &output)
            }
            line += 1
            begin = end + 1
        }
        carry.append(contentsOf: input[begin...])
        try checkLength(carry.count)
    }

    mutating func finish(into output: inout LogOutput) throws(InputFault) {
        var grouping = output.grouping ?? UserGrouping()
        output.grouping = nil
        defer { output.grouping = grouping }
        try readCarry(&grouping, &output)
    }

    private mutating func readCarry(_ grouping: inout UserGrouping, _ output: inout LogOutput) throws(InputFault) {
        var text: [UInt8] = []
        swap(&text, &carry)
        // `withUnsafeBufferPointer` rethrows untyped, so the outcome leaves it as a value.
        let outcome = text.withUnsafeBufferPointer { line in
            Result { () throws(InputFault) in try readLine(line, &grouping, &output) }
        }
        swap(&text, &carry)
        carry.removeAll(keepingCapacity: true)
        try outcome.get()
    }

    private func checkLength(_ length: Int) throws(InputFault) {
        guard length > limits.lineBytes else { return }
        throw InputFault(place: .line(line, column: 1), detail: "the line is longer than \(limits.lineBytes) bytes")
    }

    private func readLine(
        _ text: UnsafeBufferPointer<UInt8>,
        _ grouping: inout UserGrouping,
        _ output: inout LogOutput
    ) throws(InputFault) {
        try checkLength(text.count)
        var index = 0
        guard let userField = Self.nextField(text, &index) else { return }  // a blank line
        guard let itemField = Self.nextField(text, &index) else {
            output.faults.add("the line has a user and no item", at: .line(line, column: text.count + 1))
            return
        }
        if let third = Self.nextField(text, &index) {
            output.faults.add(
                "expected the end of the line after user and item",
                at: .line(line, column: third.lowerBound + 1)
            )
            return
        }
        let user = grouping.withUsers { number(of: text, userField, isUser: true, in: &$0, &output) }
        let item = itemNumber(of: text, itemField, &output)
        guard let user, let item, output.faults.isEmpty else { return }
        grouping.add(user: user, item: item, timestamp: nil)
    }

    private func itemNumber(
        of text: UnsafeBufferPointer<UInt8>,
        _ field: Range<Int>,
        _ output: inout LogOutput
    ) -> UInt32? {
        let field = UnsafeBufferPointer(rebasing: text[field])
        if let integer = Self.shortInteger(field) { return output.items.number(of: integer) }
        guard isValid(field, text, &output) else { return nil }
        return output.item(field, at: place(of: field, in: text))
    }

    private func number(
        of text: UnsafeBufferPointer<UInt8>,
        _ field: Range<Int>,
        isUser: Bool,
        in users: inout LabelTable,
        _ output: inout LogOutput
    ) -> UInt32? {
        let field = UnsafeBufferPointer(rebasing: text[field])
        if let integer = Self.shortInteger(field) { return users.number(of: integer) }
        guard isValid(field, text, &output) else { return nil }
        return output.user(field, in: &users, at: place(of: field, in: text))?.number
    }

    private func isValid(
        _ field: UnsafeBufferPointer<UInt8>,
        _ text: UnsafeBufferPointer<UInt8>,
        _ output: inout LogOutput
    ) -> Bool {
        if String(validating: field, as: UTF8.self) != nil { return true }
        output.faults.add("the text is not valid UTF-8", at: place(of: field, in: text))
        return false
    }

    private func place(
        of field: UnsafeBufferPointer<UInt8>,
        in text: UnsafeBufferPointer<UInt8>
    ) -> InputFault.Place {
        guard let field = field.baseAddress, let text = text.baseAddress else { return .line(line, column: 1) }
        return .line(line, column: field - text + 1)
    }

    /// The fast path: a whole line of two integers of at most 18 digits with one space or tab between them.
    private static func shortLine(
        _ input: UnsafeBufferPointer<UInt8>,
        from begin: Int
    ) -> (user: Int64, item: Int64, end: Int)? {
        var index = begin
        guard let user = digits(input, &index), index < input.count,
            input[index] == UInt8(ascii: " ") || input[index] == UInt8(ascii: "\t")
        else { return nil }
        index += 1
        guard let item = digits(input, &index) else { return nil }
        if index < input.count, input[index] == UInt8(ascii: "\r") { index += 1 }
        guard index < input.count, input[index] == UInt8(ascii: "\n") else { return nil }
        return (user, item, index + 1)
    }

    /// The value of a run of 1 to 18 digits without a superfluous 0; leaves `index` after it.
    private static func digits(_ input: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Int64? {
        let begin = index
        var value: Int64 = 0
        while index < input.count {
            let digit = input[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ Int64(digit)
            index += 1
        }
        guard 1...18 ~= index - begin, input[begin] != UInt8(ascii: "0") || index - begin == 1 else { return nil }
        return value
    }

    /// The next run of bytes other than white space.
    private static func nextField(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Range<Int>? {
        while index < text.count, isSpace(text[index]) { index += 1 }
        let begin = index
        while index < text.count, !isSpace(text[index]) { index += 1 }
        return begin < index ? begin..<index : nil
    }

    /// White space as `str.split()` of the format's own reader has it, within ASCII.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || 0x09...0x0D ~= byte
    }

    /// The value of a field that is a plain integer of at most 18 digits.
    private static func shortInteger(_ field: UnsafeBufferPointer<UInt8>) -> Int64? {
        var index = 0
        let value = digits(field, &index)
        return index == field.count ? value : nil
    }
}
