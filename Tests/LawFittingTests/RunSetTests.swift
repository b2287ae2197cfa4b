import Foundation
import Testing

@testable import LawFitting

/// One metric helping another.
@Suite("Metrics of the same runs")
struct RunSetTests {
    /// HR of a known surface and NDCG = 0.6·HR − 0.02 with a little of its own noise; NDCG is missing where `hidden` says so.
    private static func runs(
        seed: UInt64,
        relation: Double = 1,
        hidden: (Int) -> Bool
    ) throws -> [Run] {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        return try SimulatedGrid.observations { layers, dim, _ in
            let (u, v) = (log(layers / 11.3), log(dim / 50))
            return 0.3 + 0.01 * u - 0.02 * u * u + 0.015 * v - 0.03 * v * v + 0.004 * generator.normal()
        }.enumerated().map { index, observation in
            let chance = 0.18 + 0.01 * generator.normal()
            let sibling = 0.6 * observation.value - 0.02 + 0.0003 * generator.normal()
            var values = ["HR@10": observation.value]
            if !hidden(index) { values["NDCG@10"] = relation * sibling + (1 - relation) * chance }
            return try Run(layers: observation.layers, dim: observation.dim, values: values)
        }
    }

    @Test("a metric measured everywhere is left alone")
    func complete() throws {
        let set = try RunSet(Self.runs(seed: 1) { _ in false })
        #expect(set.metrics == ["HR@10", "NDCG@10"])
        for metric in set.metrics {
            #expect(try set.completedMeasurements(of: metric) == set.measurements(of: metric))
        }
    }

    /// The line is nearly exact, so a hidden value is known to its own noise (3e-4) where a law alone is off by the run's
    /// (0.6 · 4e-3) and more.
    @Test("a hidden value comes back through its sibling")
    func recovery() throws {
        let runs = try Self.runs(seed: 2) { $0 % 3 == 0 }
        let all = try Self.runs(seed: 2) { _ in false }
        let set = RunSet(runs)
        let completed = try set.completedMeasurements(of: "NDCG@10")
        #expect(completed.inferredCount == 8)
        #expect(completed.count == 16)
        for inferred in completed.inferred {
            let truth = try #require(all.first { $0.configuration == inferred.configuration }?.values["NDCG@10"])
            #expect(abs(inferred.value - truth) <= 5 * 3e-4)
            #expect(inferred.weight > 0.8 && inferred.weight < 1)
        }
        let law = try fit(completed)
        #expect(law.count == 16)
        #expect(law.inferredCount == 8)
        let isTold = law.warnings.contains { warning in
            if case .inferredFromSibling(metric: "HR@10", count: 8, weight: let weight) = warning { return weight < 8 }
            return false
        }
        #expect(isTold)
        // Scores are about measurements: R² of the 16, not of the 24.
        let alone = try fit(set.measurements(of: "NDCG@10"))
        #expect(abs(law.scores.rmse) <= 2 * abs(alone.scores.rmse) + 1e-9)
        #expect(alone.inferredCount == 0)
    }

    @Test("a metric without a relation, or with too few runs in common, infers nothing")
    func unrelated() throws {
        let chance = try RunSet(Self.runs(seed: 3, relation: 0) { $0 % 3 == 0 })
        #expect(try chance.completedMeasurements(of: "NDCG@10").inferredCount == 0)
        let few = try RunSet(Self.runs(seed: 4) { $0 >= 3 })
        #expect(try few.completedMeasurements(of: "NDCG@10").inferredCount == 0)
    }

    @Test("the order of the runs does not matter")
    func order() throws {
        let runs = try Self.runs(seed: 5) { $0 % 4 == 1 }
        var generator = SeededGenerator(seed: 6)
        let law = try fit(RunSet(runs).completedMeasurements(of: "NDCG@10"))
        let other = try fit(RunSet(runs.shuffled(using: &generator)).completedMeasurements(of: "NDCG@10"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(try encoder.encode(law) == encoder.encode(other))
    }

    @Test("a suggestion replaces an inferred value by its own")
    func suggestion() throws {
        let completed = try RunSet(Self.runs(seed: 7) { $0 % 3 == 0 }).completedMeasurements(of: "NDCG@10")
        let configuration = completed.inferred[0].configuration
        let next = completed.adding(0.2, at: configuration)
        #expect(next.inferredCount == completed.inferredCount - 1)
        #expect(next.count == completed.count + 1)
    }

    @Test("values outside [0, 1] are refused")
    func range() {
        #expect(throws: ObservationError.valueOutOfRange(1.5)) { try Run(layers: 1, dim: 1, values: ["HR@10": 1.5]) }
    }

    @Test("a line that leaves what a metric can be infers nothing there")
    func impossible() throws {
        var runs: [Run] = []
        for (i, layers) in [2, 4, 8, 16].enumerated() {
            for dim in [16, 32, 64, 128] {
                var values = ["HR@10": i % 2 == 0 ? 0.1 : 0.3 + 0.0001 * Double(i)]
                if i % 2 == 1 { values["NDCG@10"] = 0.1 + 0.01 * Double(i) }
                runs.append(try Run(layers: layers, dim: dim, values: values))
            }
        }
        // By the line, HR of 0.1 would be an NDCG of about −20.
        #expect(try RunSet(runs).completedMeasurements(of: "NDCG@10").inferredCount == 0)
    }
}
