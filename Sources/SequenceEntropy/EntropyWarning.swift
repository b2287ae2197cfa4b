/// A fact about a dataset without which its figures mislead.
public enum EntropyWarning: Sendable, Equatable, Codable {
    /// No sequence meets an item twice: each one's ApEn is ln(K/(K−1)), a function of its length alone.
    case noRepeats(sequences: Int)
    /// Sequences, and whether the pooled figure too, whose Φ^m − Φ^(m+1) is negative before the absolute value.
    case negativeApEn(sequences: Int, of: Int, pooled: Bool)
    /// r ≥ 1 on integer items: which of them match depends on how they happen to be numbered.
    case labelTolerance(r: Double)
}
