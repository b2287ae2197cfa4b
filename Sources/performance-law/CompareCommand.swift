import ArgumentParser
import LawService

/// `performance-law compare`: `GET /compare`.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare laws: which framework has more room to grow?"
    )

    @Argument(help: "Ids or names of at least two laws.")
    var laws: [String]

    @Option(help: "One metric (default: the first by name that all laws have).")
    var metric: String?

    @Option(help: ArgumentHelp("D′ of the data, if laws span several.", valueName: "number"))
    var dPrime: String?

    @Option(help: "A stored dataset whose D′ is used.")
    var dataset: String?

    @Option(help: "The level of the intervals (default: 0.95).")
    var level: String?

    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        let parameters = Parameters.given([
            "laws": laws.joined(separator: ","), "metric": metric, "dPrime": dPrime, "dataset": dataset, "level": level,
        ])
        try service.use { service in try output.write(.comparison, service.get(["compare"], parameters)) }
    }
}
