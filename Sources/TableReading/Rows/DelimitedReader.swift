import ResourceMetering

/// Where a piece of a delimited text begins.
public struct TablePiece: Sendable, Hashable {
    /// The line of the first byte, from 1, for the places of faults.
    public var line: Int
    /// Whether the piece begins with the header, if the table has one.
    public var isFirst: Bool

    public init(line: Int = 1, isFirst: Bool = true) {
        self.line = line
        self.isFirst = isFirst
    }
}

/// Reads the records of delimited text, from slices that are cut anywhere.
///
/// A reader depends on its plan and on the beginning of a record only, so that several of them can read the pieces of one
/// file.
struct DelimitedReader<Builder: RowBuilder>: Sendable {
    private let structure: DelimitedStructure
    private let limits: TableLimits
    private var splitter: RecordSplitter
    private let integerRecords: IntegerRecords?
    private let labelRecords: LabelRecords?
    /// The slot of each column that is used, in the order of the columns.
    private let slots: [(column: Int, slot: Int)]
    private let mostColumns: Int
    private var fields: [RecordField] = []
    private var scratch: [UInt8] = []
    /// A record that the last slice cut, as far as it has been scanned.
    private var carry: [UInt8] = []
    /// The line of the present record's first byte.
    private var line: Int
    /// The records before the rows, which are none: the line with the dialect, and the header.
    private var heads: Int
    private let header: HeaderNames?
    /// Line ends within the present record.
    private var lineEnds = 0
    private var integerPause = FastPathPause()
    private var labelPause = FastPathPause()
    private let threads: (any SpareThreads)?
    private var ahead: RowsAhead?
    /// Whether the last slice had records of integers.
    private var hadIntegers = false
    private(set) var isStopped = false

    var builder: Builder

    init(
        _ plan: ReadingPlan,
        _ structure: DelimitedStructure,
        _ builder: Builder,
        integerRecords: IntegerRecords? = nil,
        labelRecords: LabelRecords? = nil,
        piece: TablePiece = TablePiece(),
        threads: (any SpareThreads)? = nil
    ) {
        self.threads = threads
        self.structure = structure
        self.builder = builder
        self.integerRecords = integerRecords
        self.labelRecords = labelRecords
        limits = plan.limits
        splitter = RecordSplitter(structure.dialect)
        slots = plan.columns.indices.compactMap { column in
            builder.slot(of: column).map { (column: column, slot: $0) }
        }
        let needed = slots.map(\.column).filter { !plan.watchesCells(of: $0) }
        mostColumns = (needed.max() ?? 0) + 1
        line = piece.line
        header = structure.hasHeader ? HeaderNames(structure.header) : nil
        heads = piece.isFirst ? structure.heads : 0
    }

    /// Memory of the record that a slice cut, and of the rows that are read ahead, in bytes.
    var bytes: Int { carry.capacity + (ahead?.bytes ?? 0) }

    // MARK: Slices

    /// Whether spare threads read ahead.
    var readsAhead: Bool { threads != nil && integerRecords != nil }

    /// Begins a slice, whose bytes must stay until `endSlice`. Spare threads read ahead what consists of integers.
    mutating func beginSlice(_ bytes: UnsafeRawBufferPointer) {
        guard let threads, let integerRecords, hadIntegers, bytes.count >= 2 * RowsAhead.leastBytes else { return }
        let ahead = ahead ?? RowsAhead(integerRecords, threads)
        self.ahead = ahead
        hadIntegers = false
        ahead.beginSlice(bytes)
    }

    func endSlice() { ahead?.endSlice() }

    /// The rows that were read ahead from a place on, if `read` would read the same.
    mutating func rowsAhead(at place: Int) -> RowsAhead.Rows? {
        guard let ahead, carry.isEmpty, heads == 0, !isStopped, integerPause.isOver,
            let rows = ahead.rows(at: place),
            !rows.items.isEmpty
        else { return nil }
        line += rows.items.count
        builder.faults.rows += rows.items.count
        integerPause.begin(after: rows.items.count)
        labelPause.passed(rows.items.count)
        hadIntegers = true
        return rows
    }

