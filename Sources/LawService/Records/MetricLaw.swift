import LawFitting
import TableReading

/// The law of one metric.
///
/// A reference, because a fitted law refers to a dozen arrays. Threads that copy it for each of their predictions would count references to the
/// same arrays at the same time, and wait for each other.
final class MetricLaw: Sendable {
    let name: String
    let law: FittedLaw
    /// Whatever speaks against every use of the law. Each answer that rests on the law says it; the other warnings of the fit are in the
    /// answer of the fit, or concern some answers only.
    let doubts: [Warning]

    init(_ name: String, _ law: FittedLaw) {
        self.name = name
        self.law = law
        doubts = law.warnings.compactMap { warning -> Warning? in
            guard case .worseThanMean = warning else { return nil }
            return Warning(code: warning.code, message: "`\(ShownText.escaped(name))`: \(warning.message)")
        }
    }
}
