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

        package func duration(to other: Instant) -> Duration {
            // `Duration.nanoseconds` multiplies in 128 bits by a routine of its own.
            Duration(attoseconds: Int128(nanoseconds(to: other)) * 1_000_000_000)
        }

        package func nanoseconds(to other: Instant) -> Int64 { other.nanoseconds - nanoseconds }

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
            let attoseconds = min(max(duration.attoseconds, -century), century)
            // One instruction of the processor. The division of 128 bits by 128 is a routine, and a turn of the loop has several.
            let (high, low) = (UInt64(attoseconds.magnitude >> 64), UInt64(truncatingIfNeeded: attoseconds.magnitude))
            let quotient = Int64((1_000_000_000 as UInt64).dividingFullWidth((high, low)).quotient)
            return attoseconds < 0 ? -quotient : quotient
        }

        /// In attoseconds.
        private static let century = Int128(36_525 * 86_400) * 1_000_000_000_000_000_000
    }
}
