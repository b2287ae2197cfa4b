import JSONText

/// Reads the `ndjson` format: one JSON text per line, as RFC 8259 keeps raw line ends out of strings.
struct NDJSONLogReader: FormatReader {
    private var tokenizer: JSONTokenizer
    private var parser: NDJSONLineParser
    /// Whether the rest of the present line is passed over.
    private var isBroken = false

    var bytes: Int { parser.users.bytes }

    init(limits: LogLimits) {
        tokenizer = JSONTokenizer(limits: limits.json)
        parser = NDJSONLineParser(limits: limits)
    }

    mutating func read(_ bytes: UnsafeRawBufferPointer, into output: inout LogOutput) throws(InputFault) {
        swap(&parser.output, &output)
        defer { swap(&parser.output, &output) }
        var begin = 0
        while let end = bytes[begin...].firstIndex(of: UInt8(ascii: "\n")) {
            try feed(UnsafeRawBufferPointer(rebasing: bytes[begin..<end]))
            try endLine()
            begin = end + 1
        }
        try feed(UnsafeRawBufferPointer(rebasing: bytes[begin...]))
    }

    mutating func finish(into output: inout LogOutput) throws(InputFault) {
        swap(&parser.output, &output)
        defer { swap(&parser.output, &output) }
        try endLine()
    }

    private mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(InputFault) {
        if isBroken { return }
        do throws(JSONSyntaxError) {
            try tokenizer.feed(bytes, to: &parser)
        } catch {
            try refuse(error)
        }
    }

    private mutating func endLine() throws(InputFault) {
        if !tokenizer.isBlank, !isBroken {
            do throws(JSONSyntaxError) {
                try tokenizer.finish(to: &parser)
            } catch {
                try refuse(error)
            }
        }
        parser.endLine(isBlank: tokenizer.isBlank && !isBroken)
        tokenizer.reset()
        isBroken = false
    }

    /// A syntax error ends the reading, unless faulty lines are left out: a line end is no part of a JSON token, so the
    /// next line begins anew.
    private mutating func refuse(_ error: JSONSyntaxError) throws(InputFault) {
        let fault = InputFault(error, lineOffset: parser.line - 1)
        guard parser.output.policy == .skip else { throw fault }
        parser.refuse(fault)
        isBroken = true
    }
}
