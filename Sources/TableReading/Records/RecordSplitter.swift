/// Finds the ends of records and their fields, in time that grows with their length alone.
///
/// A field that begins with a quotation mark, perhaps after blanks, ends with one, and line ends within belong to it.
/// Elsewhere a quotation mark is a character like any other.
struct RecordSplitter: Sendable {
    private enum State: Sendable {
        case fieldStart, plain, quoted
        /// After a quotation mark within quotes, which ends them or is the first of two that stand for one.
        case quotedMark
        /// After a backslash, within quotes or not.
        case quotedEscape, plainEscape
    }

    let dialect: Dialect
    private let delimiter: UInt8
    private let hasQuotes: Bool
    private let hasEscapes: Bool
    private let isBlankRun: Bool
    private var state = State.fieldStart

    init(_ dialect: Dialect) {
        self.dialect = dialect
        delimiter = dialect.delimiter.bytes[0]
        hasQuotes = dialect.hasQuotes
        hasEscapes = dialect.quoting == .backslash
        isBlankRun = dialect.delimiter.isBlankRun
    }

    var isInQuotes: Bool { state == .quoted || state == .quotedEscape }

    /// The index of the line end that ends the record, or nil if the bytes end before it.
    mutating func end(_ bytes: UnsafeBufferPointer<UInt8>, from begin: Int) -> Int? {
        if !hasQuotes { return bytes.place(of: dialect.lineEnd, from: begin) }
        if state == .fieldStart, let end = bytes.place(of: dialect.lineEnd, from: begin) {
            // Nearly all records have no quotation mark, so their first line end is theirs.
            let line = bytes.slice(begin..<end)
            let isPlain = line.place(of: UInt8(ascii: "\"")) == nil
            if isPlain, !hasEscapes || line.place(of: UInt8(ascii: "\\")) == nil { return end }
        }
        for index in begin..<bytes.count {
            let byte = bytes[index]
            switch state {
            case .quoted:
                if byte == UInt8(ascii: "\"") {
                    state = .quotedMark
                } else if hasEscapes, byte == UInt8(ascii: "\\") {
                    state = .quotedEscape
                }
                continue
            case .quotedEscape:
                state = .quoted
                continue
            case .plainEscape:
                state = .plain
                continue
            case .quotedMark:
                if byte == UInt8(ascii: "\""), !hasEscapes {
                    state = .quoted
                    continue
                }
            case .fieldStart:
                if byte == UInt8(ascii: "\"") {
                    state = .quoted
                    continue
                }
                if byte.isBlank, byte != delimiter { continue }
            case .plain:
                break
            }
            if byte == dialect.lineEnd {
                state = .fieldStart
                return index
            }
            if hasEscapes, byte == UInt8(ascii: "\\") {
                state = .plainEscape
            } else {
                state = byte == delimiter || isBlankRun && byte.isBlank ? .fieldStart : .plain
            }
        }
        return nil
    }

    /// The fields of a record without its line end.
    func fields(_ record: UnsafeBufferPointer<UInt8>, into fields: inout [RecordField]) {
        fields.removeAll(keepingCapacity: true)
        var begin = 0
        while true {
            if isBlankRun {
                while begin < record.count, record[begin].isBlank { begin += 1 }
                if begin == record.count, !fields.isEmpty { return }
            }
            let end = field(record, from: begin, into: &fields)
            if end >= record.count { return }
            begin = end + (isBlankRun ? 1 : dialect.delimiter.bytes.count)
        }
    }

