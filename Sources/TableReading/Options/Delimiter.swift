/// The text between two fields of a record.
public struct Delimiter: Sendable, Hashable, CustomStringConvertible {
    /// One to four bytes or more for characters that are not ASCII.
    let bytes: [UInt8]

    static let comma = Delimiter(bytes: [0x2C])
    static let semicolon = Delimiter(bytes: [0x3B])
    static let tab = Delimiter(bytes: [0x09])
    static let pipe = Delimiter(bytes: [0x7C])
    /// A run of blanks and tabs, as Python's `str.split()` separates.
    static let space = Delimiter(bytes: [0x20])
    static let colons = Delimiter(bytes: [0x3A, 0x3A])
    /// Hive's default, Control-A.
    static let controlA = Delimiter(bytes: [0x01])

    /// The delimiters that are tried, the most common one first.
    static let candidates: [Delimiter] = [.comma, .tab, .semicolon, .pipe, .colons, .controlA, .space]

    private static let words: [(word: String, delimiter: Delimiter)] = [
        ("comma", .comma), ("semicolon", .semicolon), ("tab", .tab), ("pipe", .pipe), ("space", .space),
    ]

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a value of `delimiter`.
    public init(_ text: String) throws(TableFault) {
        if let known = Self.words.first(where: { $0.word == text })?.delimiter {
            self = known
        } else if text == "\\t" {
            self = .tab
        } else if 1...4 ~= text.count, !text.utf8.contains(where: { $0.isLineEnd || $0 == UInt8(ascii: "\"") }) {
            self.init(bytes: Array(text.utf8))
        } else {
            throw TableFault(
                .structure,
                at: .parameter("delimiter"),
                "\(text.shown) is no delimiter; use `comma`, `semicolon`, `tab`, `pipe`, `space`, or a text of up to 4"
                    + " characters such as `::`"
            )
        }
    }

    /// Whether a run of blanks is one delimiter.
    var isBlankRun: Bool { self == .space }

    public var description: String {
        Self.words.first { $0.delimiter == self }?.word ?? ShownText.escaped(String(decoding: bytes, as: UTF8.self))
    }
}
