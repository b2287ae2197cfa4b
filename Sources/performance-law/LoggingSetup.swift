import ArgumentParser
import Logging

/// Writes every log line to standard error.
enum LoggingSetup {
    static func bootstrap(level: Logger.Level, format: LogFormatOption) {
        LoggingSystem.bootstrap { label in
            var handler: any LogHandler =
                switch format {
                case .text: StreamLogHandler.standardError(label: label)
                case .json: JSONLogHandler(label: label)
                }
            handler.logLevel = level
            return handler
        }
    }
}

/// The format of log lines.
enum LogFormatOption: String, ExpressibleByArgument, CaseIterable {
    case text
    /// One JSON object per line.
    case json
}
