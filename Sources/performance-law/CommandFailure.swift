import ArgumentParser
import LawService
import PredictionStore

/// Why a command ends without a result, with the exit status (numbers of sysexits.h).
struct CommandFailure: Error {
    let message: String
    let exitCode: ExitCode

    static func usage(_ message: String) -> CommandFailure { CommandFailure(message: message, exitCode: ExitCode(64)) }
    static func data(_ message: String) -> CommandFailure { CommandFailure(message: message, exitCode: ExitCode(65)) }
    static func store(_ message: String) -> CommandFailure { CommandFailure(message: message, exitCode: ExitCode(69)) }
    static func input(_ message: String) -> CommandFailure { CommandFailure(message: message, exitCode: ExitCode(74)) }

    /// What came is no answer of this service.
    static var unreadable: CommandFailure {
        .store("the answer is none of performance-law; is --server its address?")
    }

    private init(message: String, exitCode: ExitCode) {
        self.message = message
        self.exitCode = exitCode
    }

    /// Whatever a command throws; `nil` for an error of the argument parser, which explains itself.
    init?(from error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case is AnswerText.Unreadable: self = .unreadable
        case let problem as Problem: self.init(problem)
        case let error as StoreError: self.init(error)
        default: return nil
        }
    }

    /// A problem document with the option names of the command line: `--max-length` for `?maxLength`.
    init(_ problem: Problem) {
        let isUsage = !problem.errors.isEmpty && problem.errors.allSatisfy { $0.pointer.hasPrefix("?") }
        func rewritten(_ text: String) -> String {
            // What was not found has a name of the user's, which may look like a parameter.
            if problem.code == .notFound { return OptionNames.rewriteRoutes(text) }
            let named = OptionNames.rewrite(text)
            return isUsage ? OptionNames.rewritePartners(named) : named
        }
        let places = problem.errors.map { Place($0, rewritten($0.detail)) }
        let detail = rewritten(problem.detail)
        let message: String
        if problem.errors.count == 1, let pointer = problem.errors.first?.pointer, let place = places.first {
            message = place.explained(by: detail, at: pointer)
        } else {
            let summary = detail.replacing("listed under errors", with: "listed here")
            message = ([summary] + places.map { "  " + $0.text }).joined(separator: "\n")
        }
        switch problem.code {
        case .storeUnavailable, .overloaded: self = .store(message)
        case .unauthorized: self = .usage("the service needs a token that it knows; give --token-file")
        case .storageFull: self = .input(message)
        // Values that are wrong each, or do not fit together.
        case .badRequest, .unsatisfiable: self = isUsage ? .usage(message) : .data(message)
        default: self = .data(message)
        }
    }

    /// A faulty place with its option in place of the parameter.
    private struct Place {
        /// Empty for the input as a whole.
        let name: String
        let detail: String

        init(_ place: ProblemPlace, _ detail: String) {
            name = place.pointer.isEmpty ? "" : CommandFailure.option(place.pointer)
            self.detail = detail
        }

        var text: String { name.isEmpty ? detail : "\(name): \(detail)" }

        /// The only place of a problem, with what the problem's detail says beyond it.
        func explained(by explanation: String, at pointer: String) -> String {
            guard let own = explanation.firstRange(of: detail) else { return "\(explanation)\n  \(text)" }
            // Often the explanation is the place's own with the place, or the parameter, before it.
            let before = explanation[..<own.lowerBound]
            let isPlaceOnly =
                own.upperBound == explanation.endIndex
                && (before.isEmpty || before == "\(pointer): " || before == "`\(pointer.dropFirst())` ")
            if isPlaceOnly { return text }
            return name.isEmpty ? explanation : "\(name): \(explanation)"
        }
    }

    /// The same failure with the reason in place of the reference to a log.
    func explained(by reason: String?) -> CommandFailure {
        let message = message.replacing("; the service's log says why", with: reason.map { ": \($0)" } ?? "")
        return CommandFailure(message: message, exitCode: exitCode)
    }

    /// Calls a service, and throws its problem as a `CommandFailure`.
    static func wrapping<Value: ~Copyable>(_ body: () throws(Problem) -> Value) throws(CommandFailure) -> Value {
        do {
            return try body()
        } catch {
            throw ofOwnProcess(error)
        }
    }

    /// A refusal by this process, whose memory is the user's own.
    ///
    /// - Parameter line: the place of the text, if that is one line of a file.
    static func ofOwnProcess(_ problem: Problem, inLine line: String? = nil) -> CommandFailure {
        let failure = CommandFailure(problem)
        var message = failure.message
            .replacing("the request needs at least", with: "this needs at least")
            .replacing("all requests together may take", with: "--memory allows")
            .replacing("ask the operator to raise --memory", with: "raise --memory")
        guard let line else { return CommandFailure(message: message, exitCode: failure.exitCode) }
        // The text begins with the line, so only the column says more.
        let column = problem.errors.first.flatMap { $0.pointer.wholeMatch(of: /line 1(, column [0-9]+)/) }
        if problem.errors.count == 1, let error = problem.errors.first, let column {
            message = message.replacing("\(error.pointer): ", with: "").replacing(
                "the body is not valid JSON",
                with: "this is no summary that `performance-law apen --partial` makes"
            )
            return CommandFailure(message: "\(line)\(column.1): \(message)", exitCode: failure.exitCode)
        }
        return CommandFailure(message: "\(line): \(message)", exitCode: failure.exitCode)
    }

    private static func option(_ pointer: String) -> String {
        // The one list of a command that has no option.
        if pointer == "?laws" { return "<laws>" }
        return pointer.hasPrefix("?") ? OptionNames.option(for: String(pointer.dropFirst())) : pointer
    }
}
