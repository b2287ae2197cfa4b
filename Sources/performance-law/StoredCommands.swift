import ArgumentParser
import HTTPMessage
import LawService

/// A kind of document that the commands list, show, name and delete.
protocol StoredKind {
    static var noun: String { get }
    /// Also the path of the list.
    static var plural: String { get }
    static var list: AnswerKind { get }
    static var one: AnswerKind { get }
    /// The abstracts of the commands `show` and `delete`.
    static var showing: String { get }
    static var deleting: String { get }
}

enum StoredCommands {
    static func all<Kind: StoredKind>(of kind: Kind.Type) -> [any ParsableCommand.Type] {
        [ListCommand<Kind>.self, ShowCommand<Kind>.self, NameCommand<Kind>.self, DeleteCommand<Kind>.self]
    }
}

struct ListCommand<Kind: StoredKind>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: "List the \(Kind.plural), newest first.")
    }

    @OptionGroup var page: PageOptionGroup
    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        try service.use { service in try output.write(Kind.list, service.get([Kind.plural], page.parameters)) }
    }
}

/// The document that a command is about.
struct StoredArgument<Kind: StoredKind>: ParsableArguments {
    @Argument(help: ArgumentHelp("A \(Kind.noun)'s id or name.", valueName: Kind.noun))
    var reference: String
}

struct ShowCommand<Kind: StoredKind>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: Kind.showing)
    }

    @OptionGroup var stored: StoredArgument<Kind>
    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        try service.use { service in try output.write(Kind.one, service.get([Kind.plural, stored.reference])) }
    }
}

struct NameCommand<Kind: StoredKind>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "name", abstract: "Give a \(Kind.noun) a further name.")
    }

    @OptionGroup var stored: StoredArgument<Kind>

    @Argument(help: "The new name.")
    var name: String

    @Flag(help: "Move the name if another one has it.")
    var replaceName = false

    @OptionGroup var service: ServiceOption

    func run() throws {
        let parameters = Parameters.given(["name": name, "replaceName": replaceName ? "true" : nil])
        try service.use { service in
            let answer = try service.send(.post, [Kind.plural, stored.reference, "names"], parameters)
            StandardError.write(try AnswerText.text(.named, answer))
        }
    }
}

struct DeleteCommand<Kind: StoredKind>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "delete", abstract: Kind.deleting)
    }

    @OptionGroup var stored: StoredArgument<Kind>
    @OptionGroup var service: ServiceOption

    func run() throws {
        try service.use { service in
            // 204 has no body.
            guard try service.send(.delete, [Kind.plural, stored.reference]).isEmpty else {
                throw AnswerText.Unreadable()
            }
        }
        StandardError.write("deleted\n")
    }
}
