import JSONText

/// Reads the `csv` and `recbole` formats: a header that names the columns, then one interaction per record.
struct DelimitedLogReader: FormatReader {
    /// How many items are looked up together.
    private static let batchItems = 1_024

    private let limits: LogLimits
    private let isRecBole: Bool
    private var scanner: RecordScanner?
    private var columns: LogColumns?
    private var shortRecords: IntegerRecords?
    private var fields: [RecordField] = []
    /// The beginning of a record that the last slice cut.
    private var carry: [UInt8] = []
    /// The line of the current record's first byte.
    private var line = 1

    init(limits: LogLimits, isRecBole: Bool) {
        self.limits = limits
        self.isRecBole = isRecBole
        scanner = isRecBole ? RecordScanner(delimiter: UInt8(ascii: "\t"), hasQuotes: false) : nil
    }

    var bytes: Int { carry.capacity }

    mutating func read(_ bytes: UnsafeRawBufferPointer, into output: inout ReaderState) throws(InputFault) {
        var grouping = output.takeGrouping(isStreaming: true)
        defer { output.grouping = grouping }
        let input = bytes.assumingMemoryBound(to: UInt8.self)
        var begin = 0
        while begin < input.count {
            if carry.isEmpty, let shortRecords, output.faults.isEmpty {
                begin = readShortRecords(shortRecords, bytes, from: begin, &grouping, &output)
                if begin == input.count { break }
            }
            if scanner == nil, !findDelimiter(input) { break }
            guard let end = scanner?.end(input, from: begin) else { break }
            if carry.isEmpty {
                try readRecord(UnsafeBufferPointer(rebasing: input[begin..<end]), &grouping, &output)
            } else {
                carry.append(contentsOf: input[begin..<end])
                try readCarry(&grouping, &output)
            }
            begin = end + 1
        }
        carry.append(contentsOf: input[begin...])
        try checkLength(carry.count)
    }

    mutating func endFile(into output: inout ReaderState) throws(InputFault) {
        var grouping = output.takeGrouping(isStreaming: true)
        defer { output.grouping = grouping }
        try endText(&grouping, &output)
        self = DelimitedLogReader(limits: limits, isRecBole: isRecBole)
    }

    mutating func finish(into output: inout ReaderState) throws(InputFault) {
        var grouping = output.takeGrouping(isStreaming: true)
        defer { output.grouping = grouping }
        try endText(&grouping, &output)
        grouping.finish(into: &output.sequences)
    }

    private mutating func endText(_ grouping: inout UserGrouping, _ output: inout ReaderState) throws(InputFault) {
        if scanner?.isInQuotes == true {
            throw InputFault(place: .line(line, column: 1), detail: "the log ends within a quoted field of this record")
        }
        if !carry.isEmpty {
            if scanner == nil { scanner = Self.scanner(for: carry) }
            try readCarry(&grouping, &output)
        }
        if columns == nil { throw InputFault(place: .line(1, column: 1), detail: "the header is missing") }
    }