    /// Reads from `begin` on until the bytes end, the builder's output is full, or a piece begins that is read ahead.
    ///
    /// - Returns: Where the reading ended.
    mutating func read(_ bytes: UnsafeRawBufferPointer, from begin: Int) -> Int {
        let input = bytes.assumingMemoryBound(to: UInt8.self)
        let stop = ahead?.nextBegin(after: begin) ?? input.count
        var begin = begin
        while begin < stop, !builder.output.isFull, !isStopped {
            if carry.isEmpty, heads == 0 {
                readIntegers(bytes, &begin, until: stop)
                if begin == stop { break }
                readLabels(input, &begin)
                if begin >= stop || builder.output.isFull { break }
            }
            guard let end = splitter.end(input, from: begin) else {
                carry.append(contentsOf: input[begin...])
                begin = input.count
                checkLength(carry.count)
                break
            }
            if carry.isEmpty {
                readRecord(input.slice(begin..<end))
            } else {
                carry.append(contentsOf: input[begin..<end])
                readCarry()
            }
            integerPause.passed(1)
            labelPause.passed(1)
            begin = end + 1
        }
        return isStopped ? input.count : begin
    }

    /// Ends the text.
    mutating func finish() {
        guard !isStopped else { return }
        if splitter.isInQuotes {
            return stop(.text, "the text ends within a quoted field of this record")
        }
        if !carry.isEmpty { readCarry() }
    }

    private mutating func readIntegers(_ bytes: UnsafeRawBufferPointer, _ index: inout Int, until stop: Int) {
        guard let integerRecords, integerPause.isOver else { return }
        var total = 0
        while !builder.output.isFull {
            let room = RowBuffer.rows - builder.output.items.count
            let count = integerRecords.read(bytes, &index, until: stop, most: room, into: &builder.output)
            total += count
            if count < room { break }
        }
        line += total
        builder.faults.rows += total
        if total > 0 { hadIntegers = true }
        // A piece that ends says nothing about the records behind it.
        if index < stop { integerPause.begin(after: total) }
    }

    private mutating func readLabels(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
        guard let labelRecords, labelPause.isOver else { return }
        var total = 0
        var most = RowBuffer.rows
        // The integers come first, as soon as their pause ends.
        if integerRecords != nil { most = min(most, max(1, integerPause.remaining)) }
        while !builder.output.isFull, total < most, index < bytes.count {
            let room = min(RowBuffer.rows - builder.output.itemLabels.count, most - total)
            let count = labelRecords.read(bytes, &index, line: line, most: room, into: &builder.output)
            line += count
            total += count
            if count == 0 {
                labelPause.begin(after: total)
                break
            }
        }
        builder.faults.rows += total
        integerPause.passed(total)
    }

    private mutating func readCarry() {
        var record: [UInt8] = []
        swap(&record, &carry)
        record.withUnsafeBufferPointer { readRecord($0) }
        swap(&record, &carry)
        carry.removeAll(keepingCapacity: true)
    }

    private mutating func checkLength(_ length: Int) {
        guard length > limits.recordBytes else { return }
        stop(.text, "the record is longer than \(limits.recordBytes) bytes")
    }

    private mutating func stop(_ kind: TableFault.Kind, _ detail: String) {
        isStopped = true
        carry = []
        builder.faults.refuse(TableFault(kind, at: .line(line, column: 1), detail))
    }

