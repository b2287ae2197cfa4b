import LawFitting

/// What the store keeps of a law: everything that predicting, searching and showing it need.
struct LawRecord: Codable, Sendable {
    /// The dataset that the request named, where it named one.
    struct Dataset: Codable, Sendable, Equatable {
        let id: String
        /// Distinct items: the vocabulary of the embedding table.
        let items: Int
    }

    /// One measured configuration.
    struct Experiment: Codable, Sendable {
        let layers: Int
        let dim: Int
        let dPrime: Double?
        /// Value by metric.
        let values: [String: Double]
    }

    let dataset: Dataset?
    /// The confidence level of the parameters' intervals.
    let level: Double
    /// In canonical order.
    let experiments: [Experiment]
    /// The law of each metric.
    let metrics: [String: FittedLaw]

    /// The ranges of layers, dim and D′ over all metrics' measurements.
    var domain: MeasuredDomain { MeasuredDomain(experiments) }
}
