import TableReading

/// How a table was read: the member `read` of an answer.
struct ReadAnswer: Encodable, Sendable {
    let format: String
    @OrNull var compression: String?
    let charset: String
    /// `null` for JSON.
    @OrNull var delimiter: String?
    /// `present` or `absent`; JSON has none.
    let header: String
    /// The columns of each role.
    let columns: [String: Columns]
    let ignored: [String]
    /// `time` or `file`.
    let order: String
    /// Neighbouring interactions of a user with equal times.
    let ties: Int
    /// Rows that were left out because of a fault.
    let skipped: Int

    /// One name, or a list of them.
    enum Columns: Encodable, Sendable {
        case one(String)
        case several([String])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .one(let name): try container.encode(name)
            case .several(let names): try container.encode(names)
            }
        }
    }

    /// - Parameter lateKeys: The keys without a role that the first records do not have.
    init(_ read: ReadDescription, lateKeys: [String] = [], ties: Int = 0, skipped: Int = 0) {
        format = read.format.rawValue
        charset = read.charset.rawValue
        header = (read.header ?? .absent).rawValue
        columns = Dictionary(
            read.columns.map { role, names in
                let names = names.map(Self.shown)
                return (Self.shown(role), names.count == 1 ? Columns.one(names[0]) : Columns.several(names))
            },
            uniquingKeysWith: { first, _ in first }
        )
        ignored = (read.ignored + lateKeys.filter { !read.ignored.contains($0) }).map(Self.shown)
        order = read.isOrderedByTime ? "time" : "file"
        self.ties = ties
        self.skipped = skipped
        compression = read.compression.map { "\($0)" }
        delimiter = read.delimiter
    }

    /// A name without control characters, because answers are shown on terminals.
    private static func shown(_ name: String) -> String { ShownText.escaped(name, length: 200) }
}
