import ArgumentParser

/// One page of a list.
struct PageOptionGroup: ParsableArguments {
    @Option(help: "The most entries (default: 100).")
    var limit: String?

    @Option(help: "Begin behind this id or name.")
    var after: String?

    /// The parameters of the HTTP contract, by name.
    var parameters: [String: String] { Parameters.given(["limit": limit, "after": after]) }
}
