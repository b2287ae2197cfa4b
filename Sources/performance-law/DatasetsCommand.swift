import ArgumentParser
import HTTPMessage
import LawService

/// `performance-law datasets`: `/datasets`.
struct DatasetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datasets",
        abstract: "List, show, name and delete stored datasets.",
        discussion: "A service stores what it measures: `performance-law apen FILE --name NAME --server URL`.",
        subcommands: [
            ListDatasetsCommand.self, ShowDatasetCommand.self, NameDatasetCommand.self, DeleteDatasetCommand.self,
        ],
        defaultSubcommand: ListDatasetsCommand.self
    )
}

/// `performance-law datasets list`
struct ListDatasetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the datasets, newest first.")

    @OptionGroup var page: PageOptionGroup
    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        try service.use { service in try output.write(.datasetList, service.get(["datasets"], page.parameters)) }
    }
}

/// `performance-law datasets show`
struct ShowDatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a dataset, as apen did.")

    @Argument(help: "A dataset's id or name.")
    var dataset: String

    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        try service.use { service in try output.write(.dataset, service.get(["datasets", dataset])) }
    }
}

/// `performance-law datasets name`
struct NameDatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "name", abstract: "Give a dataset a further name.")

    @Argument(help: "A dataset's id or name.")
    var dataset: String

    @OptionGroup var naming: NamingOptionGroup
    @OptionGroup var service: ServiceOption

    func run() throws { try naming.give(to: dataset, of: "datasets", service) }
}

/// `performance-law datasets delete`
struct DeleteDatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a dataset and its names. Laws that used its D′ keep it."
    )

    @Argument(help: "A dataset's id or name.")
    var dataset: String

    @OptionGroup var service: ServiceOption

    func run() throws {
        try service.use { service in _ = try service.send(.delete, ["datasets", dataset]) }
        StandardError.write("deleted\n")
    }
}
