import ArgumentParser
import LawService

/// `performance-law laws`: `/laws`.
struct LawsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "laws",
        abstract: "List, show, name and delete stored laws.",
        subcommands: StoredCommands.all(of: StoredLaw.self),
        defaultSubcommand: ListCommand<StoredLaw>.self
    )
}

enum StoredLaw: StoredKind {
    static let noun = "law"
    static let plural = "laws"
    static let list = AnswerKind.lawList
    static let one = AnswerKind.law
    static let showing = "Show a law, as fit did."
    static let deleting = "Delete a law and its names."
}
