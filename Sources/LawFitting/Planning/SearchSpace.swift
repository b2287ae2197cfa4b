/// The configurations from which a search chooses, and its budgets.
public struct SearchSpace: Hashable, Sendable {
    /// The most configurations of a space.
    public static let limit = 4_000_000

    public let layers: SearchLevels
    public let dim: SearchLevels
    /// The rule that counts parameters.
    public let architecture: Architecture
    /// The size of the vocabulary, for the embedding table. With 0 only the layers are counted.
    public let items: Int
    /// All of them hold.
    public let budgets: [Budget]

    public init(
        layers: SearchLevels,
        dim: SearchLevels,
        architecture: Architecture = .sasrec,
        items: Int = 0,
        budgets: [Budget] = []
    ) throws(SearchSpaceError) {
        guard items >= 0 else { throw .itemsOutOfRange(items) }
        guard layers.values.count <= Self.limit / dim.values.count else {
            throw .tooManyConfigurations(limit: Self.limit)
        }
        guard budgets.allSatisfy(\.isValid) else { throw .budgetOutOfRange }
        self.layers = layers
        self.dim = dim
        self.architecture = architecture
        self.items = items
        self.budgets = budgets
    }

    /// A space with a budget of parameters, or none.
    public init(
        layers: SearchLevels,
        dim: SearchLevels,
        architecture: Architecture = .sasrec,
        items: Int = 0,
        maxParameters: Int?
    ) throws(SearchSpaceError) {
        try self.init(
            layers: layers,
            dim: dim,
            architecture: architecture,
            items: items,
            budgets: maxParameters.map { [.parameters($0)] } ?? []
        )
    }

    private init(_ space: SearchSpace, budgets: [Budget]) {
        layers = space.layers
        dim = space.dim
        architecture = space.architecture
        items = space.items
        self.budgets = budgets
    }

    /// The fewest parameters of its budgets; `nil` if none limits them.
    public var maxParameters: Int? {
        budgets.compactMap { budget in
            guard case .parameters(let most) = budget else { return nil }
            return most
        }.min()
    }

    /// The same space under a budget of parameters instead of its own budgets.
    func affording(_ maxParameters: Int) -> SearchSpace { SearchSpace(self, budgets: [.parameters(maxParameters)]) }

    var configurationCount: Int { layers.values.count * dim.values.count }

    /// The parameters of the layers and of the embedding table; `nil` if their sum exceeds `Int`.
    func cost(layers: Int, perLayer: Int?, dim: Int) -> (body: Int, table: Int)? {
        guard let perLayer else { return nil }
        let (body, bodyOverflow) = layers.multipliedReportingOverflow(by: perLayer)
        let (table, tableOverflow) = items.multipliedReportingOverflow(by: dim)
        guard !bodyOverflow, !tableOverflow, !body.addingReportingOverflow(table).overflow else { return nil }
        return (body, table)
    }
}
