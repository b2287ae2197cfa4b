import Testing

/// What a client sends on a new connection, and what it gets.
struct ConformanceRow: CustomTestStringConvertible, Sendable {
    enum End: Sendable {
        /// The connection waits for the next request.
        case kept
        /// The last answer said `Connection: close`, or the client was told by the end of the stream.
        case closed
    }

    /// Where the rule stands: RFC 9112, unless another is named.
    var section: String
    var reason: String
    var raw: String
    /// Each answer's status and body; `ScriptedHandler` answers with the path, and `/collect` with the request's body.
    var answers: [String]
    var end: End
    /// False where the answer may depend on what has arrived when: with `Expect`.
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
