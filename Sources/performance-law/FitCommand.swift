import ArgumentParser
import LawService

/// `performance-law fit`: `POST /fit` for a file.
struct FitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Fit laws to an experiment grid and store them."
    )

    @Argument(help: "A CSV or JSON file with the experiments, or - for standard input.")
    var file: String

    @Option(help: "A name for the law.")
    var name: String?

    @Flag(help: "Move the name if another law has it.")
    var replaceName = false

    @Option(
        help: """
            auto, blend, performance-law, scaling-law, log-quadratic, log-quadratic-interaction, separable, \
            gaussian-process or gaussian-process-additive (default: auto).
            """
    )
    var form: String?

    @Option(help: ArgumentHelp("D′ of the experiments without their own.", valueName: "number"))
    var dPrime: String?

    @Option(help: "A stored dataset; its D′ is that of experiments without their own.")
    var dataset: String?

    @Option(help: "The metrics to fit, such as HR@10,NDCG@10 (default: all).")
    var metrics: String?

    @Option(help: "The level of the intervals (default: 0.95).")
    var level: String?

    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption

    func run() throws {
        let input = InputFile(path: file)
        let bytes = try input.bytes()
        let type =
            input.ending == "csv" ? "text/csv" : input.ending == "json" ? "application/json" : Self.type(of: bytes)
        let parameters = Parameters.given([
            "name": name, "replaceName": replaceName ? "true" : nil, "form": form, "dPrime": dPrime, "dataset": dataset,
            "metrics": metrics, "level": level,
        ])
        let answer = try store.use { store in
            try CommandFailure.wrapping { () throws(Problem) in
                try LocalService(store: store).fit(bytes, type: type, parameters: parameters)
            }
        }
        try output.write(answer)
    }

    /// JSON begins with a brace. Everything else is read as CSV.
    private static func type(of bytes: [UInt8]) -> String {
        bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{") ? "application/json" : "text/csv"
    }
}
