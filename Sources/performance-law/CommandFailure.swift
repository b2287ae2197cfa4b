import ArgumentParser
import LawService

/// Why a command ends without a result, with the exit status (numbers of sysexits.h).
struct CommandFailure: Error {
    let message: String
    let exitCode: ExitCode

    static func usage(_ message: String) -> CommandFailure { CommandFailure(message: message, exitCode: ExitCode(64)) }
    static func data(_ message: String) -> CommandFailure { CommandFailure(message: message, exitCode: ExitCode(65)) }
    static func store(_ message: String) -> CommandFailure { CommandFailure(message: message, exitCode: ExitCode(69)) }
    static func input(_ message: String) -> CommandFailure { CommandFailure(message: message, exitCode: ExitCode(74)) }

    private init(message: String, exitCode: ExitCode) {
        self.message = message
        self.exitCode = exitCode
    }

    /// A problem document with the option names of the command line: `--max-length` for `?maxLength`.
    init(_ problem: Problem) {
        let places = problem.errors.map { place in
            let detail = OptionNames.rewrite(place.detail)
            return place.pointer.isEmpty ? detail : "\(Self.option(place.pointer)): \(detail)"
        }
        // The detail of a single fault begins with its place.
        let prefix = problem.errors.first.map { $0.pointer + ": " } ?? ""
        let named =
            problem.detail.hasPrefix(prefix) && prefix.hasPrefix("?")
            ? "\(Self.option(String(prefix.dropLast(2)))): \(problem.detail.dropFirst(prefix.count))" : problem.detail
        // What was not found has a name of the user's, which may look like a parameter.
        let detail = problem.code == .notFound ? named : OptionNames.rewrite(named)
        let isUsage = !problem.errors.isEmpty && problem.errors.allSatisfy { $0.pointer.hasPrefix("?") }
        switch problem.code {
        case .storeUnavailable, .overloaded: self = .store(detail)
        case .unauthorized: self = .usage("the service needs a token that it knows; give --token-file")
        case .storageFull: self = .input(detail)
        case .badRequest where places.count == 1: self = isUsage ? .usage(places[0]) : .data(places[0])
        case .badRequest where !places.isEmpty:
            let list = ([detail] + places.map { "  " + $0 }).joined(separator: "\n")
            self = isUsage ? .usage(list) : .data(list)
        default:
            // The detail may already contain the text of the only place.
            let rest = places.filter { !detail.contains($0) }.map { "  " + $0 }
            self = .data(([detail] + rest).joined(separator: "\n"))
        }
    }

    /// The same failure with its place before the message.
    func within(_ place: String) -> CommandFailure {
        CommandFailure(message: "\(place): \(message)", exitCode: exitCode)
    }

    /// Calls a service, and throws its problem as a `CommandFailure`.
    static func wrapping<Value: ~Copyable>(_ body: () throws(Problem) -> Value) throws(CommandFailure) -> Value {
        do {
            return try body()
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func option(_ pointer: String) -> String {
        // The one list of a command that has no option.
        if pointer == "?laws" { return "<laws>" }
        return pointer.hasPrefix("?") ? OptionNames.option(for: String(pointer.dropFirst())) : pointer
    }
}
