import ArgumentParser
import LawService

/// `performance-law optimal`: `GET /optimal`.
struct OptimalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimal",
        abstract: "Find the best configuration, globally or under a parameter budget."
    )

    @Option(help: "A law's id or name (default: the newest).")
    var law: String?

    @Option(help: "One metric (default: the law's first by name).")
    var metric: String?

    @Option(help: ArgumentHelp("D′ of the data, if the law spans several.", valueName: "number"))
    var dPrime: String?

    @Option(help: "A stored dataset whose D′ is used.")
    var dataset: String?

    @Option(help: "Layers to search: 4..64, 4..64:4 or 4,8,16 (default: as measured, up to twice the largest).")
    var layers: String?

    @Option(help: "Dims to search, in the same notation.")
    var dim: String?

    @Option(help: "Only dims that are multiples of this, such as the number of heads.")
    var dimMultiple: String?

    @Option(help: "The budget in parameters.")
    var maxParameters: String?

    @Option(help: "The budget in training FLOPs: 6 · parameters without the embedding table · tokens.")
    var maxTrainingFlops: String?

    @Option(help: "Training tokens (default: those of the law's dataset).")
    var tokens: String?

    @Option(help: "The budget in bytes of the embedding table.")
    var maxEmbeddingBytes: String?

    @Option(help: "Bytes per weight of the embedding table (default: 4).")
    var bytesPerWeight: String?

    @Option(help: "sampled or full; a full softmax adds the embedding table to the training FLOPs (default: sampled).")
    var softmax: String?

    @Option(help: "How parameters are counted: sasrec, llama or hstu (default: sasrec).")
    var architecture: String?

    @Option(help: "The vocabulary, to count the embedding table too (default: that of the law's dataset, else 0).")
    var items: String?

    @Option(help: "The share of the metric's measured range that the cheapest choice may lose (default: 0.01).")
    var tolerance: String?

    @Option(help: "The level of the intervals (default: 0.95) and of the confidence set (default: 0.8).")
    var level: String?

    @Flag(help: "Let the best lie more than an octave off the measured configurations.")
    var beyond = false

    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption

    func run() throws {
        let parameters = Parameters.given([
            "law": law, "metric": metric, "dPrime": dPrime, "dataset": dataset, "layers": layers, "dim": dim,
            "dimMultiple": dimMultiple, "maxParameters": maxParameters, "maxTrainingFlops": maxTrainingFlops,
            "tokens": tokens, "maxEmbeddingBytes": maxEmbeddingBytes, "bytesPerWeight": bytesPerWeight,
            "softmax": softmax, "beyond": beyond ? "true" : nil,
            "architecture": architecture, "items": items, "tolerance": tolerance, "level": level,
        ])
        let answer = try store.use { store in
            try CommandFailure.wrapping { () throws(Problem) in try LocalService(store: store).optimal(parameters) }
        }
        try output.write(answer)
    }
}
