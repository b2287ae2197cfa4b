import ArgumentParser
import LawService

/// `performance-law surface`: `GET /surface`.
struct SurfaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "surface",
        abstract: "Predict a grid of configurations, for plots of your own."
    )

    @Option(help: "Layers: 1..64, 4..64:4 or 4,8,16.")
    var layers: String

    @Option(help: "Dims, in the same notation. At most 10,000 points together.")
    var dim: String

    @OptionGroup var question: QuestionOptionGroup

    @Option(help: "The level of the intervals (default: 0.95).")
    var level: String?

    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        let parameters = Parameters.given(["layers": layers, "dim": dim, "level": level])
            .merging(question.parameters) { $1 }
        try service.use { service in try output.write(.surface, service.get(["surface"], parameters)) }
    }
}
