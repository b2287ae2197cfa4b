/// What only the sender of a table knows, with the parameter that answers it.
public struct Question: Sendable, Hashable {
    public let parameter: String
    /// Sentences that say what is unclear and what to add.
    public let detail: String
    /// Values of the parameter that are likely, ready to be copied.
    public let choices: [String]

    public init(parameter: String, detail: String, choices: [String] = []) {
        self.parameter = parameter
        self.detail = detail
        self.choices = choices
    }
}

/// A remark on a table that is read all the same.
public struct TableWarning: Sendable, Hashable {
    /// The code of lists that repeat each other, which the sample or the whole log can show.
    public static let repeatedHistories = "repeatedHistories"

    /// A word of the HTTP contract.
    public let code: String
    public let message: String

    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
