import ArgumentParser
import LawService

/// `performance-law optimal`: `GET /optimal`.
struct OptimalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimal",
        abstract: "Find the best configuration, globally or under a parameter budget."
    )

    @OptionGroup var question: QuestionOptionGroup
    @OptionGroup var search: SearchOptionGroup

    @Option(help: "The share of the metric's measured range that the cheapest choice may lose (default: 0.01).")
    var tolerance: String?

    @Option(help: "The level of the intervals (default: 0.95) and of the confidence set (default: 0.8).")
    var level: String?

    @Flag(help: "Let the best lie more than an octave off the measured configurations.")
    var beyond = false

    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        let parameters = Parameters.given([
            "beyond": beyond ? "true" : nil, "tolerance": tolerance, "level": level,
        ]).merging(question.parameters) { $1 }.merging(search.parameters) { $1 }
        try service.use { service in
            let answer = try service.get(["optimal"], parameters)
            try output.write(.optimum, answer)
            try output.draw { style in try TerminalFigure.frontier(answer, style) }
        }
    }
}
