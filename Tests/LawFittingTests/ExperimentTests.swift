import ElementaryFunctions
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

    @Test("a value that its scale does not have is refused")
    func range() throws {
        #expect(throws: ObservationError.self) { try Run(layers: 1, dim: 1, values: ["HR@10": .nan]) }
        let cases: [(Double, MetricScale)] = [
            (1.5, .share), (-0.1, .share), (-0.1, .likelihood), (0.5, .inverse), (0, .logarithm),
        ]
        for (value, scale) in cases {
            let runs = try RunSet([Run(layers: 1, dim: 1, values: ["metric": value])])
            #expect(throws: ObservationSetError.valueOffScale(value, scale)) {
                try runs.measurements(of: "metric", on: scale)
            }
        }
    }

    /// Weights by hand: 1/se² of .1, .1, .2 is 100, 100, 25, with a median of 100. On e^(−loss) the slope of a standard error is e^(−loss).
    @Test("standard errors and test users weigh measurements, with a median of 1")
    func weights() throws {
        let errors = try [(1, 0.1), (2, 0.1), (3, 0.2)].map { layers, error in
            try Observation(layers: layers, dim: 1, value: 0.5, standardError: error)
        }
        let weights = try ObservationSet(errors).replicates.map(\.weight)
        for (found, expected) in zip(weights, [1, 1, 0.25]) { #expect(abs(found - expected) <= 1e-12) }
        let users = try [(1, 100.0), (2, 300)].map { layers, users in
            try Observation(layers: layers, dim: 1, value: 0.5, users: users)
        }
        // Of two in the middle the geometric mean.
        for (found, expected) in zip(
            try ObservationSet(users).replicates.map(\.weight),
            [1 / 3.0.squareRoot(), 3.0.squareRoot()]
        ) {
            #expect(abs(found - expected) <= 1e-12)
        }
        let losses = try [(1, 1.0), (2, 2.0)].map { layers, loss in
            try Observation(layers: layers, dim: 1, value: loss, standardError: 0.1)
        }
        let own = try ObservationSet(losses, on: .likelihood).replicates.map(\.weight)
        // The ratio of squared slopes is e^(−2)/e^(−4).
        #expect(abs(own[1] / own[0] - Elementary.exp(2)) <= 1e-12)
        // Squares of these are beyond a Double. The weights are clamped to 10⁻⁴ and 10⁴ of their median, so only the order is left.
        for (small, large) in [(1e-300, 1), (1, 1e300), (Double.leastNonzeroMagnitude, 1e308)] {
            for (errors, expected) in [([small, small, large], [1, 1, 1e-4]), ([small, large, large], [1e4, 1, 1])] {
                let extreme = try errors.enumerated().map { index, error in
                    try Observation(layers: index + 1, dim: 1, value: 0.5, standardError: error)
                }
                let weights = try ObservationSet(extreme).replicates.map(\.weight)
                #expect(zip(weights, expected).allSatisfy { abs($0 - $1) <= 1e-8 * $1 }, "\(errors): \(weights)")
            }
        }
        for wrong in [0, -1, Double.infinity, .nan] {
            #expect(throws: ObservationError.self) {
                try Observation(layers: 1, dim: 1, value: 0.5, standardError: wrong)
            }
            #expect(throws: ObservationError.self) { try Observation(layers: 1, dim: 1, value: 0.5, users: wrong) }
        }
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
