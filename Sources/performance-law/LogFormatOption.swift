import ArgumentParser

/// How log lines are written.
enum LogFormatOption: String, ExpressibleByArgument, CaseIterable {
    case text
    /// One JSON object per line.
    case json
}
