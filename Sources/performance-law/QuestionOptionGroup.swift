import ArgumentParser

/// The law, the metric and the data that a question is about.
struct QuestionOptionGroup: ParsableArguments {
    @Option(help: "A law's id or name (default: the newest).")
    var law: String?

    @Option(help: "One metric (default: the law's first by name).")
    var metric: String?

    @Option(help: ArgumentHelp("D′ of the data, if the law spans several.", valueName: "number"))
    var dPrime: String?

    @Option(help: "A stored dataset whose D′ is used.")
    var dataset: String?

    /// The parameters of the HTTP contract, by name.
    var parameters: [String: String] {
        Parameters.given(["law": law, "metric": metric, "dPrime": dPrime, "dataset": dataset])
    }
}
