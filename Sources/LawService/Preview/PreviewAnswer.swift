import TableReading

/// The answer of `POST /preview`: how a table would be read. Texts from the table are escaped and cut.
struct PreviewAnswer: Encodable, Sendable {
    /// `log` or `experiments`.
    let purpose: String
    /// `null` as long as there are questions.
    @OrNull var read: ReadAnswer?
    let columns: [Column]
    /// The first rows.
    let rows: [[String]]
    let questions: [Question]
    let warnings: [Warning]

    struct Column: Encodable, Sendable {
        /// From 1.
        let number: Int
        @OrNull var name: String?
        @OrNull var role: String?
        /// The first five cells.
        let values: [String]
    }

    /// A fact that only the sender knows, with the parameter that states it.
    struct Question: Encodable, Sendable {
        let parameter: String
        let detail: String
        /// Likely values of the parameter.
        let choices: [String]
    }

    private enum CodingKeys: String, CodingKey {
        case purpose = "as"
        case read, columns, rows, questions, warnings
    }

    init(_ preview: Preview) {
        purpose = preview.purpose.rawValue
        read = preview.read.map { ReadAnswer($0) }
        columns = preview.columns.map { column in
            Column(
                number: column.number,
                name: column.name,
                role: column.role.map { ShownText.escaped($0) },
                values: column.values
            )
        }
        rows = preview.rows
        questions = preview.questions.map { question in
            Question(
                parameter: question.parameter,
                detail: question.detail,
                choices: question.choices.map { ShownText.escaped($0, length: 400) }
            )
        }
        warnings = preview.warnings.map { Warning(code: $0.code, message: $0.message) }
    }
}
