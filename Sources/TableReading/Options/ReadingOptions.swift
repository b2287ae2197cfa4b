import JSONText

/// What a request says about how its table is to be read. Whatever it does not say is recognised.
public struct ReadingOptions: Sendable, Hashable {
    public enum Header: String, Sendable, Hashable, CaseIterable, Codable {
        case present, absent
    }

    /// What a faulty row does.
    public enum ErrorPolicy: String, Sendable, Hashable, CaseIterable, Codable {
        /// The table is refused, with all its faults.
        case refuse
        /// The row is left out and counted. What breaks the table as a whole is refused all the same.
        case skip
    }

    public var format: TableFormat?
    public var delimiter: Delimiter?
    public var header: Header?
    public var columns = ColumnSelection()
    public var timeFormat: TimeFormat?
    public var charset: Charset?
    /// A label that is no item.
    public var padding: String?
    public var onError = ErrorPolicy.refuse

    public init() {}

    /// The parameters, in the order of the HTTP contract.
    public static let names = [
        "format", "delimiter", "header", "columns", "timeFormat", "charset", "padding", "onError",
    ]

    /// Sets a parameter from its text. - Precondition: `name` is one of `names`.
    public mutating func set(_ name: String, to text: String) throws(TableFault) {
        switch name {
        case "format": format = try Self.word(name, text)
        case "delimiter": delimiter = try Delimiter(text)
        case "header": header = try Self.word(name, text)
        case "columns": columns = try ColumnSelection(text)
        case "timeFormat": timeFormat = try TimeFormat(text)
        case "charset": charset = try Self.word(name, text.lowercased())
        case "padding": padding = text
        case "onError": onError = try Self.word(name, text)
        default: preconditionFailure("\(name) is no reading option")
        }
    }

    /// Reads one of the closed sets of words.
    private static func word<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        _ text: String
    ) throws(TableFault) -> Value {
        if let value = Value(rawValue: text) { return value }
        let words = Value.allCases.map(\.rawValue)
        let nearest = EditDistance.nearest(to: text, among: words).map { "; did you mean `\($0)`?" } ?? ""
        throw TableFault(
            .structure,
            at: .parameter(name),
            "\(text.shown) is not one of \(words.map { "`\($0)`" }.joined(separator: ", "))\(nearest)"
        )
    }
}