    /// The fast path: collects the items of one user's records and looks them up together.
    /// - Returns: Where the first record begins that is not of this kind, or that the slice may cut.
    private mutating func readShortRecords(
        _ records: IntegerRecords,
        _ bytes: UnsafeRawBufferPointer,
        from begin: Int,
        _ grouping: inout UserGrouping,
        _ output: inout ReaderState
    ) -> Int {
        var index = begin
        var read = 0
        guard var next = records.record(bytes, at: begin), grouping.agrees(records.isTimed ? .number : .absent) else {
            return begin
        }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.batchItems) { items in
            withUnsafeTemporaryAllocation(of: Int64.self, capacity: Self.batchItems) { times in
                var shouldContinue = true
                while shouldContinue {
                    let user = next.user
                    var count = 0
                    repeat {
                        items[count] = next.item
                        times[count] = next.time
                        count += 1
                        index = next.end
                        if let record = records.record(bytes, at: index) {
                            next = record
                        } else {
                            shouldContinue = false
                        }
                    } while shouldContinue && next.user == user && count < Self.batchItems
                    grouping.add(
                        user: grouping.withUsers { $0.index(of: Int64(user)) },
                        items: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(items)[..<count]),
                        times: UnsafeBufferPointer(
                            rebasing: UnsafeBufferPointer(times)[..<(records.isTimed ? count : 0)]
                        ),
                        of: &output.items,
                        into: &output.sequences
                    )
                    read += count
                }
            }
        }
        line += read
        output.records += read
        return index
    }

    /// The header's line decides the delimiter, so its beginning is kept until its end arrives.
    /// - Returns: Whether the delimiter is known.
    private mutating func findDelimiter(_ input: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let end = input.place(of: UInt8(ascii: "\n")) else { return false }
        scanner = Self.scanner(for: carry + input[..<end])
        // The kept beginning of the header was not scanned yet.
        _ = carry.withUnsafeBufferPointer { scanner?.end($0, from: 0) }
        return true
    }

    /// A comma, unless the header has none but has tabs or semicolons, as spreadsheets write them.
    private static func scanner(for header: [UInt8]) -> RecordScanner {
        let delimiters = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
        return RecordScanner(delimiter: delimiters.first { header.contains($0) } ?? delimiters[0], hasQuotes: true)
    }

    private mutating func readCarry(_ grouping: inout UserGrouping, _ output: inout ReaderState) throws(InputFault) {
        var record: [UInt8] = []
        swap(&record, &carry)
        defer {
            swap(&record, &carry)
            carry.removeAll(keepingCapacity: true)
        }
        try record.withUnsafeBufferPointer { (record) throws(InputFault) in
            try readRecord(record, &grouping, &output)
        }
    }

    private func checkLength(_ length: Int) throws(InputFault) {
        guard length > limits.lineBytes else { return }
        throw InputFault(place: .line(line, column: 1), detail: "the record is longer than \(limits.lineBytes) bytes")
    }

    private mutating func readRecord(
        _ whole: UnsafeBufferPointer<UInt8>,
        _ grouping: inout UserGrouping,
        _ output: inout ReaderState
    ) throws(InputFault) {
        try checkLength(whole.count)
        defer { line += 1 + Self.lineEnds(in: whole) }
        var record = whole
        if record.last == UInt8(ascii: "\r") { record = UnsafeBufferPointer(rebasing: record.dropLast()) }
        if record.isEmpty { return }
        scanner?.fields(record, into: &fields)
        guard let columns else {
            let columns = try LogColumns(names: names(in: record), line: line)
            self.columns = columns
            if let scanner {
                shortRecords = IntegerRecords(
                    columns,
                    delimiter: scanner.delimiter,
                    hasQuotes: scanner.hasQuotes,
                    longest: limits.lineBytes
                )
            }
            return
        }
        output.records += 1
        let faultsBefore = output.recordFaults
        if let interaction = interaction(in: record, columns, &grouping, &output), output.recordFaults == faultsBefore {
            if output.faults.isEmpty {
                grouping.add(
                    user: interaction.user,
                    item: interaction.item,
                    code: output.items.code(of: interaction.item),
                    timestamp: interaction.timestamp,
                    into: &output.sequences
                )
            }
        } else {
            output.leaveRecordOut()
        }
    }

    /// Line ends within a record, which only a quoted field can have.
    private static func lineEnds(in record: UnsafeBufferPointer<UInt8>) -> Int {
        guard let first = record.place(of: UInt8(ascii: "\n")) else { return 0 }
        return record[first...].count { $0 == UInt8(ascii: "\n") }
    }

    private func names(in record: UnsafeBufferPointer<UInt8>) -> [String] {
        fields.map { field in Self.withLabel(field, record) { String(decoding: $0, as: UTF8.self) } }
    }

    /// Reads all three fields, so that all faults of the record are found.
    private mutating func interaction(
        in record: UnsafeBufferPointer<UInt8>,
        _ columns: LogColumns,
        _ grouping: inout UserGrouping,
        _ output: inout ReaderState
    ) -> (user: UInt32, item: UInt32, timestamp: Timestamp?)? {
        guard fields.count == columns.count else {
            // A record too short for the item has no item. With any other count, it is unknown which field is which.
            let kind: FaultKind = fields.count <= columns.item ? .noItem : .fieldCount
            output.report(
                "expected \(columns.count) fields, as in the header, found \(fields.count)",
                at: place(of: 0, in: record),
                kind: kind
            )
            return nil
        }
        for field in fields where !field.isWhole {
            output.report(
                "expected the end of the field after the closing quotation mark",
                at: place(of: field.range.upperBound, in: record),
                kind: .text
            )
            return nil
        }
        let (userField, itemField) = (fields[columns.user], fields[columns.item])
        let user = Self.withLabel(userField, record) { label in
            userIndex(of: label, place: place(of: userField.range.lowerBound, in: record), &grouping, &output)
        }
        let item = Self.withLabel(itemField, record) { label in
            itemIndex(of: label, place: place(of: itemField.range.lowerBound, in: record), &output)
        }
        var timestamp: Timestamp?
        if columns.timestamp == nil, !grouping.agrees(.absent) {
            output.report(
                "the timestamp is missing, but the files before have one",
                at: place(of: 0, in: record),
                kind: .noTimestamp
            )
            return nil
        }
        if let column = columns.timestamp {
            let field = fields[column]
            timestamp = Self.withLabel(field, record) { label in
                time(label, place: place(of: field.range.lowerBound, in: record), &grouping, &output)
            }
            if timestamp == nil { return nil }
        }
        guard let user, let item else { return nil }
        return (user, item, timestamp)
    }

    private func userIndex(
        of label: UnsafeBufferPointer<UInt8>,
        place: @autoclosure () -> InputFault.Place,
        _ grouping: inout UserGrouping,
        _ output: inout ReaderState
    ) -> UInt32? {
        if let integer = DecimalDigits.integer(label) { return grouping.withUsers { $0.index(of: integer) } }
        guard isText(label, place, &output) else { return nil }
        return grouping.withUsers { output.user(label, in: &$0, at: place())?.index }
    }

    private func itemIndex(
        of label: UnsafeBufferPointer<UInt8>,
        place: @autoclosure () -> InputFault.Place,
        _ output: inout ReaderState
    ) -> UInt32? {
        if let integer = DecimalDigits.integer(label) { return output.items.index(of: integer) }
        guard isText(label, place, &output) else { return nil }
        return output.item(label, at: place())
    }

    private func isText(
        _ label: UnsafeBufferPointer<UInt8>,
        _ place: () -> InputFault.Place,
        _ output: inout ReaderState
    ) -> Bool {
        if label.isUTF8 { return true }
        output.report("the text is not valid UTF-8", at: place(), kind: .text)
        return false
    }

    private func time(
        _ label: UnsafeBufferPointer<UInt8>,
        place: @autoclosure () -> InputFault.Place,
        _ grouping: inout UserGrouping,
        _ output: inout ReaderState
    ) -> Timestamp? {
        let number = DecimalDigits.integer(label).map { Timestamp($0) } ?? Timestamp(number: label)
        guard let timestamp = number ?? Timestamp(date: label) else {
            let text = String(decoding: label.prefix(40), as: UTF8.self)
            output.report(
                label.isEmpty ? "the timestamp is missing" : "`\(text)` is no timestamp: expected a number or a date",
                at: place(),
                kind: .noTimestamp
            )
            return nil
        }
        guard grouping.agrees(number == nil ? .date : .number) else {
            let expected = grouping.isTimed ? number == nil ? "a number" : "a date" : "no timestamp"
            output.report(
                "expected \(expected), as before",
                at: place(),
                kind: .noTimestamp
            )
            return nil
        }
        return timestamp
    }

    /// The field's text: an unquoted one without the white space around it, a quoted one with its doubled marks undone.
    private static func withLabel<Value>(
        _ field: RecordField,
        _ record: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Value
    ) -> Value {
        var slice = record[field.range]
        if !field.isQuoted {
            slice = slice.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            while let last = slice.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { slice.removeLast() }
        }
        guard field.isEscaped else { return body(UnsafeBufferPointer(rebasing: slice)) }
        var text: [UInt8] = []
        var isSecond = false
        for byte in slice {
            isSecond = byte == UInt8(ascii: "\"") && !isSecond
            if !isSecond || byte != UInt8(ascii: "\"") { text.append(byte) }
        }
        return text.withUnsafeBufferPointer(body)
    }

    private func place(of index: Int, in record: UnsafeBufferPointer<UInt8>) -> InputFault.Place {
        var line = line
        var begin = 0
        for place in 0..<index where record[place] == UInt8(ascii: "\n") {
            line += 1
            begin = place + 1
        }
        return .line(line, column: index - begin + 1)
    }
}
