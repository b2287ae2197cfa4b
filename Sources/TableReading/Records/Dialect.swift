/// How delimited text separates records and fields.
public struct Dialect: Sendable, Hashable {
    /// What a quotation mark does.
    public enum Quoting: String, Sendable, Hashable, Codable {
        /// It is a character like any other, as in TSV.
        case none
        /// It encloses a field; two of them stand for one (RFC 4180).
        case doubled
        /// It encloses a field; a backslash makes the next character an ordinary one.
        case backslash
    }

    public var delimiter: Delimiter
    public var quoting: Quoting
    /// A line feed, perhaps with a carriage return before it, or a carriage return.
    public var lineEnd: UInt8 = 0x0A

    /// Delimiters of several characters are not looked for around quotation marks.
    var hasQuotes: Bool { quoting != .none && delimiter.bytes.count == 1 }
}
