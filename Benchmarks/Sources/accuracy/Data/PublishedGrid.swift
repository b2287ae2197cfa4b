import LawFitting

/// A published experiment grid, HR@10 by layers and dim, with its published R².
struct PublishedGrid: Sendable {
    let name: String
    let observations: [Observation]
    /// R² of the authors' own fits.
    let performanceLaw: Double
    /// R² of the global optimum of `performance-law` with |w| ≤ 1.
    let reference: Double

    /// √(Σ(y − ȳ)²/(n − 1)).
    var deviation: Double { observations.map(\.value).deviation }

    /// The highest value minus the lowest.
    var range: Double {
        let values = observations.map(\.value)
        return (values.max() ?? 0) - (values.min() ?? 0)
    }

    /// The ten grids of Tests/Fixtures/published-grids.
    static func all() throws -> [PublishedGrid] {
        let references = [0.8949, 0.9158, 0.8933, 0.9238, 0.8377, 0.7874, 0.9397, 0.6279, 0.9811, 0.9746]
        let index = try FixtureTable("published-grids/index.csv").rows
        return try zip(index, references).map { fields, reference in
            let file = fields["file"] ?? ""
            return try PublishedGrid(
                name: String(file.dropLast("-hr10.csv".count)),
                observations: FixtureTable("published-grids/\(file)").rows.map { row in
                    try Observation(
                        layers: Int(row.number("layers")),
                        dim: Int(row.number("dim")),
                        value: row.number("HR@10")
                    )
                },
                performanceLaw: fields.number("performance_law_r2"),
                reference: reference
            )
        }
    }

    var measurements: [Measurement] {
        observations.map { Measurement(Place(layers: Double($0.layers), dim: Double($0.dim)), $0.value) }
    }
}
