import Synchronization

/// What the last search over a law found before any budget: the expected values of its space, and their continuous peak.
///
/// Whoever moves a budget asks for the same space again and again. This part takes a third of such a search.
public final class OptimumMemo: Sendable {
    /// What decides on the content. The levels, because two spaces may differ in their budgets only.
    struct Key: Equatable {
        let layers: SearchLevels
        let dim: SearchLevels
        let dPrime: Double?
        let beyond: Bool
    }

    struct Content {
        let table: SurfaceTable
        let continuous: ContinuousOptimum
    }

    /// Larger tables are not kept.
    private static let mostConfigurations = 16_384
    /// The memory that one memo holds, in bytes, estimated from above.
    public static let bytes = mostConfigurations * MemoryLayout<Double>.size + 32_768

    private let last = Mutex<(key: Key, content: Content)?>(nil)

    public init() {}

    func content(_ key: Key) -> Content? { last.withLock { $0.flatMap { $0.key == key ? $0.content : nil } } }

    func keep(_ content: Content, _ key: Key) {
        guard key.layers.values.count <= Self.mostConfigurations / key.dim.values.count else { return }
        last.withLock { $0 = (key, content) }
    }
}
