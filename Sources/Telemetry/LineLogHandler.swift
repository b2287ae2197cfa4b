public import Logging

/// Writes each event of swift-log as one line, as text or as JSON. Events of a request carry its id.
public struct LineLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: LogFormat
    private let writer: LogWriter

    public init(label: String, level: Logger.Level, format: LogFormat, writer: LogWriter) {
        self.label = label
        self.format = format
        self.writer = writer
        logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = LogLine(format, level: event.level.rawValue, label: label, message: event.message.description)
        let merged = metadata.merging(event.metadata ?? [:]) { _, new in new }
        for (name, value) in merged.sorted(by: { $0.key < $1.key }) {
            line.add(named: name, .text(value.description))
        }
        RequestIdentity.current?.add(to: &line)
        line.finish { writer.write($0, isUrgent: event.level >= .notice) }
    }
}
