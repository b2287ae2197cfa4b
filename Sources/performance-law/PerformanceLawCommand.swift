import ArgumentParser
import Foundation
import LawService

/// `performance-law`: the service and its commands.
@main
struct PerformanceLawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "performance-law",
        abstract: "How good are my data, how does quality move with depth and width, and what should I train?",
        discussion: """
            Results go to standard output, everything else to standard error. Exit status: 0; 64 wrong usage; 65 bad data; \
            69 store or service unreachable; 74 I/O error. Every option can be set by an environment variable: --max-body by \
            PERFORMANCE_LAW_MAX_BODY.
            """,
        version: "\(ServiceVersion.current) (commit \(ServiceVersion.commit))",
        subcommands: [
            ServeCommand.self, ApenCommand.self, FitCommand.self, PredictCommand.self, OptimalCommand.self,
            SurfaceCommand.self, SuggestCommand.self, CompareCommand.self, PlotCommand.self, LawsCommand.self,
            DatasetsCommand.self,
            ExportCommand.self, ImportCommand.self, BackupCommand.self, TokenCommand.self, DemoCommand.self,
        ]
    )

    static func main() {
        StandardDescriptors.open()
        // If the reader of our output goes away, the write fails, but the process continues.
        signal(SIGPIPE, SIG_IGN)
        // The same for a temporary file that must not grow.
        signal(SIGXFSZ, SIG_IGN)
        do {
            // The system keeps the arguments in a place that a process may be unable to read, for example without /proc. Then even its
            // own name is missing, and all it was told.
            guard !CommandLine.arguments.isEmpty else {
                throw CommandFailure.input("the arguments cannot be read; is /proc mounted?")
            }
            try refuseUnreadableArguments()
            try StackLimit.check()
            let arguments = try EnvironmentArguments.completed(
                Array(CommandLine.arguments.dropFirst()),
                from: ProcessInfo.processInfo.environment
            )
            try refuseUnknownHelp(arguments)
            var command = try parseAsRoot(arguments)
            if !(command is ServeCommand) { CommandLog.start() }
            try command.run()
        } catch {
            let failure = CommandFailure(from: error) ?? explain(error)
            if let failure { StandardError.report("performance-law: \(failure.message)") }
            Foundation.exit((failure?.exitCode ?? exitCode(for: error)).rawValue)
        }
    }

    /// Writes what the argument parser has to say: help, the version, or a fault of the arguments.
    ///
    /// - Returns: why help cannot be written. The parser itself would not notice.
    private static func explain(_ error: any Error) -> CommandFailure? {
        let text = fullMessage(for: error)
        guard !text.isEmpty else { return nil }
        guard exitCode(for: error).isSuccess else {
            StandardError.report(text)
            return nil
        }
        do throws(CommandFailure) {
            try StandardOutput.write(text + "\n")
            return nil
        } catch {
            return error
        }
    }

    /// Refuses arguments that are not UTF-8. Replacement characters in their places would name another file, which exists perhaps.
    private static func refuseUnreadableArguments() throws(CommandFailure) {
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let argument = CommandLine.unsafeArgv[index], String(validatingCString: argument) == nil else {
                continue
            }
            throw .usage(
                "argument \(index) (`\(String(cString: argument))`) is not UTF-8; rename the file, or link to it by a name in UTF-8"
            )
        }
    }

    /// `help` of a command that does not exist. The parser itself would show the general help.
    private static func refuseUnknownHelp(_ arguments: [String]) throws(CommandFailure) {
        guard arguments.first == "help" else { return }
        var known = configuration.subcommands
        for name in arguments.dropFirst() where !name.hasPrefix("-") && name != "help" {
            guard let command = known.first(where: { $0.configuration.commandName == name }) else {
                throw .usage("there is no command `\(name)`; `performance-law --help` lists them")
            }
            known = command.configuration.subcommands
        }
    }
}
