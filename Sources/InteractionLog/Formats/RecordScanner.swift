/// Finds where the records of delimited text end, in time linear in their length.
///
/// RFC 4180: a field that begins with a quotation mark ends with one, and may contain line ends. Anywhere else a
/// quotation mark is an ordinary character.
struct RecordScanner: Sendable {
    private enum State: Sendable {
        case fieldStart, plain, quoted
        /// After a quotation mark within quotes: it ends the field, or is the first of two that mean one.
        case quotedMark
    }

    let delimiter: UInt8
    let hasQuotes: Bool
    private var state = State.fieldStart

    init(delimiter: UInt8, hasQuotes: Bool) {
        self.delimiter = delimiter
        self.hasQuotes = hasQuotes
    }

    var isInQuotes: Bool { state == .quoted }

    /// The index of the line feed that ends the record; nil if the bytes end before it.
    mutating func end(_ bytes: UnsafeBufferPointer<UInt8>, from begin: Int) -> Int? {
        if !hasQuotes { return bytes.place(of: UInt8(ascii: "\n"), from: begin) }
        if state == .fieldStart, let end = bytes.place(of: UInt8(ascii: "\n"), from: begin) {
            // Nearly all records have no quotation mark, so the first line end ends them.
            let line = UnsafeBufferPointer(rebasing: bytes[begin..<end])
            if line.place(of: UInt8(ascii: "\"")) == nil { return end }
        }
        for index in begin..<bytes.count {
            let byte = bytes[index]
            switch state {
            case .quoted:
                if byte == UInt8(ascii: "\"") { state = .quotedMark }
                continue
            case .quotedMark:
                if byte == UInt8(ascii: "\"") {
                    state = .quoted
                    continue
                }
            case .fieldStart:
                if byte == UInt8(ascii: "\"") {
                    state = .quoted
                    continue
                }
            case .plain:
                break
            }
            if byte == UInt8(ascii: "\n") {
                state = .fieldStart
                return index
            }
            state = byte == delimiter ? .fieldStart : .plain
        }
        return nil
    }

    /// The fields of a record without its line end.
    func fields(_ record: UnsafeBufferPointer<UInt8>, into fields: inout [RecordField]) {
        fields.removeAll(keepingCapacity: true)
        var begin = 0
        while true {
            var index = begin
            if hasQuotes, index < record.count, record[index] == UInt8(ascii: "\"") {
                index += 1
                let text = index
                var isEscaped = false
                while index < record.count {
                    guard record[index] == UInt8(ascii: "\"") else {
                        index += 1
                        continue
                    }
                    guard index + 1 < record.count, record[index + 1] == UInt8(ascii: "\"") else { break }
                    isEscaped = true
                    index += 2
                }
                let end = min(index, record.count)
                index = min(end + 1, record.count)
                let rest = index
                while index < record.count, record[index] != delimiter { index += 1 }
                fields.append(
                    RecordField(range: text..<end, isQuoted: true, isEscaped: isEscaped, isWhole: rest == index)
                )
            } else {
                while index < record.count, record[index] != delimiter { index += 1 }
                fields.append(RecordField(range: begin..<index, isQuoted: false, isEscaped: false, isWhole: true))
            }
            if index >= record.count { return }
            begin = index + 1
        }
    }
}

/// A field of a record: the range of its text, and how to read it.
struct RecordField: Sendable {
    /// Without the quotation marks around it.
    let range: Range<Int>
    let isQuoted: Bool
    /// Whether it contains doubled quotation marks.
    let isEscaped: Bool
    /// Whether the next delimiter directly follows the closing quotation mark.
    let isWhole: Bool
}
