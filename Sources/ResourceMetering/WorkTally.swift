/// Counts the work of one thread. The meter, which threads share, hears of it from time to time.
///
/// Threads that count small pieces in the meter itself wait for each other's cache lines at each piece.
package struct WorkTally: Sendable {
    @usableFromInline static let reported = 1 << 17

    package let meter: WorkMeter
    @usableFromInline var units = 0

    package init(_ meter: WorkMeter) {
        self.meter = meter
    }

    @inlinable
    package mutating func spend(_ units: Int) {
        self.units &+= units
        if self.units > Self.reported { report() }
    }

    package mutating func report() {
        meter.spend(units)
        units = 0
    }
}
