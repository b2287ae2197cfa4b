/// The query of `GET /optimal`.
struct OptimalQuery: Sendable {
    static let names = LawSelector.names + SearchQuery.names + ["tolerance", "level"]

    let scope: LawSelector
    let search: SearchQuery
    /// Relative: `cheapest` may lose this share of the best value.
    let tolerance: Double
    let level: Double

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        scope = LawSelector(&reader)
        search = SearchQuery(&reader)
        tolerance = reader.number("tolerance", .unit) ?? 0.01
        level = reader.number("level", .level) ?? 0.95
        try reader.check()
    }
}
