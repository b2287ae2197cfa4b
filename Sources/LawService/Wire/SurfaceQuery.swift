/// What `GET /surface` asks.
struct SurfaceQuery: Sendable {
    static let names = ["layers", "dim"] + LawScope.names + ["level"]
    /// More points than this are refused.
    static let largestCount = 10_000

    let layers: [Int]
    let dim: [Int]
    let scope: LawScope
    let level: Double

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        for name in ["layers", "dim"] where reader.text(name) == nil { reader.fault("?\(name)", "is missing") }
        layers = reader.axis("layers") ?? []
        dim = reader.axis("dim") ?? []
        scope = LawScope(&reader)
        level = reader.number("level", .level) ?? 0.95
        if !layers.isEmpty, !dim.isEmpty, layers.count > Self.largestCount / dim.count {
            reader.fault(
                "?layers",
                "and `dim` make more than \(Self.largestCount) points; use a step, such as 16..512:16"
            )
        }
        try reader.check()
    }
}
