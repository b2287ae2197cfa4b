extension JSONValue {
    /// Reads a whole text into a tree.
    ///
    /// - Throws: The syntax error that ended the reading, or every duplicate key of a text that is well-formed.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer,
        limits: JSONLimits = JSONLimits(),
        duplicateKeys: JSONTreeBuilder.DuplicateKeys = .refused
    ) throws(JSONFaults) -> JSONValue {
        var tokenizer = JSONTokenizer(limits: limits)
        var builder = JSONTreeBuilder(limits: limits, duplicateKeys: duplicateKeys)
        do throws(JSONSyntaxError) {
            try tokenizer.feed(bytes, to: &builder)
            try tokenizer.finish(to: &builder)
        } catch {
            throw .syntax(error)
        }
        return try builder.result()
    }

    public static func parse(
        _ bytes: [UInt8],
        limits: JSONLimits = JSONLimits(),
        duplicateKeys: JSONTreeBuilder.DuplicateKeys = .refused
    ) throws(JSONFaults) -> JSONValue {
        // `withUnsafeBytes` rethrows untyped, so the outcome leaves it as a value.
        try bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONFaults) in
                try parse(buffer, limits: limits, duplicateKeys: duplicateKeys)
            }
        }.get()
    }
}
