import ArgumentParser
import HTTPMessage
import LawService

/// `performance-law laws`: `/laws`.
struct LawsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "laws",
        abstract: "List, show, name and delete stored laws.",
        subcommands: [ListLawsCommand.self, ShowLawCommand.self, NameLawCommand.self, DeleteLawCommand.self],
        defaultSubcommand: ListLawsCommand.self
    )
}

/// `performance-law laws list`
struct ListLawsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the laws, newest first.")

    @OptionGroup var page: PageOptionGroup
    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        try service.use { service in try output.write(.lawList, service.get(["laws"], page.parameters)) }
    }
}

/// `performance-law laws show`
struct ShowLawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a law, as fit did.")

    @Argument(help: "A law's id or name.")
    var law: String

    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        try service.use { service in try output.write(.law, service.get(["laws", law])) }
    }
}

/// `performance-law laws name`
struct NameLawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "name", abstract: "Give a law a further name.")

    @Argument(help: "A law's id or name.")
    var law: String

    @OptionGroup var naming: NamingOptionGroup
    @OptionGroup var service: ServiceOption

    func run() throws { try naming.give(to: law, of: "laws", service) }
}

/// `performance-law laws delete`
struct DeleteLawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a law and its names.")

    @Argument(help: "A law's id or name.")
    var law: String

    @OptionGroup var service: ServiceOption

    func run() throws {
        try service.use { service in _ = try service.send(.delete, ["laws", law]) }
        StandardError.write("deleted\n")
    }
}
