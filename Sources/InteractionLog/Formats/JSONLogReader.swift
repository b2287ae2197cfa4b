import JSONText

/// Reads the `json` format.
struct JSONLogReader: FormatReader {
    private var tokenizer: JSONTokenizer
    private var parser: JSONLogParser

    init(limits: LogLimits) {
        tokenizer = JSONTokenizer(limits: limits.json)
        parser = JSONLogParser(limits: limits)
    }

    mutating func read(_ bytes: UnsafeRawBufferPointer, into output: inout ReaderState) throws(InputFault) {
        // The parser owns the state while it reads tokens, so no token pays for a check of exclusive access.
        swap(&parser.output, &output)
        defer { swap(&parser.output, &output) }
        do throws(JSONSyntaxError) {
            try tokenizer.feed(bytes, to: &parser)
        } catch {
            throw InputFault(error, lineOffset: 0)
        }
    }

    mutating func endFile(into output: inout ReaderState) throws(InputFault) {
        throw InputFault(place: .whole, detail: "a json log is one text, not several")
    }

    mutating func finish(into output: inout ReaderState) throws(InputFault) {
        swap(&parser.output, &output)
        defer { swap(&parser.output, &output) }
        do throws(JSONSyntaxError) {
            try tokenizer.finish(to: &parser)
        } catch {
            throw InputFault(error, lineOffset: 0)
        }
        parser.finish()
    }
}

extension InputFault {
    /// - Parameter lineOffset: Lines of the log before the JSON text.
    init(_ error: JSONSyntaxError, lineOffset: Int) {
        self.init(place: .line(error.line + lineOffset, column: error.column), detail: "\(error.kind)")
    }
}
