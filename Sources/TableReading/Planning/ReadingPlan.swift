public import JSONText

/// What reading a table may cost.
public struct TableLimits: Sendable, Hashable {
    /// The longest record of delimited text, in bytes.
    public var recordBytes: Int
    /// How many faults are listed; further ones are counted.
    public var faults: Int
    public var json: JSONLimits
    /// The largest number of layers and the largest dim of an experiment.
    public var size = Int.max

    public init(recordBytes: Int = 1 << 20, faults: Int = 20, json: JSONLimits = JSONLimits(nodes: 100_000)) {
        self.recordBytes = recordBytes
        self.faults = faults
        self.json = json
    }
}

/// What a table contains.
public enum TablePurpose: String, Sendable, Hashable, CaseIterable, Codable {
    case log, experiments
}

/// Everything that is decided about a table before its rows are read.
///
/// A plan is a value that depends on the first 64 KiB of text and on the request only, so that several readers can use it
/// for several pieces of one file.
public struct ReadingPlan: Sendable, Hashable {
    /// How many bytes of text a plan rests on.
    public static let sampleBytes = 1 << 16

    public enum Roles: Sendable, Hashable {
        case log(LogRoles)
        case experiments(ExperimentRoles)
    }

    public struct Column: Sendable, Hashable {
        /// The header's name, or the JSON keys joined with a dot; nil without a header.
        public let name: String?
        /// The JSON keys, from the outermost; empty for delimited text.
        public let path: [String]
        /// Whether the first rows have no value of the column, and a later one may show that it has a role.
        let isWatched: Bool
        /// Whether only the request names the column.
        let isNamedOnly: Bool

        init(_ column: SampleColumn, isWatched: Bool = false) {
            name = column.name
            path = column.path
            isNamedOnly = column.isNamedOnly
            self.isWatched = isWatched
        }
    }

    /// How the bytes of records are laid out.
    public enum Structure: Sendable, Hashable {
        case delimited(DelimitedStructure)
        case json(JSONLayout)
    }

    public internal(set) var format: TableFormat
    public internal(set) var compression: InputDecoder.Compression?
    public internal(set) var charset: Charset
    public internal(set) var structure: Structure
    public internal(set) var roles: Roles
    public internal(set) var columns: [Column]
    /// The options of the request, those among the members of a JSON body included.
    public internal(set) var options: ReadingOptions
    public internal(set) var limits: TableLimits
    /// The keys that may stand beside the records of a JSON object.
    public internal(set) var memberNames: [String]
    /// The roles that columns would have had if the first rows had had them.
    let lateRoles: LateRoles

    public var padding: String? { options.padding }
    public var onError: ReadingOptions.ErrorPolicy { options.onError }

    public var purpose: TablePurpose {
        switch roles {
        case .log: .log
        case .experiments: .experiments
        }
    }

    /// Whether cells of delimited text are looked at only because a value would contradict the plan. Records of JSON lack
    /// such a column, so their new keys are looked at.
    func watchesCells(of column: Int) -> Bool {
        guard case .delimited = structure else { return false }
        return columns[column].isWatched
    }

    /// The column's name, or its number from 1.
    public func title(of column: Int) -> String {
        guard columns.indices.contains(column), let name = columns[column].name, !name.isEmpty else {
            return String(column + 1)
        }
        return name
    }
}

/// The shape of delimited text.
public struct DelimitedStructure: Sendable, Hashable {
    public var dialect: Dialect
    public var hasHeader: Bool
    /// Whether the first line says how fields are separated, as Excel reads and writes it.
    public var hasDialectLine = false
    /// Whether a line of dashes follows the header, as in Markdown.
    public var hasRule = false
    /// The texts of the header's fields. A later record that repeats them is no row.
    public var header: [String] = []
    /// Fields of each record; nil if records may have any number of them.
    public var width: Int?
    /// Whether `format=sasrec` demands two fields in each record.
    public var arePairs = false
    /// Whether a used field in quotation marks contradicts the plan, because the sample has none.
    public var refusesQuotes = false

    /// The records before the rows.
    var heads: Int { (hasHeader ? 1 : 0) + (hasDialectLine ? 1 : 0) + (hasRule ? 1 : 0) }

    /// CSV whose sample uses no quotation mark around a field.
    var isUnquotedCSV: Bool { dialect.quoting == .none && [.comma, .semicolon].contains(dialect.delimiter) }

    /// Whether a quotation mark may show that the plan is wrong.
    var looksAtMarks: Bool { refusesQuotes || isUnquotedCSV }
}
