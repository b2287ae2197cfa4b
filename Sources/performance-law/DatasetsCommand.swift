import ArgumentParser
import LawService

/// `performance-law datasets`: `/datasets`.
struct DatasetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datasets",
        abstract: "List, show, name and delete stored datasets.",
        discussion: "A service stores what it measures: `performance-law apen FILE --name NAME --server URL`.",
        subcommands: StoredCommands.all(of: StoredDataset.self),
        defaultSubcommand: ListCommand<StoredDataset>.self
    )
}

enum StoredDataset: StoredKind {
    static let noun = "dataset"
    static let plural = "datasets"
    static let list = AnswerKind.datasetList
    static let one = AnswerKind.dataset
    static let showing = "Show a dataset, as apen did."
    static let deleting = "Delete a dataset and its names. Laws that used its D′ keep it."
}
