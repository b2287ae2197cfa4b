/// A law's statement about a value: its expectation, the variance of that expectation, and the variance of one measurement about
/// it.
struct Moments: Hashable, Sendable {
    var value: Double
    var variance: Double
    var noise: Double
}
