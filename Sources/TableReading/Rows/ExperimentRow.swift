/// One experiment of a table, checked on its own.
public struct ExperimentRow: Sendable, Hashable {
    public let place: TableFault.Place
    public let layers: Int
    public let dim: Int
    public let dPrime: Double?
    /// The id or name of a data set, and its place.
    public let dataset: String?
    public let datasetPlace: TableFault.Place?
    public let seed: String?
    /// How many test users the values are means of.
    public let users: Double?
    /// One for each metric of the plan; nil if it was not measured.
    public let values: [Double?]
    /// One for each metric of the plan.
    public let standardErrors: [Double?]
}
