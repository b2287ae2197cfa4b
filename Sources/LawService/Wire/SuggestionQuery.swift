import LawFitting

/// What `GET /laws/{id}/suggestions` asks.
struct SuggestionQuery: Sendable {
    static let names = ["count", "goal", "metric", "dPrime", "dataset"] + SearchQuery.names
    /// More suggestions than this are refused: every one fits the law anew.
    static let largestCount = 64

    let count: Int
    let goal: SuggestionGoal
    let scope: LawScope
    let search: SearchQuery

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        count = reader.wholeNumber("count", in: 1...Self.largestCount) ?? 4
        goal = reader.choice("goal", of: SuggestionGoal.self) ?? .optimum
        scope = LawScope(&reader)
        search = SearchQuery(&reader)
        try reader.check()
    }
}
