import Testing

@testable import TableReading

/// A text with the parameters of its request and the sequences that it must give.
struct LogCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    var parameters: [String: String] = [:]
    let sequences: [[String]]
    var columns: [String: [String]] = [:]
    var warnings: [String] = []

    init(
        _ name: String,
        _ text: String,
        _ parameters: [String: String] = [:],
        _ sequences: [[String]],
        columns: [String: [String]] = [:],
        warnings: [String] = []
    ) {
        testDescription = name
        self.text = text
        self.parameters = parameters
        self.sequences = sequences
        self.columns = columns
        self.warnings = warnings
    }

    func check() {
        let outcome = readLog(text, parameters)
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.sequences == sequences)
        for (role, names) in columns {
            #expect(outcome.read?.columns.first { $0.role == role }?.columns == names, "\(role)")
        }
        #expect(outcome.warnings == warnings)
    }
}

/// A text that is refused, with words that the refusal must have.
struct Refusal: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    var parameters: [String: String] = [:]
    let words: [String]

    init(_ name: String, _ text: String, _ parameters: [String: String] = [:], says words: [String]) {
        testDescription = name
        self.text = text
        self.parameters = parameters
        self.words = words
    }

    func check() {
        let outcome = readLog(text, parameters)
        #expect(outcome.total > 0)
        for word in words { #expect(outcome.details.contains(word), "\(outcome.details) lacks \(word)") }
    }
}
