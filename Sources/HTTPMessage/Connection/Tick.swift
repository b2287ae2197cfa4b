import Glibc

/// The time as an event loop sees it. It is read once per turn of the loop.
package struct Tick: Sendable {
    package var now: Instant
    /// The value of `Date`, made by `HTTPDate`.
    package var date: [UInt8]

    package init(now: Instant, date: [UInt8]) {
        self.now = now
        self.date = date
    }

    /// A time of a clock that only rises, and that counts on while the machine sleeps.
    ///
    /// The layout of the library's `ContinuousClock.Instant` is known at run time only, so each copy of an optional one is a call. A
    /// connection has several, and a loop copies them at each turn.
    package struct Instant: Comparable, Sendable {
        private let nanoseconds: Int64

        package static var now: Instant {
            var time = timespec()
            clock_gettime(CLOCK_BOOTTIME, &time)
            return Instant(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
        }

        package func duration(to other: Instant) -> Duration { .nanoseconds(other.nanoseconds - nanoseconds) }

        package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

        package static func + (instant: Instant, duration: Duration) -> Instant {
            Instant(nanoseconds: instant.nanoseconds + nanoseconds(duration))
        }

        package static func - (instant: Instant, duration: Duration) -> Instant {
            Instant(nanoseconds: instant.nanoseconds - nanoseconds(duration))
        }

        package static func += (instant: inout Instant, duration: Duration) { instant = instant + duration }

        /// A duration of more than a century is cut to one, so that no sum overflows.
        private static func nanoseconds(_ duration: Duration) -> Int64 {
            let (seconds, attoseconds) = duration.components
            return min(max(seconds, -century), century) * 1_000_000_000 + attoseconds / 1_000_000_000
        }

        private static let century: Int64 = 36_525 * 86_400
    }
}
