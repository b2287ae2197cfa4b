import ArgumentParser

/// The configurations to search, and the budgets that they must keep.
struct SearchOptionGroup: ParsableArguments {
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

    /// The parameters of the HTTP contract, by name.
    var parameters: [String: String] {
        Parameters.given([
            "layers": layers, "dim": dim, "dimMultiple": dimMultiple, "maxParameters": maxParameters,
            "maxTrainingFlops": maxTrainingFlops, "tokens": tokens, "maxEmbeddingBytes": maxEmbeddingBytes,
            "bytesPerWeight": bytesPerWeight, "softmax": softmax, "architecture": architecture, "items": items,
        ])
    }
}
