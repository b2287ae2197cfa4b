import SequenceEntropy

/// What the store keeps of a dataset: how it was measured and what came out, never its sequences.
struct DatasetRecord: Codable, Sendable {
    let m: Int
    let r: Double
    let maxLength: Int?
    let short: ShortPolicy
    /// In the order of their names.
    let measures: [Measure]
    let summary: EntropySummary
}
