import Testing

@testable import LawFitting

@Suite("D-optimality")
struct DOptimalityTests {
    private static let layers = [2, 4, 8]
    private static let dim = [16, 32, 64]

    private static func factorial(_ replicates: Int = 1) throws -> (ObservationSet, SearchSpace) {
        let runs = try (0..<replicates).flatMap { _ in
            try layers.flatMap { layers in try dim.map { try Observation(layers: layers, dim: $0, value: 0.3) } }
        }
        let space = try SearchSpace(layers: SearchLevels(layers), dim: SearchLevels(dim))
        return (try ObservationSet(runs), space)
    }

    /// The leverages of the 3 × 3 factorial design for 1, u, u², v, v², uv: 29/36 at the corners, 20/36 elsewhere. They add up to
    /// the six parameters.
    @Test("the gain of a run is its leverage", arguments: [1, 2])
    func leverages(_ replicates: Int) throws {
        let (set, space) = try Self.factorial(replicates)
        let design = DOptimality(observations: set, space: space)
        for layers in Self.layers {
            for dim in Self.dim {
                let isCorner = layers != 4 && dim != 32
                let leverage = (isCorner ? 29.0 : 20) / 36 / Double(replicates)
                #expect(abs(design.gain(layers: layers, dim: dim) - leverage) <= 1e-5)
            }
        }
    }

    @Test("a direction without any run comes first")
    func unseen() throws {
        let runs = try Self.layers.map { try Observation(layers: $0, dim: 32, value: 0.3) }
        let space = try SearchSpace(layers: SearchLevels(Self.layers), dim: SearchLevels(Self.dim))
        let design = try DOptimality(observations: ObservationSet(runs), space: space)
        // The ridge of a millionth of a run is all that bounds the gain off the line of the runs.
        #expect(design.gain(layers: 4, dim: 16) > 1e5)
        #expect(design.gain(layers: 4, dim: 32) < 1.1)
    }
}
