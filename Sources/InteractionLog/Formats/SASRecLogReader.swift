import JSONText

/// Reads the `sasrec` format: `user item` per line, each user's lines in time order, not necessarily together.
struct SASRecLogReader: FormatReader {
    /// How many items are looked up together.
    private static let batchItems = 1_024

    private let limits: LogLimits
    /// The beginning of a line that the last slice cut.
    private var carry: [UInt8] = []
    private var line = 1

    init(limits: LogLimits) {
        self.limits = limits
    }

    mutating func read(_ bytes: UnsafeRawBufferPointer, into output: inout ReaderState) throws(InputFault) {
        var grouping = output.takeGrouping(isStreaming: true)
        defer { output.grouping = grouping }
        let input = bytes.assumingMemoryBound(to: UInt8.self)
        var begin = 0
        while true {
            if carry.isEmpty, output.faults.isEmpty { begin = readShortLines(bytes, from: begin, &grouping, &output) }
            guard let end = input.place(of: UInt8(ascii: "\n"), from: begin) else { break }
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

    mutating func endFile(into output: inout ReaderState) throws(InputFault) {
        var grouping = output.takeGrouping(isStreaming: true)
        defer { output.grouping = grouping }
        try readCarry(&grouping, &output)
        line = 1
    }

    mutating func finish(into output: inout ReaderState) throws(InputFault) {
        var grouping = output.takeGrouping(isStreaming: true)
        defer { output.grouping = grouping }
        try readCarry(&grouping, &output)
        grouping.finish(into: &output.sequences)
    }

    /// The fast path: whole lines of two integers of at most seven digits with one space or tab between them.
    ///
    /// All lines of a user begin alike, so only the first one's user is parsed. The items of one user are collected and
    /// then looked up together.
    /// - Returns: Where the first line begins that is different, or that the slice may cut.
    private mutating func readShortLines(
        _ bytes: UnsafeRawBufferPointer,
        from begin: Int,
        _ grouping: inout UserGrouping,
        _ output: inout ReaderState
    ) -> Int {
        var index = begin
        var lines = 0
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.batchItems) { batch in
            while index + Self.lineRoom <= bytes.count {
                guard let head = LineHead(bytes, at: index) else { return }
                let count = Self.readItems(bytes, &index, after: head, into: batch)
                if count == 0 { return }
                grouping.add(
                    user: grouping.withUsers { $0.index(of: Int64(head.user)) },
                    items: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(batch)[..<count]),
                    of: &output.items,
                    into: &output.sequences
                )
                lines += count
            }
        }
        line += lines
        output.records += lines
        return index
    }

    /// Bytes that must follow a line's beginning: the line has at most 7 + 1 + 7 + 2, and each number is loaded as 8.
    private static let lineRoom = 24

    /// User and separator of a line, at most eight bytes.
    private struct LineHead {
        let user: UInt32
        let length: Int
        /// Its bytes, the first one lowest, and a mask of as many bytes.
        private let text: UInt64
        private let mask: UInt64

        init?(_ bytes: UnsafeRawBufferPointer, at index: Int) {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
            guard let run = DecimalDigits.value(word) else { return nil }
            let separator = bytes[index + run.length]
            guard separator == UInt8(ascii: " ") || separator == UInt8(ascii: "\t") else { return nil }
            user = run.value
            length = run.length + 1
            mask = .max >> UInt64(64 - 8 * length)
            text = word & mask
        }

        func begins(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Bool {
            (bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian & mask) == text
        }
    }

    /// Reads the items of the lines that begin with `head`, as many as `batch` has room for.
    private static func readItems(
        _ bytes: UnsafeRawBufferPointer,
        _ index: inout Int,
        after head: LineHead,
        into batch: UnsafeMutableBufferPointer<UInt32>
    ) -> Int {
        var begin = index
        defer { index = begin }
        let last = bytes.count - lineRoom
        var count = 0
        repeat {
            let item = begin &+ head.length
            guard let run = DecimalDigits.value(bytes.loadUnaligned(fromByteOffset: item, as: UInt64.self).littleEndian)
            else { break }
            var end = item &+ run.length
            if bytes[end] == UInt8(ascii: "\r") { end &+= 1 }
            guard bytes[end] == UInt8(ascii: "\n") else { break }
            batch[count] = run.value
            count &+= 1
            begin = end &+ 1
        } while begin <= last && count < batch.count && head.begins(bytes, at: begin)
        return count
    }

