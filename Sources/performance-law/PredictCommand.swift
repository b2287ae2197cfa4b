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

    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        let parameters = Parameters.given([
            "layers": layers, "dim": dim, "law": law, "dPrime": dPrime, "dataset": dataset, "metric": metric,
            "level": level,
        ])
        try service.use { service in
            let answer = try service.get(["predict"], parameters)
            try output.write(.prediction, answer)
            try output.draw { style in
                let data = Parameters.given(["dPrime": dPrime, "dataset": dataset])
                let law = try LawReference.law(in: answer)
                let subject = FigureSubject(law: law, metric: metric, data: data, level: level)
                return try TerminalFigure.cut(subject, dim: Int(dim), layers: Int(layers), style) {
                    try service.get($0, $1)
                }
            }
        }
    }
}
