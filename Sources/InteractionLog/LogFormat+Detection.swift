extension LogFormat {
    /// The format of a log by its first bytes; nil if they fit none.
    ///
    /// - Parameter bytes: The beginning of the decoded log, with at least the whole first line.
    public static func detect(in bytes: UnsafeRawBufferPointer) -> LogFormat? {
        var text = bytes.assumingMemoryBound(to: UInt8.self)[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        text = text.drop { $0 == UInt8(ascii: " ") || 0x09...0x0D ~= $0 }
        guard let first = text.first else { return nil }
        switch first {
        case UInt8(ascii: "["): return ofArray(text.dropFirst())
        case UInt8(ascii: "{"): return ofObject(text.dropFirst())
        default: return ofLine(text.prefix { $0 != UInt8(ascii: "\n") })
        }
    }

    /// An array of arrays is a whole log; an array of items is one user's line.
    private static func ofArray(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> LogFormat {
        let inner = rest.first { $0 != UInt8(ascii: " ") && !(0x09...0x0D ~= $0) }
        switch inner {
        case nil, UInt8(ascii: "["): return .json
        case UInt8(ascii: "]"):
            // `[]` alone is a log without users; followed by another array it is a user without items.
            return rest.contains(UInt8(ascii: "[")) || rest.contains(UInt8(ascii: "{")) ? .ndjson : .json
        default: return .ndjson
        }
    }

    /// A user's line begins with `user` or `items`, which a whole log does not have.
    private static func ofObject(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> LogFormat {
        let key = rest.drop { $0 != UInt8(ascii: "\"") }.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
        return ["user", "items"].contains(String(decoding: key, as: UTF8.self)) ? .ndjson : .json
    }

    private static func ofLine(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> LogFormat? {
        let line = String(decoding: line, as: UTF8.self)
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
        let types = [":token", ":token_seq", ":float", ":float_seq"]
        if columns.count > 1, columns.allSatisfy({ column in types.contains { column.trimmed.hasSuffix($0) } }) {
            return .recbole
        }
        for delimiter: Character in [",", "\t", ";"] {
            let names = line.split(separator: delimiter).map { $0.trimmed.filter { $0 != "\"" } }
            if names.count > 1, LogColumns.areHeader(names) { return .csv }
        }
        let words = line.split { $0.isWhitespace }
        if words.count == 2 { return .sasrec }
        // A header with unknown names: the reader reports which names it looks for.
        return line.contains(",") ? .csv : nil
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var rest = self
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest.drop { $0.isWhitespace })
    }
}