    private mutating func readCarry(_ grouping: inout UserGrouping, _ output: inout ReaderState) throws(InputFault) {
        var text: [UInt8] = []
        swap(&text, &carry)
        defer {
            swap(&text, &carry)
            carry.removeAll(keepingCapacity: true)
        }
        try text.withUnsafeBufferPointer { (line) throws(InputFault) in try readLine(line, &grouping, &output) }
    }

    private func checkLength(_ length: Int) throws(InputFault) {
        guard length > limits.lineBytes else { return }
        throw InputFault(place: .line(line, column: 1), detail: "the line is longer than \(limits.lineBytes) bytes")
    }

    private func readLine(
        _ text: UnsafeBufferPointer<UInt8>,
        _ grouping: inout UserGrouping,
        _ output: inout ReaderState
    ) throws(InputFault) {
        try checkLength(text.count)
        var index = 0
        guard let userField = Self.nextField(text, &index) else { return }  // a blank line
        output.records += 1
        guard let itemField = Self.nextField(text, &index) else {
            output.report("the line has a user and no item", at: .line(line, column: text.count + 1), kind: .noItem)
            return output.leaveRecordOut()
        }
        if let third = Self.nextField(text, &index) {
            output.report(
                "expected the end of the line after user and item",
                at: .line(line, column: third.lowerBound + 1),
                kind: .fieldCount
            )
            return output.leaveRecordOut()
        }
        let user = grouping.withUsers { userIndex(of: text, userField, isUser: true, in: &$0, &output) }
        let item = itemIndex(of: text, itemField, &output)
        guard let user, let item else { return output.leaveRecordOut() }
        guard output.faults.isEmpty else { return }
        grouping.add(
            user: user,
            item: item,
            code: output.items.code(of: item),
            timestamp: nil,
            into: &output.sequences
        )
    }

    private func itemIndex(
        of text: UnsafeBufferPointer<UInt8>,
        _ field: Range<Int>,
        _ output: inout ReaderState
    ) -> UInt32? {
        let field = UnsafeBufferPointer(rebasing: text[field])
        if let integer = DecimalDigits.integer(field) { return output.items.index(of: integer) }
        guard isValid(field, text, &output) else { return nil }
        return output.item(field, at: place(of: field, in: text))
    }

    private func userIndex(
        of text: UnsafeBufferPointer<UInt8>,
        _ field: Range<Int>,
        isUser: Bool,
        in users: inout Vocabulary,
        _ output: inout ReaderState
    ) -> UInt32? {
        let field = UnsafeBufferPointer(rebasing: text[field])
        if let integer = DecimalDigits.integer(field) { return users.index(of: integer) }
        guard isValid(field, text, &output) else { return nil }
        return output.user(field, in: &users, at: place(of: field, in: text))?.index
    }

    private func isValid(
        _ field: UnsafeBufferPointer<UInt8>,
        _ text: UnsafeBufferPointer<UInt8>,
        _ output: inout ReaderState
    ) -> Bool {
        if field.isUTF8 { return true }
        output.report("the text is not valid UTF-8", at: place(of: field, in: text), kind: .text)
        return false
    }

    private func place(
        of field: UnsafeBufferPointer<UInt8>,
        in text: UnsafeBufferPointer<UInt8>
    ) -> InputFault.Place {
        guard let field = field.baseAddress, let text = text.baseAddress else { return .line(line, column: 1) }
        return .line(line, column: field - text + 1)
    }

    /// The next run of bytes other than white space.
    private static func nextField(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Range<Int>? {
        while index < text.count, isSpace(text[index]) { index += 1 }
        let begin = index
        while index < text.count, !isSpace(text[index]) { index += 1 }
        return begin < index ? begin..<index : nil
    }

    /// ASCII white space by Python's `str.split()`, with which the format's authors read it.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || 0x09...0x0D ~= byte
    }
}
