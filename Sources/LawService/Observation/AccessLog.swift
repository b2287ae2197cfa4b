import HTTPMessage
import Logging
import Synchronization
public import Telemetry

/// Writes one line for each request. It names the route, never the path, so no name and no query value is in it.
public struct AccessLog: Sendable {
    private let writer: LogWriter
    private let format: LogFormat
    private let beginnings = Beginnings()

    /// What the lines of each kind of request have in common, by the number of the kind.
    private final class Beginnings: Sendable {
        private let lines = Mutex<[LogLine.Beginning?]>([])

        func line(_ number: Int, _ make: () -> LogLine.Beginning) -> LogLine.Beginning {
            lines.withLock { lines in
                if number < lines.count, let line = lines[number] { return line }
                lines += Array(repeating: nil, count: max(0, number + 1 - lines.count))
                let line = make()
                lines[number] = line
                return line
            }
        }
    }

    public init(writer: LogWriter, format: LogFormat) {
        self.writer = writer
        self.format = format
    }

    /// - Parameters:
    ///   - record: of a request that has ended.
    ///   - number: of the kind.
    ///   - identity: what the answer shows, or what an answer would have shown.
    func write(_ record: RequestRecord, _ kind: RequestTallies.Kind, number: Int, _ identity: RequestIdentity) {
        var line = LogLine(beginnings.line(number) { beginning(kind) })
        line.add("receivedBytes", .integer(record.receivedBytes))
        line.add("sentBytes", .integer(record.sentBytes))
        line.add("seconds", .seconds(record.duration))
        line.add("queueSeconds", .seconds(record.queueWait ?? .zero))
        identity.add(to: &line)
        line.finish { writer.write($0, isUrgent: false) }
    }

    private func beginning(_ kind: RequestTallies.Kind) -> LogLine.Beginning {
        LogLine.Beginning(
            format,
            level: Logger.Level.info.rawValue,
            label: "access",
            message: [kind.method, kind.route.text, kind.status == 0 ? "cut off" : String(kind.status)],
            [("method", .text(kind.method)), ("route", .text(kind.route.text)), ("status", .integer(kind.status))]
        )
    }
}
