import Foundation
import TestSupport
import Testing

@testable import LawFitting

/// One metric helps another of the same runs.
@Suite("Metric imputation")
struct MetricImputationTests {
    /// HR of a known surface, and NDCG = 0.6·HR − 0.02 with little noise of its own. NDCG is missing in the `hidden` runs.
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

    @Test("a metric that was measured everywhere stays the same")
    func complete() throws {
        let set = try RunSet(Self.runs(seed: 1) { _ in false })
        #expect(set.metrics == ["HR@10", "NDCG@10"])
        for metric in set.metrics {
            #expect(try MetricImputation(set).completedMeasurements(of: metric) == set.measurements(of: metric))
        }
    }

    /// The line is nearly exact, so a hidden value comes back to within its own noise (3e-4). A law alone would miss it by the
    /// noise of the run (0.6 · 4e-3) or more.
    @Test("a hidden value comes back through its sibling")
    func recovery() throws {
        let runs = try Self.runs(seed: 2) { $0 % 3 == 0 }
        let all = try Self.runs(seed: 2) { _ in false }
        let set = RunSet(runs)
        let completed = try MetricImputation(set).completedMeasurements(of: "NDCG@10")
        #expect(completed.inferred.count == 8)
        #expect(completed.count == 16)
        for inferred in completed.inferred {
            let truth = try #require(all.first { $0.configuration == inferred.configuration }?.values["NDCG@10"])
            #expect(abs(inferred.value - truth) <= 5 * 3e-4)
            #expect(inferred.weight > 0.8 && inferred.weight < 1)
        }
        let law = try FittedLaw(fitting: completed)
        #expect(law.count == 16)
        #expect(law.inferredCount == 8)
        let isReported = law.warnings.contains { warning in
            if case .inferredFromSibling(metric: "HR@10", count: 8, weight: let weight) = warning { return weight < 8 }
            return false
        }
        #expect(isReported)
        // Scores concern the 16 measurements, not the 24 rows.
        let alone = try FittedLaw(fitting: set.measurements(of: "NDCG@10"))
        #expect(abs(law.scores.rmse) <= 2 * abs(alone.scores.rmse) + 1e-9)
        #expect(alone.inferredCount == 0)
    }

    @Test("a metric without a relation, or with too few common runs, yields no values")
    func unrelated() throws {
        let chance = try RunSet(Self.runs(seed: 3, relation: 0) { $0 % 3 == 0 })
        #expect(try MetricImputation(chance).completedMeasurements(of: "NDCG@10").inferred.count == 0)
        let few = try RunSet(Self.runs(seed: 4) { $0 >= 3 })
        #expect(try MetricImputation(few).completedMeasurements(of: "NDCG@10").inferred.count == 0)
    }

    @Test("the order of the runs does not matter")
    func order() throws {
        let runs = try Self.runs(seed: 5) { $0 % 4 == 1 }
        var generator = SeededGenerator(seed: 6)
        let law = try FittedLaw(fitting: MetricImputation(RunSet(runs)).completedMeasurements(of: "NDCG@10"))
        let other = try FittedLaw(
            fitting: MetricImputation(RunSet(runs.shuffled(using: &generator))).completedMeasurements(of: "NDCG@10")
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(try encoder.encode(law) == encoder.encode(other))
    }

    @Test("an assumed outcome replaces an imputed value")
    func suggestion() throws {
        let completed = try MetricImputation(RunSet(Self.runs(seed: 7) { $0 % 3 == 0 })).completedMeasurements(
            of: "NDCG@10"
        )
        let configuration = completed.inferred[0].configuration
        let next = completed.adding(0.2, at: configuration)
        #expect(next.inferred.count == completed.inferred.count - 1)
        #expect(next.count == completed.count + 1)
    }

    @Test("a line outside [0, 1] yields no value there")
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
        #expect(try MetricImputation(RunSet(runs)).completedMeasurements(of: "NDCG@10").inferred.count == 0)
    }
}
