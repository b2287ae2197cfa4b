public import ArgumentParser
import Foundation
import LawService
import Logging
public import Telemetry

/// The log of the service: every line goes to standard error, through one writer that never blocks.
struct ServiceLog {
    /// How long the end of the process waits for the last lines, if their reader is slow or the machine is busy.
    private static let farewell = Duration.seconds(1)

    private let writer: LogWriter
    private let format: LogFormat
    private let level: Logger.Level

    init(level: Logger.Level, format: LogFormat) {
        self.level = level
        self.format = format
        let writer = LogWriter(descriptor: STDERR_FILENO) { count in
            var line = LogLine(
                format,
                level: Logger.Level.warning.rawValue,
                label: "log",
                message: "log lines were dropped, because they could not be written"
            )
            line.add("lines", .integer(count))
            return line.finish { Array($0) }
        }
        self.writer = writer
        LoggingSystem.bootstrap { label in
            LineLogHandler(label: label, level: level, format: format, writer: writer)
        }
    }

    /// Where each request gets a line; `nil` if the level excludes them.
    var requests: AccessLog? { level <= .info ? AccessLog(writer: writer, format: format) : nil }

    var droppedLines: @Sendable () -> Int {
        let writer = writer
        return { writer.droppedLines }
    }

    /// Writes what waits. The process ends in time, also if nobody reads.
    func finish() { writer.finish(within: Self.farewell) }
}

extension LogFormat: ExpressibleByArgument {}
