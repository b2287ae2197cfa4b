/// One thing that is wrong with a table or with a request to read one, and where.
public struct TableFault: Error, Sendable, Hashable {
    public enum Place: Sendable, Hashable {
        /// Both from 1. The column counts bytes.
        case line(Int, column: Int)
        /// A JSON Pointer (RFC 6901).
        case pointer(String)
        /// A parameter of the request, by its name in the HTTP contract.
        case parameter(String)
        /// The table as a whole.
        case whole
    }

    /// What a summary counts the fault as. Raw values complete «312 of 157,474 rows …».
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case noUser = "have no user"
        case noItem = "have no item"
        case noTime = "have no readable time"
        case fieldCount = "have another number of fields"
        case text = "are not readable as text"
        case value = "have a value that cannot be used"
        case repeatedUser = "name a user who had a row before"
        /// The table or the request as a whole. `onError=skip` never leaves these out.
        case structure = "are faulty otherwise"
        /// The bytes are of a format that the service does not read (415).
        case unsupported = "are of another format"
        /// The decompressed text is longer than allowed (413).
        case tooLong = "are too long"

        /// How the sentence ends for so many rows.
        func text(_ count: Int) -> String {
            guard count == 1, let end = rawValue.firstIndex(of: " ") else { return rawValue }
            let verb =
                switch rawValue[..<end] {
                case "have": "has"
                case "are": "is"
                default: "\(rawValue[..<end])s"
                }
            return verb + rawValue[end...]
        }
    }

    public let place: Place
    public let kind: Kind
    public let detail: String

    public init(_ kind: Kind, at place: Place, _ detail: String) {
        self.kind = kind
        self.place = place
        self.detail = detail
    }
}

extension TableFault.Place: CustomStringConvertible {
    /// As the HTTP contract writes places: `/sequences/3/7`, `line 3, column 7` or `?columns`.
    public var description: String {
        switch self {
        case .line(let line, let column): "line \(line), column \(column)"
        case .pointer(let pointer): pointer
        case .parameter(let name): "?\(name)"
        case .whole: ""
        }
    }
}
