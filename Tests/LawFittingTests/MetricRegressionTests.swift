import Testing

@testable import LawFitting

@Suite("Metric regression")
struct MetricRegressionTests {
    /// Sibling 0.1 … 0.5 and target 0.05 + x/2 plus errors that are orthogonal to a line, so that the line is exact: residuals
    /// d·(1, −1, 0, −1, 1). A sixth run has the sibling 0.6 only.
    private static func runs(error d: Double, last: Double = 0.6) throws -> [Run] {
        let errors = [d, -d, 0, -d, d]
        return try (1...6).map { index in
            let x = index == 6 ? last : Double(index) / 10
            var values = ["HR": x]
            if index < 6 { values["NDCG"] = 0.05 + x / 2 + errors[index - 1] }
            return try Run(layers: index, dim: 8, values: values)
        }
    }

    /// s² = SSE/(n − 2)·(1 + 1/n + (x − x̄)²/Sxx) with SSE = 4d², n = 5, x − x̄ = 0.3 and Sxx = 0.1; σ² = noise/4.
    @Test("a value read off the line has the textbook's variance")
    func textbook() throws {
        let d = 0.001
        let line = try #require(MetricRegression(of: "NDCG", by: "HR", in: Self.runs(error: d)))
        #expect(abs(line.deviation - (4 * d * d / 3).squareRoot()) <= 1e-12)
        let last = try Configuration(layers: 6, dim: 8)
        let inferred = try #require(line.inferred(last, siblingNoise: 1e-4))
        #expect(abs(inferred.value - 0.35) <= 1e-12)
        let variance = 4 * d * d / 3 * (1 + 0.2 + 0.9)
        #expect(abs(inferred.weight - 2.5e-5 / (2.5e-5 + variance)) <= 1e-9)
        #expect(inferred.sibling == "HR")
        // Less than a tenth of a measurement is left out, and so is a configuration without the sibling.
        #expect(line.inferred(last, siblingNoise: 1e-8) == nil)
        #expect(line.inferred(try Configuration(layers: 7, dim: 8), siblingNoise: 1e-4) == nil)
    }

    @Test("too few pairs, a constant sibling and chance make no line")
    func none() throws {
        let runs = try Self.runs(error: 0.001)
        #expect(MetricRegression(of: "NDCG", by: "HR", in: Array(runs.prefix(3))) == nil)
        #expect(MetricRegression(of: "NDCG", by: "MRR", in: runs) == nil)
        // With errors of 0.1, t = 0.5·√0.1 / √(4·0.01/3) = 1.4, far below the 1 % point of 5.8 for three degrees of freedom.
        #expect(try MetricRegression(of: "NDCG", by: "HR", in: Self.runs(error: 0.1)) == nil)
        let constant = try (1...5).map { try Run(layers: $0, dim: 8, values: ["HR": 0.3, "NDCG": Double($0) / 10]) }
        #expect(MetricRegression(of: "NDCG", by: "HR", in: constant) == nil)
    }
}
