import ArgumentParser
import LawService

/// `performance-law predict`: `GET /predict`.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predict the metrics of one configuration, with intervals."
    )

    @Option(help: "The number of Transformer layers.")
    var layers: String

    @Option(help: "The item embedding dimension.")
    var dim: String

    @Option(help: "A law's id or name (default: the newest).")
    var law: String?

    @Option(help: ArgumentHelp("D′ of the data, if the law spans several.", valueName: "number"))
    var dPrime: String?

    @Option(help: "A stored dataset whose D′ is used.")
    var dataset: String?

    @Option(help: "One metric (default: all).")
    var metric: String?

    @Option(help: "The level of the interval (default: 0.95).")
    var level: String?

    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption

    func run() throws {
        let parameters = Parameters.given([
            "layers": layers, "dim": dim, "law": law, "dPrime": dPrime, "dataset": dataset, "metric": metric,
            "level": level,
        ])
        let answer = try store.use { store in
            try CommandFailure.wrapping { () throws(Problem) in try LocalService(store: store).predict(parameters) }
        }
        try output.write(answer)
    }
}
