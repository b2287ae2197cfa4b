import ArgumentParser
import HTTPMessage
import LawService

/// `performance-law fit`: `POST /fit` for a file.
struct FitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Fit laws to an experiment grid and store them."
    )

    @Argument(help: "A table of experiments in any format, gzipped or not, or - for standard input.")
    var file: String

    @OptionGroup var reading: ReadingOptionGroup

    @Option(help: "A name for the law.")
    var name: String?

    @Flag(help: "Move the name if another law has it.")
    var replaceName = false

    @Option(
        help: """
            auto, blend, kriging, performance-law, scaling-law, log-quadratic, log-quadratic-interaction or separable \
            (default: auto).
            """
    )
    var form: String?

    @Option(help: ArgumentHelp("D′ of the experiments without their own.", valueName: "number"))
    var dPrime: String?

    @Option(help: "A stored dataset; its D′ is that of experiments without their own.")
    var dataset: String?

    @Option(help: "The metrics to fit, such as HR@10,NDCG@10 (default: all).")
    var metrics: String?

    @Option(
        help: ArgumentHelp(
            "Whether larger values of a metric are better, such as NE:minimise (default: by its name).",
            valueName: "metric:goal,…"
        )
    )
    var goals: String?

    @Option(help: "The level of the intervals (default: 0.95).")
    var level: String?

    @Flag(help: "Show how the table would be read, and fit nothing.")
    var explain = false

    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        let input = InputFile(path: file)
        let parameters = Parameters.given([
            "name": name, "replaceName": replaceName ? "true" : nil, "form": form, "dPrime": dPrime, "dataset": dataset,
            "metrics": metrics, "goals": goals, "level": level,
        ])
        if explain {
            let chosen = Parameters.given(["metrics": metrics, "goals": goals])
            return try input.explain("experiments", chosen.merging(reading.parameters) { $1 }, output)
        }
        let query = parameters.merging(reading.parameters) { $1 }
        try input.requireReadable()
        try service.use(creates: true) { service in
            let answer = try service.send(.post, ["fit"], query) { try input.copy(to: $0) }
            try output.write(.law, answer)
            for metric in try LawReference.metrics(in: answer) {
                try output.draw { style in
                    let subject = FigureSubject(law: try LawReference.law(in: answer), metric: metric, level: level)
                    return try TerminalFigure.cut(subject, style) { try service.get($0, $1) }
                }
            }
        }
    }
}
