/// The query of `GET /laws/{id}/plot`.
struct LawPlotQuery: Sendable {
    static let names = ["view", "metric", "dPrime", "dataset", "level", "beyond"] + SearchQuery.names

    enum View: String, CaseIterable, Sendable {
        /// Contours over layers and dim.
        case surface
        /// A cut along layers, at one dim.
        case layers
        /// A cut along dim, at one number of layers.
        case dim
        /// Measured values less predicted ones.
        case residuals
        /// The best value that a number of parameters buys.
        case frontier
    }

    let view: View
    let scope: LawSelector
    /// The search space and the budgets of the surface's optimum and of the frontier. In a cut, the fixed size and the range.
    let search: SearchQuery
    let level: Double
    let beyond: Bool

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        view = reader.choice("view", of: View.self) ?? .surface
        scope = LawSelector(&reader)
        search = SearchQuery(&reader)
        level = reader.number("level", .level) ?? 0.95
        beyond = reader.flag("beyond") ?? false
        for (cut, fixed, sizes) in [(View.layers, "dim", search.dim), (.dim, "layers", search.layers)]
        where view == cut && (sizes?.count ?? 1) > 1 {
            reader.conflict("?\(fixed)", "must be one size, because the plot is a cut at it; such as `\(fixed)=64`")
        }
        try reader.check()
    }
}
