import Foundation
import Logging

/// Writes one JSON object per line to standard error, for log collectors.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let merged = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let line = Line(
            time: Date().formatted(.iso8601),
            level: event.level.rawValue,
            label: label,
            message: event.message.description,
            metadata: merged.mapValues(\.description)
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            FileHandle.standardError.write(try encoder.encode(line) + Data("\n".utf8))
        } catch {
            // Strings can always be encoded. If not, a plain line is better than none.
            FileHandle.standardError.write(Data("\(event.level) \(label): \(event.message)\n".utf8))
        }
    }

    private struct Line: Encodable {
        let time: String
        let level: String
        let label: String
        let message: String
        let metadata: [String: String]
    }
}
