/// The time as an event loop sees it. It is read once per turn of the loop.
package struct Tick: Sendable {
    package typealias Instant = ContinuousClock.Instant

    package var now: Instant
    /// The value of `Date`, made by `HTTPDate`.
    package var date: [UInt8]

    package init(now: Instant, date: [UInt8]) {
        self.now = now
        self.date = date
    }
}
