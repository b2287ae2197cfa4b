import JSONText

/// Reads JSON records from slices that are cut anywhere: one text, or one text in each line.
struct JSONRowReader<Builder: RowBuilder>: Sendable {
    private var tokenizer: JSONTokenizer
    private let isLines: Bool
    /// Whether the rest of the present line is passed over.
    private var isBroken = false
    private(set) var isStopped = false

    private var parser: JSONRecordParser<Builder>

    var builder: Builder {
        get { parser.builder }
        _modify { yield &parser.builder }
    }

    init(_ plan: ReadingPlan, _ layout: JSONLayout, _ builder: Builder, piece: TablePiece = TablePiece()) {
        tokenizer = JSONTokenizer(limits: plan.limits.json)
        isLines = layout.isLines
        parser = JSONRecordParser(plan, layout, builder, line: piece.line)
    }

    /// How many bytes are read before rows are delivered.
    private static var sliceBytes: Int { 1 << 14 }

    /// Reads from `begin` on until the bytes end or enough rows wait.
    ///
    /// - Returns: Where the reading ended.
    mutating func read(_ bytes: UnsafeRawBufferPointer, from begin: Int) -> Int {
        var begin = begin
        while begin < bytes.count, !isStopped, !parser.builder.output.isFull {
            let end = min(begin + Self.sliceBytes, bytes.count)
            let slice = UnsafeRawBufferPointer(rebasing: bytes[begin..<end])
            if isLines { readLines(slice) } else { readText(slice) }
            begin = end
        }
        return isStopped ? bytes.count : begin
    }

    mutating func finish() {
        guard !isStopped else { return }
        if isLines { return endLine() }
        do throws(JSONSyntaxError) {
            try tokenizer.finish(to: &parser)
            parser.finish()
        } catch {
            stop(error)
        }
    }

    private mutating func readText(_ bytes: UnsafeRawBufferPointer) {
        do throws(JSONSyntaxError) {
            try tokenizer.feed(bytes, to: &parser)
        } catch {
            stop(error)
        }
    }

    private mutating func stop(_ error: JSONSyntaxError) {
        isStopped = true
        parser.builder.faults.refuse(TableFault(json: error, line: 0))
    }

    /// RFC 8259 keeps raw line ends out of strings, so a line end always ends a record.
    private mutating func readLines(_ bytes: UnsafeRawBufferPointer) {
        let input = bytes.assumingMemoryBound(to: UInt8.self)
        var begin = 0
        while let end = input.place(of: 0x0A, from: begin) {
            feed(UnsafeRawBufferPointer(rebasing: bytes[begin..<end]))
            endLine()
            begin = end + 1
        }
        feed(UnsafeRawBufferPointer(rebasing: bytes[begin...]))
    }

    private mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        if isBroken { return }
        do throws(JSONSyntaxError) {
            try tokenizer.feed(bytes, to: &parser)
        } catch {
            refuse(error)
        }
    }

    private mutating func endLine() {
        if !tokenizer.isBlank, !isBroken {
            do throws(JSONSyntaxError) {
                try tokenizer.finish(to: &parser)
            } catch {
                refuse(error)
            }
        }
        parser.endLine()
        tokenizer.reset()
        isBroken = false
    }

    /// After a syntax error the next line begins anew.
    private mutating func refuse(_ error: JSONSyntaxError) {
        parser.refuseLine(TableFault(json: error, line: parser.line - 1))
        isBroken = true
    }
}
