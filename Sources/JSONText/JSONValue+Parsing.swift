extension JSONValue {
    /// Reads a whole text into a tree.
    ///
    /// - Parameter continues: Is asked from time to time whether the value is still wanted. If not, the result means nothing.
    /// - Throws: The syntax error that ended the reading, or all repeated keys of a well-formed text.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer,
        limits: JSONLimits = JSONLimits(),
        continues: () -> Bool = { true }
    ) throws(JSONFaults) -> JSONValue {
        var tokenizer = JSONTokenizer(limits: limits)
        var builder = JSONTreeBuilder(limits: limits)
        do throws(JSONSyntaxError) {
            for begin in stride(from: 0, to: bytes.count, by: sliceBytes) {
                guard continues() else { return .null }
                let slice = bytes[begin..<min(begin + sliceBytes, bytes.count)]
                try tokenizer.feed(UnsafeRawBufferPointer(rebasing: slice), to: &builder)
            }
            try tokenizer.finish(to: &builder)
        } catch {
            throw .syntax(error)
        }
        return try builder.result()
    }

    public static func parse(
        _ bytes: [UInt8],
        limits: JSONLimits = JSONLimits(),
        continues: () -> Bool = { true }
    ) throws(JSONFaults) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONFaults) in
            try parse(UnsafeRawBufferPointer(buffer), limits: limits, continues: continues)
        }
    }

    /// How many bytes are read between two questions.
    private static let sliceBytes = 1 << 16
}
