/// The time as an event loop sees it, read once per turn.
package struct Tick: Sendable {
    package typealias Instant = ContinuousClock.Instant

    package var now: Instant
    /// What `Date` says, from `HTTPDate`.
    package var date: [UInt8]

    package init(now: Instant, date: [UInt8]) {
        self.now = now
        self.date = date
    }
}
