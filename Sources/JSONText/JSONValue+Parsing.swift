extension JSONValue {
    /// Reads a whole text into a tree.
    ///
    /// - Throws: The syntax error that ended the reading, or all repeated keys of a well-formed text.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer,
        limits: JSONLimits = JSONLimits()
    ) throws(JSONFaults) -> JSONValue {
        var tokenizer = JSONTokenizer(limits: limits)
        var builder = JSONTreeBuilder(limits: limits)
        do throws(JSONSyntaxError) {
            try tokenizer.feed(bytes, to: &builder)
            try tokenizer.finish(to: &builder)
        } catch {
            throw .syntax(error)
        }
        return try builder.result()
    }

    public static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONFaults) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONFaults) in
            try parse(UnsafeRawBufferPointer(buffer), limits: limits)
        }
    }
}
