/// One experiment of a request, checked on its own.
struct ExperimentRow: Sendable {
    /// Where it stands in the body: `/experiments/3` or `line 5`.
    let place: String
    let layers: Int
    let dim: Int
    let dPrime: Double?
    /// An id or a name, and where it stands.
    let dataset: (reference: String, place: String)?
    /// Value by metric.
    let values: [String: Double]
}
