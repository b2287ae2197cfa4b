/// What is shown of a table before it is read: its columns, its first rows, and what is unclear.
public struct Preview: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        /// From 1.
        public let number: Int
        public let name: String?
        public let role: String?
        /// The first five cells, escaped and cut.
        public let values: [String]
    }

    static let shownRows = 5

    public internal(set) var purpose: TablePurpose
    /// Nil as long as there are faults or questions.
    public internal(set) var read: ReadDescription?
    public internal(set) var columns: [Column] = []
    /// The first rows, escaped and cut.
    public internal(set) var rows: [[String]] = []
    public internal(set) var questions: [Question] = []
    public internal(set) var warnings: [TableWarning] = []

    init(purpose: TablePurpose) {
        self.purpose = purpose
    }

    /// - Parameter roles: the roles by the index of their columns, as far as they are known.
    init(
        _ sample: SampleTable,
        read: ReadDescription?,
        roles: [Int: String],
        purpose: TablePurpose,
        findings: PlanFindings
    ) {
        self.purpose = purpose
        self.read = read
        questions = findings.questions
        warnings = findings.warnings
        columns = sample.columns.prefix(200).map { column in
            Column(
                number: column.number,
                name: column.name.map { ShownText.escaped($0) },
                role: roles[column.number - 1],
                values: column.cells.prefix(Self.shownRows).map { ShownText.escaped($0.text) }
            )
        }
        rows = (0..<min(Self.shownRows, sample.rowCount)).map { row in
            sample.columns.prefix(200).map { column in
                column.cells.indices.contains(row) ? ShownText.escaped(column.cells[row].text) : ""
            }
        }
    }
}

/// The outcome of planning.
public struct TablePlanning: Sendable {
    /// Nil if there are faults or questions.
    public let plan: ReadingPlan?
    public let preview: Preview
    public let questions: [Question]
    public let faults: [TableFault]
    public let warnings: [TableWarning]

    /// Faults and questions alike, as the faults of a refusal.
    public var refusal: [TableFault] {
        faults + questions.map { TableFault(.structure, at: .parameter($0.parameter), $0.detail) }
    }
}
