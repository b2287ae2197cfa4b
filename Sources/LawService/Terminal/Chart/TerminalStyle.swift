/// What the terminal can show.
public struct TerminalStyle: Sendable {
    /// In columns.
    public let width: Int
    public let hasColors: Bool

    public init(width: Int, hasColors: Bool) {
        // A chart needs some columns. Beyond 120 it would only be longer to look at.
        self.width = min(max(width, 40), 120)
        self.hasColors = hasColors
    }

    enum Ink: String {
        case curve = "36"
        case band = "90"
        case point = "33"
        case mark = "1;35"
        case label = "2"
    }

    func painted(_ text: String, _ ink: Ink) -> String {
        hasColors && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
    }
}
