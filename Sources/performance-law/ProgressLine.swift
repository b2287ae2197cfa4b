import Foundation
import Synchronization

/// One line on the terminal that shows the progress of a command; nothing if standard error is not a terminal.
final class ProgressLine: Sendable {
    private struct State {
        let begin = ContinuousClock.now
        var drawn: ContinuousClock.Instant?
        var isCleared = false
    }

    /// The shortest time between two drawings. Nobody can read faster changes.
    private static let interval = Duration.milliseconds(100)

    /// The size of the whole input; `nil` if it is unknown.
    private let totalBytes: Int?
    private let isShown: Bool
    private let state = Mutex(State())

    init(totalBytes: Int?, isShown: Bool = isatty(STDERR_FILENO) == 1) {
        self.totalBytes = totalBytes
        self.isShown = isShown
    }

    /// Draws the line again, unless it was drawn just now.
    ///
    /// - Parameter tokens: `nil` if a service counts them.
    func update(bytes: Int, tokens: Int?) {
        draw { Self.text(bytes: bytes, of: totalBytes, tokens: tokens, after: $0) }
    }

    /// Draws the line with the share of the pooled patterns that is counted, after the input was read.
    func update(counted share: Double) {
        draw { _ in String(format: "counting patterns  %.0f %%", 100 * share) }
    }

    /// Removes the line from the terminal.
    func clear() {
        guard isShown else { return }
        state.withLock { state in
            if !state.isCleared { write("") }
            state.isCleared = true
        }
    }

    /// `58 %  201 of 346 MB  28.9 M tokens  24.1 M tokens/s  6 s left`; small numbers in smaller units.
    static func text(bytes: Int, of total: Int?, tokens: Int?, after time: Duration) -> String {
        let seconds = max(Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18, 1e-3)
        var parts: [String] = []
        if let total, total > 0 {
            parts.append(String(format: "%.0f %%", 100 * Double(min(bytes, total)) / Double(total)))
            let unit = unit(of: total)
            parts.append("\(unit.number(bytes)) of \(unit.number(total)) \(unit.name)")
        } else {
            let unit = unit(of: bytes)
            parts.append("\(unit.number(bytes)) \(unit.name)")
        }
        if let tokens {
            parts.append("\(count(Double(tokens))) tokens")
            parts.append("\(count(Double(tokens) / seconds)) tokens/s")
        }
        if let total, bytes > 0, bytes < total {
            // In the first second the rate is not reliable.
            let left = seconds * Double(total - bytes) / Double(bytes)
            let time = left < 120 ? "\(Int(left.rounded(.up))) s" : "\(Int(left / 60)) min"
            if seconds >= 1 { parts.append("\(time) left") }
        }
        return parts.joined(separator: "  ")
    }

    private struct Unit {
        let name: String
        let bytes: Double

        func number(_ count: Int) -> String { String(format: "%.0f", Double(count) / bytes) }
    }

    /// The unit in which a number of bytes has a digit that is not 0.
    private static func unit(of bytes: Int) -> Unit {
        bytes >= 1_000_000
            ? Unit(name: "MB", bytes: 1e6)
            : bytes >= 1_000 ? Unit(name: "kB", bytes: 1e3) : Unit(name: "bytes", bytes: 1)
    }

    private static func count(_ count: Double) -> String {
        count >= 100_000
            ? String(format: "%.1f M", count / 1e6)
            : count >= 1_000 ? String(format: "%.1f k", count / 1e3) : String(format: "%.0f", count)
    }

    private func draw(_ text: (_ time: Duration) -> String) {
        guard isShown else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            guard !state.isCleared, state.drawn.map({ now - $0 >= Self.interval }) ?? true else { return }
            state.drawn = now
            write(text(now - state.begin))
        }
    }

    /// Replaces the text of the line.
    private func write(_ text: String) {
        StandardError.write("\r\u{1B}[K\(text)")
    }
}
