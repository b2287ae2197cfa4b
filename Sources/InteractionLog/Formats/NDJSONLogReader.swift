import JSONText

/// Reads the `ndjson` format: one JSON text per line. RFC 8259 allows no unescaped line end within a string.
struct NDJSONLogReader: FormatReader {
    private var tokenizer: JSONTokenizer
    private var parser: NDJSONLineParser
    /// Whether the rest of the current line is skipped.
    private var isBroken = false

    var bytes: Int { parser.users.bytes }

    init(limits: LogLimits) {
        tokenizer = JSONTokenizer(limits: limits.json)
        parser = NDJSONLineParser(limits: limits)
    }

    mutating func read(_ bytes: UnsafeRawBufferPointer, into output: inout ReaderState) throws(InputFault) {
        swap(&parser.output, &output)
        defer { swap(&parser.output, &output) }
        let input = bytes.assumingMemoryBound(to: UInt8.self)
        var begin = 0
        while let end = input.place(of: UInt8(ascii: "\n"), from: begin) {
            feed(UnsafeRawBufferPointer(rebasing: bytes[begin..<end]))
            endLine()
            begin = end + 1
        }
        feed(UnsafeRawBufferPointer(rebasing: bytes[begin...]))
    }

    mutating func endFile(into output: inout ReaderState) throws(InputFault) {
        try finish(into: &output)
        parser.beginFile()
    }

    mutating func finish(into output: inout ReaderState) throws(InputFault) {
        swap(&parser.output, &output)
        defer { swap(&parser.output, &output) }
        endLine()
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
        parser.endLine(isBlank: tokenizer.isBlank && !isBroken)
        tokenizer.reset()
        isBroken = false
    }

    /// No token contains a line end, so after a syntax error the next line starts afresh.
    private mutating func refuse(_ error: JSONSyntaxError) {
        parser.refuse(InputFault(error, lineOffset: parser.line - 1))
        isBroken = true
    }
}
