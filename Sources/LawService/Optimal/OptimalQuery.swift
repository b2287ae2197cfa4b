/// The query of `GET /optimal`.
struct OptimalQuery: Sendable {
    static let names = LawSelector.names + SearchQuery.names + ["tolerance", "level", "beyond"]

    let scope: LawSelector
    let search: SearchQuery
    /// `cheapest` may lose this share of the metric's measured range.
    let tolerance: Double
    /// The level of the prediction intervals.
    let level: Double
    /// The level of the confidence set. `level` sets both.
    let confidenceLevel: Double
    /// Whether the best may lie far from the measured configurations.
    let beyond: Bool

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        scope = LawSelector(&reader)
        search = SearchQuery(&reader)
        tolerance = reader.number("tolerance", .unit) ?? 0.01
        let level = reader.number("level", .level)
        self.level = level ?? 0.95
        confidenceLevel = level ?? 0.8
        beyond = reader.flag("beyond") ?? false
        try reader.check()
    }
}
