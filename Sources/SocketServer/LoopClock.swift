import Glibc
import HTTPMessage

/// Makes ticks, and the text of `Date` once a second.
struct LoopClock {
    private(set) var tick: Tick
    private var second: Int

    init() {
        second = time(nil)
        tick = Tick(now: .now, date: HTTPDate.bytes(secondsSinceEpoch: second))
    }

    mutating func advance() {
        tick.now = .now
        let current = time(nil)
        if current != second {
            second = current
            tick.date = HTTPDate.bytes(secondsSinceEpoch: current)
        }
    }
}
