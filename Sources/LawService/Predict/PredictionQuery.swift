import LawFitting

/// The query of `GET /predict`.
struct PredictionQuery: Sendable {
    static let names = ["layers", "dim"] + LawSelector.names + ["level"]

    let size: ModelSize
    let scope: LawSelector
    /// The level of the prediction interval.
    let level: Double

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        let layers = reader.wholeNumber("layers", in: 1...ParameterReader.largestSize, isRequired: true)
        let dim = reader.wholeNumber("dim", in: 1...ParameterReader.largestSize, isRequired: true)
        scope = LawSelector(&reader)
        level = reader.number("level", .level) ?? 0.95
        try reader.check()
        guard let layers, let dim else { throw Problem(.badRequest, "layers and dim are required") }
        size = ModelSize(layers: layers, dim: dim)
    }
}
