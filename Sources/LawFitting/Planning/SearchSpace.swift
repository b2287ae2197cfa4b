/// The configurations from which a search chooses, and its budget.
public struct SearchSpace: Hashable, Sendable {
    /// The most configurations of a space.
    public static let limit = 4_000_000

    public let layers: SearchLevels
    public let dim: SearchLevels
    /// The rule that counts parameters.
    public let architecture: Architecture
    /// The size of the vocabulary, for the embedding table. With 0 only the layers are counted.
    public let items: Int
    /// The budget; `nil` for none.
    public let maxParameters: Int?

    public init(
        layers: SearchLevels,
        dim: SearchLevels,
        architecture: Architecture = .sasrec,
        items: Int = 0,
        maxParameters: Int? = nil
    ) throws(SearchSpaceError) {
        guard items >= 0 else { throw .itemsOutOfRange(items) }
        guard layers.values.count <= Self.limit / dim.values.count else {
            throw .tooManyConfigurations(limit: Self.limit)
        }
        self.layers = layers
        self.dim = dim
        self.architecture = architecture
        self.items = items
        self.maxParameters = maxParameters
    }

    private init(_ space: SearchSpace, maxParameters: Int) {
        layers = space.layers
        dim = space.dim
        architecture = space.architecture
        items = space.items
        self.maxParameters = maxParameters
    }

    /// The same space under another budget.
    func affording(_ maxParameters: Int) -> SearchSpace { SearchSpace(self, maxParameters: maxParameters) }

    var configurationCount: Int { layers.values.count * dim.values.count }
}
