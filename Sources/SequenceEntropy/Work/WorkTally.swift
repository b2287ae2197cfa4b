import ResourceMetering

/// Counts the work of one thread. The meter, which threads share, hears of it from time to time.
struct WorkTally: Sendable {
    private static let reported = 1 << 17

    let meter: WorkMeter
    private var units = 0

    init(_ meter: WorkMeter) {
        self.meter = meter
    }

    @inline(__always)
    mutating func spend(_ units: Int) {
        self.units &+= units
        if self.units > Self.reported { report() }
    }

    mutating func report() {
        meter.spend(units)
        units = 0
    }
}
