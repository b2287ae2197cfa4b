/// The value of `columns`: which column has which role.
///
/// `user:customer,item:2,time:date+hourmin,items:3..,seed:-,ignore:notes`; a name with `,` or `:` is quoted.
public struct ColumnSelection: Sendable, Hashable {
    public struct Entry: Sendable, Hashable {
        public let role: String
        public let target: Target

        /// The names of its columns.
        var names: [String] {
            switch target {
            case .name(let name): [name]
            case .text(let text): Int(text) == nil ? [text] : []
            case .pair(let first, let second): [first, second]
            case .range, .none: []
            }
        }
    }

    public enum Target: Sendable, Hashable {
        /// A name, or a number from 1, as written. Which of both it is depends on the columns that the table has.
        case text(String)
        /// A name in quotation marks, which is never a number.
        case name(String)
        /// `date+hourmin` with a quoted part.
        case pair(String, String)
        /// Every field from one number to another, or to the end.
        case range(Int, through: Int?)
        /// The role has no column.
        case none
    }

    public private(set) var entries: [Entry] = []

    public init() {}

    /// Reads a value of `columns`.
    public init(_ text: String) throws(TableFault) {
        var rest = text[...]
        while true {
            let (role, hasColumn) = try Self.part(&rest, until: ":,", of: text)
            guard hasColumn == ":" else {
                throw Self.fault("\(text.shown) has an entry without a column; write `role:column`, such as `user:1`")
            }
            let (column, end) = try Self.part(&rest, until: ",", of: text)
            try add(role: Self.trimmed(role.map(\.text).joined()), target: try Self.target(column, of: text))
            if end == nil { return }
        }
    }

    /// Adds an entry, as a caller with structured parameters does.
    public mutating func add(role: String, target: Target) throws(TableFault) {
        guard !role.isEmpty else { throw Self.fault("an entry has no role; write `role:column`, such as `user:1`") }
        if role != "ignore", entries.contains(where: { $0.role == role }) {
            throw Self.fault("the role \(role.shown) is given twice; give it once")
        }
        entries.append(Entry(role: role, target: target))
    }

    /// The column names of all entries.
    var names: [String] { entries.flatMap(\.names) }

    public subscript(role: String) -> Target? { entries.first { $0.role == role }?.target }

    private struct Piece {
        let text: String
        let isQuoted: Bool
    }

    /// Takes text up to one of the ends, or all of it. Within quotation marks no character ends it, and two of them
    /// stand for one.
    private static func part(
        _ rest: inout Substring,
        until ends: String,
        of whole: String
    ) throws(TableFault) -> (pieces: [Piece], end: Character?) {
        var pieces: [Piece] = []
        var plain = ""
        func flush() {
            if !plain.isEmpty { pieces.append(Piece(text: plain, isQuoted: false)) }
            plain = ""
        }
        while let character = rest.first {
            rest.removeFirst()
            if ends.contains(character) {
                flush()
                return (pieces, character)
            }
            guard character == "\"", plain.allSatisfy({ " +/".contains($0) }) else {
                plain.append(character)
                continue
            }
            flush()
            var quoted = ""
            while true {
                guard let next = rest.popFirst() else {
                    throw fault("\(whole.shown) has a quotation mark without its partner; write `user:\"a,b\"`")
                }
                if next != "\"" {
                    quoted.append(next)
                } else if rest.first == "\"" {
                    quoted.append(rest.removeFirst())
                } else {
                    break
                }
            }
            pieces.append(Piece(text: quoted, isQuoted: true))
        }
        flush()
        return (pieces, nil)
    }

    private static func target(_ pieces: [Piece], of whole: String) throws(TableFault) -> Target {
        guard let first = pieces.first else {
            throw fault("\(whole.shown) has a role without a column; write `role:column`, or `role:-` for no column")
        }
        guard pieces.contains(where: \.isQuoted) else {
            let text = trimmed(first.text)
            if text == "-" { return .none }
            return try range(text) ?? .text(text)
        }
        if pieces.count == 1 { return .name(first.text) }
        var names: [String] = []
        for piece in pieces {
            let text = piece.isQuoted ? piece.text : piece.text.filter { !" +/".contains($0) }
            if !text.isEmpty { names.append(text) }
        }
        guard names.count == 2 else {
            throw fault("\(whole.shown) has text beside a quoted name; write `time:\"a,b\"+c` for two columns")
        }
        return .pair(names[0], names[1])
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    /// `2..` or `2..5`.
    private static func range(_ text: String) throws(TableFault) -> Target? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(digits.count)
        guard !digits.isEmpty, rest.hasPrefix("..") else { return nil }
        let end = rest.dropFirst(2)
        guard let first = Int(digits), first >= 1, end.isEmpty || (Int(end) ?? 0) >= first else {
            throw fault("\(text.shown) is no range of columns; write `items:2..` for all from the second on")
        }
        return .range(first, through: Int(end))
    }

    private static func fault(_ detail: String) -> TableFault {
        TableFault(.structure, at: .parameter("columns"), detail)
    }
}
