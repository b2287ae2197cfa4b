import LawFitting

/// The law of one metric.
///
/// A reference, because a fitted law refers to a dozen arrays. Threads that copy it for each of their predictions would count references to the
/// same arrays at the same time, and wait for each other.
final class MetricLaw: Sendable {
    let name: String
    let law: FittedLaw

    init(_ name: String, _ law: FittedLaw) {
        self.name = name
        self.law = law
    }
}