    /// - Parameter whole: A record without its line end.
    private mutating func readRecord(_ whole: UnsafeBufferPointer<UInt8>) {
        checkLength(whole.count)
        guard !isStopped else { return }
        lineEnds =
            whole.place(of: structure.dialect.lineEnd) == nil ? 0 : whole.count { $0 == structure.dialect.lineEnd }
        defer { line += 1 + lineEnds }
        var record = whole
        if structure.dialect.lineEnd == 0x0A, record.last == 0x0D { record = record.slice(0..<record.count - 1) }
        if record.trimmed.isEmpty { return }
        if heads > 0 {
            heads -= 1
            return
        }
        splitter.fields(record, into: &fields)
        if repeatsHeader(record) { return }
        refuseSwallowedRows(record)
        builder.beginRow()
        guard isWellFormed(record) else { return builder.dropRow() }
        if contradictsQuoting(record) { return builder.dropRow() }
        for (column, slot) in slots where column < fields.count { readCell(fields[column], slot, of: record) }
        if let range = builder.listFields {
            let used = fields.indices.filter { $0 >= range.from && $0 <= range.through ?? .max }
            for index in used where !isTrailingBlank(index) { readElement(fields[index], of: record) }
        }
        builder.endRow(at: CellPlace(line: line, column: 1), isBare: false)
    }

    /// Where files were joined, the header comes again, perhaps behind another byte order mark or in another case. A header
    /// with its names in another order would exchange the columns.
    private mutating func repeatsHeader(_ record: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let header, fields.count == header.names.count, let field = fields.first else { return false }
        // The first byte tells most rows from the header.
        let first = field.range.isEmpty ? 0 : record[field.range.lowerBound]
        guard header.mayBegin(with: first) || first == 0xEF || first.isBlank || field.range.isEmpty else {
            return false
        }
        var texts: [[UInt8]] = []
        for field in fields {
            texts.append(
                field.withText(of: record, quoting: structure.dialect.quoting, scratch: &scratch) {
                    HeaderNames.plain($0)
                }
            )
            // Rows rarely have one of the names.
            if !header.names.contains(texts[texts.count - 1]) { return false }
        }
        if texts == header.names { return texts.contains { !$0.isEmpty } }
        func isBefore(_ first: [UInt8], _ second: [UInt8]) -> Bool { first.lexicographicallyPrecedes(second) }
        guard texts.sorted(by: isBefore) == header.names.sorted(by: isBefore) else { return false }
        builder.faults.refuse(
            TableFault(
                .structure,
                at: .line(line, column: 1),
                "the header comes again here, with its columns in another order; write the columns of all files in one order"
            )
        )
        return true
    }

    /// Refuses a field in quotation marks that has whole rows in it: the mark that opens it was one of the text, such as
    /// that of inches.
    private mutating func refuseSwallowedRows(_ record: UnsafeBufferPointer<UInt8>) {
        // Fewer lines may look like rows by chance.
        guard lineEnds > 3, let width = structure.width, width > 1 else { return }
        let delimiter = structure.dialect.delimiter
        guard delimiter.bytes.count == 1, !delimiter.isBlankRun else { return }
        let lines = record.split(separator: structure.dialect.lineEnd, omittingEmptySubsequences: false)
        let inner = lines.dropFirst().dropLast()
        guard inner.allSatisfy({ line in line.count { $0 == delimiter.bytes[0] } == width - 1 }) else { return }
        builder.faults.refuse(
            TableFault(
                .structure,
                at: .line(line, column: 1),
                "a quotation mark opens a field here that has the next \(inner.count) lines in it, each of which looks like a row;"
                    + " double the mark within quotation marks, or take it away"
            )
        )
    }

