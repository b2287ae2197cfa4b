import Testing

/// The bytes that a client sends on a new connection, and the answers that it gets.
struct ConformanceRow: CustomTestStringConvertible, Sendable {
    enum End: Sendable {
        /// The connection waits for the next request.
        case kept
        /// The server closes the connection, or sends the end of the stream.
        case closed
    }

    /// The section of the rule, in RFC 9112 unless another RFC is named.
    var section: String
    var reason: String
    var raw: String
    /// Status and body of each answer. `ScriptedHandler` answers with the path, and `/collect` with the request's body.
    var answers: [String]
    var end: End
    /// False if the answer may depend on the slicing, as with `Expect`.
    var isSliced = true

    init(
        _ section: String,
        _ reason: String,
        _ raw: String,
        _ answers: [String],
        _ end: End,
        isSliced: Bool = true
    ) {
        self.section = section
        self.reason = reason
        self.raw = raw
        self.answers = answers
        self.end = end
        self.isSliced = isSliced
    }

    var testDescription: String { "\(section): \(reason)" }
}
