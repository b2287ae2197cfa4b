import Glibc
import HTTPMessage

/// Makes the ticks of an event loop, and once a second the text of `Date`.
struct LoopClock {
    private(set) var tick: Tick
    private var second: Int

    init() {
        second = Self.secondsSinceEpoch
        tick = Tick(now: .now, date: HTTPDate.bytes(secondsSinceEpoch: second))
    }

    mutating func advance() {
        tick.now = .now
        let current = Self.secondsSinceEpoch
        if current != second {
            second = current
            tick.date = HTTPDate.bytes(secondsSinceEpoch: current)
        }
    }

    /// The system's clock, within the years that a date can express: a wrong clock must not stop the server.
    private static var secondsSinceEpoch: Int { min(max(0, time(nil)), HTTPDate.lastSecond) }
}