    private mutating func isWellFormed(_ record: UnsafeBufferPointer<UInt8>) -> Bool {
        for field in fields where !field.isWhole {
            builder.faults.report(
                .text,
                at: place(of: field.range.upperBound, in: record),
                "expected the end of the field after the closing quotation mark"
            )
            return false
        }
        if let width = structure.width {
            if fields.count == width { return true }
            let extra = fields.dropFirst(width)
            let isRight =
                fields.count >= max(width, mostColumns) && extra.allSatisfy { record.slice($0.range).trimmed.isEmpty }
            guard !isRight else { return true }
            if structure.arePairs {
                return refuse(
                    count: fields.count,
                    "expected 2 fields, as lines of `format=sasrec` have (`columns=user:1,item:2` passes over further ones)"
                )
            }
            let origin = structure.hasHeader ? "the header" : "the first rows"
            return refuse(count: fields.count, "expected \(width) field\(width == 1 ? "" : "s"), as in \(origin)")
        }
        return fields.count >= mostColumns || refuse(count: fields.count, "expected at least \(mostColumns) fields")
    }

    /// - Returns: False, as the record is not well formed.
    private mutating func refuse(count: Int, _ expectation: String) -> Bool {
        builder.faults.report(.fieldCount, at: CellPlace(line: line, column: 1), "\(expectation), found \(count)")
        return false
    }

    private mutating func readCell(_ field: RecordField, _ slot: Int, of record: UnsafeBufferPointer<UInt8>) {
        let place = place(of: field.range.lowerBound, in: record)
        field.withText(of: record, quoting: structure.dialect.quoting, scratch: &scratch) {
            builder.cell(slot, $0, .text, at: place)
        }
    }

    private mutating func readElement(_ field: RecordField, of record: UnsafeBufferPointer<UInt8>) {
        let place = place(of: field.range.lowerBound, in: record)
        field.withText(of: record, quoting: structure.dialect.quoting, scratch: &scratch) {
            builder.element($0, .text, at: place)
        }
    }

    /// The fields at the end of a record of any length that are blank are no elements: rows of a table are filled up.
    private func isTrailingBlank(_ index: Int) -> Bool {
        fields[index...].allSatisfy { $0.range.isEmpty && !$0.isQuoted }
    }

    /// The first rows have no cell in quotation marks, so one of a later row shows that they were too few to tell. A cell
    /// of CSV that only begins with one has lost its end; in TSV a lone mark is a character.
    private mutating func contradictsQuoting(_ record: UnsafeBufferPointer<UInt8>) -> Bool {
        let isCSV = structure.isUnquotedCSV
        guard structure.looksAtMarks, record.place(of: UInt8(ascii: "\"")) != nil else { return false }
        for (column, _) in slots where fields.indices.contains(column) {
            let text = record.slice(fields[column].range).trimmed
            guard text.first == UInt8(ascii: "\"") else { continue }
            let isClosed = text.count > 1 && text.last == UInt8(ascii: "\"")
            guard isClosed ? structure.refusesQuotes : isCSV else { continue }
            let place = place(of: fields[column].range.lowerBound, in: record)
            let detail =
                isClosed
                ? "is in quotation marks, which the first rows do not have"
                : "opens a quotation mark that is not closed"
            builder.faults.report(.text, at: place, "\(text.shown) \(detail)")
            return true
        }
        return false
    }

    private func place(of index: Int, in record: UnsafeBufferPointer<UInt8>) -> CellPlace {
        guard lineEnds > 0 else { return CellPlace(line: line, column: index + 1) }
        var line = line
        var begin = 0
        for place in 0..<index where record[place] == structure.dialect.lineEnd {
            line += 1
            begin = place + 1
        }
        return CellPlace(line: line, column: index - begin + 1)
    }
}

/// Records that are read before a fast path is tried again: it rarely fits where it did not fit before.
private struct FastPathPause: Sendable {
    private static let longest = 64
    /// The number of records in a row that pay for a trial that reads none.
    private static let worthwhile = 8

    private(set) var remaining = 0
    private var length = 0

    var isOver: Bool { remaining == 0 }

    mutating func passed(_ records: Int) { remaining = max(0, remaining - records) }

    /// - Parameter records: How many records the path has read.
    mutating func begin(after records: Int) {
        length = records >= Self.worthwhile ? 0 : min(Self.longest, max(1, length * 2))
        remaining = length
    }
}
