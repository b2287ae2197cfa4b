/// The text formats of tables. Raw values are the words of the HTTP contract.
public enum TableFormat: String, Sendable, Hashable, CaseIterable, Codable {
    /// One JSON text: records or sequences, perhaps as a member of an object.
    case json
    /// One JSON text in each line.
    case ndjson
    /// Delimited text, with any delimiter.
    case csv
    /// RecBole's atomic files: tabs, and a header with types.
    case recbole
    /// `user item` in each line, as SASRec's authors write it.
    case sasrec

    var isJSON: Bool { self == .json || self == .ndjson }
}
