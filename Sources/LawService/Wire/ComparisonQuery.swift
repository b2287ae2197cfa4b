/// What `GET /compare` asks.
struct ComparisonQuery: Sendable {
    static let names = ["laws", "metric", "dPrime", "dataset", "level"]
    /// More laws than this are refused.
    static let largestCount = 64

    /// Ids or names, each once.
    let laws: [String]
    /// `nil` for the first, by name, that all laws have.
    let metric: String?
    let scope: LawScope
    let level: Double

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        laws = (reader.text("laws") ?? "").split(separator: ",").map(String.init)
        if laws.count < 2 { reader.fault("?laws", "must name two laws or more: laws=a,b,c") }
        if laws.count > Self.largestCount { reader.fault("?laws", "names more than \(Self.largestCount) laws") }
        if Set(laws).count < laws.count { reader.fault("?laws", "names a law twice") }
        scope = LawScope(&reader)
        metric = scope.metric
        level = reader.number("level", .level) ?? 0.95
        try reader.check()
    }
}
