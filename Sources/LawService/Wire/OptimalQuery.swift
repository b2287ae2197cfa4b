import LawFitting

/// What `GET /optimal` asks.
struct OptimalQuery: Sendable {
    static let names = [
        "law", "metric", "dPrime", "dataset", "layers", "dim", "dimMultiple", "maxParameters", "architecture", "items",
        "tolerance", "level",
    ]
    let scope: LawScope
    /// `nil` for the law's domain widened to twice its upper end.
    let layers: [Int]?
    let dim: [Int]?
    let dimMultiple: Int
    let maxParameters: Int?
    let architecture: Architecture
    /// `nil` for the item count of the law's dataset, else 0.
    let items: Int?
    /// Relative: `cheapest` may lose this share of the best value.
    let tolerance: Double
    let level: Double

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        scope = LawScope(&reader)
        layers = reader.axis("layers")
        dim = reader.axis("dim")
        dimMultiple = reader.wholeNumber("dimMultiple", in: 1...ParameterReader.largestSize) ?? 1
        maxParameters = reader.wholeNumber("maxParameters", in: 1...Int.max)
        architecture = reader.choice("architecture", of: Architecture.self) ?? .sasrec
        items = reader.wholeNumber("items", in: 0...Int.max)
        tolerance = reader.number("tolerance", .unit) ?? 0.01
        level = reader.number("level", .level) ?? 0.95
        try reader.check()
    }
}
