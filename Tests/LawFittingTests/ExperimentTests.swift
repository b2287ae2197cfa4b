import Testing

@testable import LawFitting

@Suite("Experiments")
struct ExperimentTests {
    @Test("runs are ordered by layers, dim, D′, then by the values of their metrics")
    func canonicalOrder() throws {
        let ordered = try [
            Run(layers: 1, dim: 9, values: ["HR": 0.9]),
            Run(layers: 2, dim: 8, values: ["HR": 0.9]),
            Run(layers: 2, dim: 8, dPrime: 1, values: ["HR": 0.9]),
            // Without HR; with the same HR and less NDCG; with more HR.
            Run(layers: 2, dim: 8, dPrime: 2, values: ["NDCG": 0.9]),
            Run(layers: 2, dim: 8, dPrime: 2, values: ["HR": 0.1, "NDCG": 0.2]),
            Run(layers: 2, dim: 8, dPrime: 2, values: ["HR": 0.1, "NDCG": 0.3]),
            Run(layers: 2, dim: 8, dPrime: 2, values: ["HR": 0.2]),
        ]
        #expect(RunSet(ordered.reversed()).runs == ordered)
        for (index, run) in ordered.enumerated() {
            for (other, later) in ordered.enumerated() { #expect((run < later) == (index < other)) }
        }
    }

    @Test("a value outside [0, 1] is refused")
    func range() {
        #expect(throws: ObservationError.valueOutOfRange(1.5)) { try Run(layers: 1, dim: 1, values: ["HR@10": 1.5]) }
    }

    static let positions: [(Double, LawDomain.Position)] = [
        (8, .within), (16, .within), (32, .within), (33, .beyond), (64, .beyond), (65, .farBeyond), (7, .beyond),
        (4, .beyond), (3.9, .farBeyond), (.greatestFiniteMagnitude, .farBeyond), (.leastNonzeroMagnitude, .farBeyond),
    ]

    @Test("a coordinate is far beyond the range if it is off by a factor of more than 2", arguments: positions)
    func position(_ x: Double, _ expected: LawDomain.Position) {
        let range = LawDomain.Range(low: 8, high: 32)
        #expect(range.position(of: x) == expected)
        #expect(range.contains(x) == (expected == .within))
    }

    @Test("a domain spans the configurations")
    func domain() throws {
        let domain = LawDomain(
            try [Configuration(layers: 4, dim: 64, dPrime: 2e6), Configuration(layers: 8, dim: 32, dPrime: 1e6)]
        )
        #expect(domain.layers.integers == 4...8)
        #expect(domain.dim.integers == 32...64)
        #expect(domain.dPrime?.low == 1e6 && domain.dPrime?.high == 2e6)
        #expect(domain.spansDPrime)
        let one = LawDomain(try [Configuration(layers: 4, dim: 64)])
        #expect(!one.spansDPrime)
        #expect(one.position(.dPrime, 1e300) == .within)
        #expect(LawDomain.Range(low: 9e18, high: 9.3e18).integers.upperBound == 1 << 62)
    }
}
