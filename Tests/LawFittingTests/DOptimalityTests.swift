import Testing

@testable import LawFitting

@Suite("D-optimality")
struct DOptimalityTests {
    private static let layers = [2, 4, 8]
    private static let dim = [16, 32, 64]

    private static func design(_ runs: [(Int, Int)], replicates: Int = 1) -> DOptimality {
        var design = DOptimality(layers: layers.map(Double.init), dim: dim.map(Double.init))
        for (layers, dim) in runs { design.add(layers: layers, dim: dim, count: Double(replicates)) }
        return design
    }

    /// The leverages of the 3 × 3 factorial design for 1, u, u², v, v², uv: 29/36 at the corners, 20/36 elsewhere. They add up to
    /// the six parameters.
    @Test("the gain of a run is its leverage", arguments: [1, 2])
    func leverages(_ replicates: Int) {
        let runs = Self.layers.flatMap { layers in Self.dim.map { (layers, $0) } }
        let design = Self.design(runs, replicates: replicates)
        for layers in Self.layers {
            for dim in Self.dim {
                let isCorner = layers != 4 && dim != 32
                let leverage = (isCorner ? 29.0 : 20) / 36 / Double(replicates)
                #expect(abs(design.gain(layers: layers, dim: dim) - leverage) <= 1e-5)
            }
        }
    }

    @Test("a direction without any run comes first")
    func unseen() {
        let design = Self.design(Self.layers.map { ($0, 32) })
        // The ridge of a millionth of a run is all that bounds the gain off the line of the runs.
        #expect(design.gain(layers: 4, dim: 16) > 1e5)
        #expect(design.gain(layers: 4, dim: 32) < 1.1)
    }
}
