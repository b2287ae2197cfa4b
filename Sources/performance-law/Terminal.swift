import Foundation
import LawService

/// The terminal behind standard output.
enum Terminal {
    /// What it can show; `nil` if standard output is no terminal.
    static func style(environment: [String: String] = ProcessInfo.processInfo.environment) -> TerminalStyle? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        return TerminalStyle(width: width(environment), hasColors: hasColors(environment))
    }

    /// How many columns it has; `nil` if standard output is no terminal.
    static func columns(environment: [String: String] = ProcessInfo.processInfo.environment) -> Int? {
        isatty(STDOUT_FILENO) == 1 ? width(environment) : nil
    }

    /// No colours with a `NO_COLOR` that is not empty (<https://no-color.org>), and none on a terminal without them.
    static func hasColors(_ environment: [String: String]) -> Bool {
        environment["NO_COLOR", default: ""].isEmpty && !["dumb", ""].contains(environment["TERM", default: ""])
    }

    private static func width(_ environment: [String: String]) -> Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return environment["COLUMNS"].flatMap(Int.init) ?? 80
    }
}
