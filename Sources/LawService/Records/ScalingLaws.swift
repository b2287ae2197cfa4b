import LawFitting
import Synchronization

/// The plain scaling laws of a stored law's experiments, one for each metric. They are fitted when a picture first shows them, because a
/// fit takes longer than all else in a picture that follows a slider.
final class ScalingLaws: Sendable {
    /// The memory for one law, estimated from above: its report, and its share of the domain's hull.
    static func bytes(configurations count: Int) -> Int { 16_384 + 128 * count }

    /// `nil` for experiments to which no scaling law can be fitted.
    private let known = Mutex<[String: FittedLaw?]>([:])

    /// - Parameter fit: makes the law; `nil` if that is impossible. Two requests at once may both call it, and get the same.
    func law<Failure>(of metric: String, fit: () throws(Failure) -> FittedLaw?) throws(Failure) -> FittedLaw? {
        if let law = known.withLock({ $0[metric] }) { return law }
        let law = try fit()
        known.withLock { $0[metric] = .some(law) }
        return law
    }
}