    /// - Returns: Where the delimiter behind the field begins, or the end of the record.
    private func field(
        _ record: UnsafeBufferPointer<UInt8>,
        from begin: Int,
        into fields: inout [RecordField]
    ) -> Int {
        if hasQuotes {
            var mark = begin
            while mark < record.count, record[mark].isBlank, record[mark] != delimiter { mark += 1 }
            if mark < record.count, record[mark] == UInt8(ascii: "\"") {
                return quotedField(record, from: mark + 1, into: &fields)
            }
        }
        var isEscaped = false
        var index = begin
        if hasEscapes {
            while index < record.count, !isDelimiter(record, at: index) {
                if record[index] == UInt8(ascii: "\\"), index + 1 < record.count {
                    isEscaped = true
                    index += 1
                }
                index += 1
            }
            index = min(index, record.count)
        } else {
            index = delimiterPlace(record, from: begin)
        }
        fields.append(RecordField(range: begin..<index, isQuoted: false, isEscaped: isEscaped, isWhole: true))
        return index
    }

    private func quotedField(
        _ record: UnsafeBufferPointer<UInt8>,
        from text: Int,
        into fields: inout [RecordField]
    ) -> Int {
        var index = text
        var isEscaped = false
        var isClosed = false
        while index < record.count {
            let byte = record[index]
            if hasEscapes, byte == UInt8(ascii: "\\"), index + 1 < record.count {
                isEscaped = true
                index += 2
            } else if byte != UInt8(ascii: "\"") {
                index += 1
            } else if !hasEscapes, index + 1 < record.count, record[index + 1] == UInt8(ascii: "\"") {
                isEscaped = true
                index += 2
            } else {
                isClosed = true
                break
            }
        }
        let end = min(index, record.count)
        let rest = min(end + 1, record.count)
        let next = delimiterPlace(record, from: rest)
        let isWhole = isClosed && record[rest..<next].allSatisfy(\.isBlank)
        fields.append(RecordField(range: text..<end, isQuoted: true, isEscaped: isEscaped, isWhole: isWhole))
        return next
    }

    private func delimiterPlace(_ record: UnsafeBufferPointer<UInt8>, from begin: Int) -> Int {
        if isBlankRun {
            var index = begin
            while index < record.count, !record[index].isBlank { index += 1 }
            return index
        }
        var index = begin
        while let place = record.place(of: delimiter, from: index) {
            if isDelimiter(record, at: place) { return place }
            index = place + 1
        }
        return record.count
    }

    private func isDelimiter(_ record: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        if isBlankRun { return record[index].isBlank }
        guard record[index] == delimiter else { return false }
        let bytes = dialect.delimiter.bytes
        if bytes.count == 1 { return true }
        return index + bytes.count <= record.count && record[index..<index + bytes.count].elementsEqual(bytes)
    }
}

/// A field of a record: where its text is, and how the text is written.
struct RecordField: Sendable {
    /// Without the quotation marks around it.
    let range: Range<Int>
    let isQuoted: Bool
    /// Whether quotation marks within are doubled, or backslashes stand before characters.
    let isEscaped: Bool
    /// Whether a closing quotation mark is there, with nothing but blanks between it and the next delimiter.
    let isWhole: Bool

    /// The field's text; without the blanks around it if it is not quoted, and without escapes.
    ///
    /// - Parameter scratch: Receives the text if it has escapes; the result points into it then.
    func withText<Value>(
        of record: UnsafeBufferPointer<UInt8>,
        quoting: Dialect.Quoting,
        scratch: inout [UInt8],
        _ body: (UnsafeBufferPointer<UInt8>) -> Value
    ) -> Value {
        let text = isQuoted ? record.slice(range) : record.slice(range).trimmed
        // `\N` is a missing value, not an escaped N.
        guard isEscaped, !text.equals("\\N") else { return body(text) }
        scratch.removeAll(keepingCapacity: true)
        let mark = quoting == .backslash ? UInt8(ascii: "\\") : UInt8(ascii: "\"")
        var isSecond = false
        for byte in text {
            if byte == mark, !isSecond {
                isSecond = true
                continue
            }
            scratch.append(isSecond && quoting == .backslash ? Self.escaped(byte) : byte)
            isSecond = false
        }
        return scratch.withUnsafeBufferPointer(body)
    }

    /// What a character behind a backslash stands for.
    private static func escaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: byte
        }
    }
}
