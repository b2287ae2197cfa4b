import Foundation
import LawFitting

/// Eleven shapes of truth, noise and design: inside the grid, one and two steps beyond.
struct ScenarioBars {
    let seed: Seed
    let repetitions: Int

    private enum Noise { case normal, uneven, heavy }
    private enum Design {
        case grid
        case subset(Int)
        case random(Int)
        case seeds(Int)
    }

    private struct Scenario: Sendable {
        let name: String
        let surface: SimulatedSurface
        var noise = Noise.normal
        var design = Design.grid
    }

    private static let scenarios = [
        Scenario(name: "peak", surface: .peak),
        Scenario(name: "power", surface: .power),
        Scenario(name: "plateau", surface: .plateau),
        Scenario(name: "ridge", surface: .ridge),
        Scenario(name: "peak, noise that grows with depth", surface: .peak, noise: .uneven),
        Scenario(name: "peak, heavy tails", surface: .peak, noise: .heavy),
        Scenario(name: "peak, 10 runs", surface: .peak, design: .subset(10)),
        Scenario(name: "power, 10 runs", surface: .power, design: .subset(10)),
        Scenario(name: "peak, 16 random configurations", surface: .peak, design: .random(16)),
        Scenario(name: "power, 16 random configurations", surface: .power, design: .random(16)),
        Scenario(name: "peak, 3 seeds each", surface: .peak, design: .seeds(3)),
    ]

    private static let regions = ["inside", "one step beyond", "two steps beyond"]

    /// One region in one repetition.
    private struct Outcome: Sendable {
        var in95: [Bool] = []
        var in80: [Bool] = []
        /// Over that of a normal interval that knows the truth.
        var widths: [Double] = []
        /// The RMSE against the noise-free truth, in noise deviations.
        var error = 0.0
    }

    func rows() throws -> [BarRow] {
        let all = try Self.scenarios.enumerated().map { index, scenario in
            try Parallel.map(repetitions) { repetition in
                var generator = seed.generator(index, repetition)
                return try Self.repetition(scenario, using: &generator)
            }
        }
        func coverage(_ scenario: [[Outcome]], _ region: Int) -> RepeatedShare {
            var share = RepeatedShare()
            for repetition in scenario { share.add(repetition[region].in95) }
            return share
        }
        func error(_ scenario: [[Outcome]], _ region: Int) -> Double { scenario.map { $0[region].error }.median }
        let limits = [(0.93, 0.65), (0.94, 1.5), (0.94, 3.3)]
        var rows: [BarRow] = []
        for (region, limit) in limits.enumerated() {
            let shares = all.map { coverage($0, region) }
            guard let worst = shares.indices.min(by: { shares[$0].value < shares[$1].value }) else { continue }
            rows.append(
                BarRow(
                    "\(Self.regions[region]): coverage of the 95 % interval, lowest (\(Self.scenarios[worst].name))",
                    .atLeast(limit.0),
                    shares[worst].value,
                    .simulated,
                    standardError: shares[worst].standardError(expecting: limit.0)
                )
            )
            rows.append(
                BarRow(
                    "– median error, mean of the scenarios, in σ of a run",
                    .atMost(limit.1),
                    all.map { error($0, region) }.mean,
                    .simulated,
                    standardError: jackknifeError(repetitions) { kept in
                        all.map { scenario in kept.map { scenario[$0][region].error }.median }.mean
                    },
                    digits: 2
                )
            )
        }
        return rows
            + zip(Self.scenarios, all).map { scenario, outcomes in
                let figures = Self.regions.indices.map { region in
                    let narrow = outcomes.map { $0[region].in80.share }.mean
                    let widths = outcomes.flatMap { $0[region].widths }.median
                    return "\(BarRow.text(narrow, 2))/\(BarRow.text(coverage(outcomes, region).value, 3)) "
                        + "w \(BarRow.text(widths, 1)) e \(BarRow.text(error(outcomes, region), 2))"
                }
                return BarRow("– \(scenario.name)", text: figures.joined(separator: "; "), .simulated)
            }
    }

    private static func repetition(_ scenario: Scenario, using generator: inout SplitMix64) throws -> [Outcome] {
        func run(_ place: Place, using generator: inout SplitMix64) -> Double {
            let deviation = SimulatedSurface.noise
            let noise =
                switch scenario.noise {
                case .normal: deviation * generator.normal()
                case .uneven: deviation * (place.layers > 14 ? 2 : 0.5) * generator.normal()
                case .heavy: deviation * generator.heavyTailed()
                }
            return scenario.surface.value(place) + noise
        }
        func anywhere(using generator: inout SplitMix64) -> Place {
            Place(layers: 4 * pow(8, generator.uniform()), dim: 25 * pow(4, generator.uniform()))
        }
        let places =
            switch scenario.design {
            case .grid: SimulatedSurface.grid
            case .subset(let count): generator.sample(SimulatedSurface.grid, count)
            case .seeds(let count): SimulatedSurface.grid.flatMap { Array(repeating: $0, count: count) }
            case .random(let count):
                (0..<count).map { _ in
                    let place = anywhere(using: &generator)
                    return Place(layers: place.layers.rounded(), dim: place.dim.rounded())
                }
            }
        let law = try OurLaw(places.map { Measurement($0, run($0, using: &generator)) })
        let inside = (0..<12).map { _ in anywhere(using: &generator) }
        func beyond(_ layers: Double, _ dim: Double) -> [Place] {
            [
                Place(layers: layers, dim: 50), Place(layers: layers, dim: 100), Place(layers: 16, dim: dim),
                Place(layers: layers, dim: dim), Place(layers: 8, dim: dim),
            ]
        }
        return try [inside, beyond(40, 125), beyond(48, 150)].map { targets in
            var outcome = Outcome()
            var errors: [Double] = []
            for target in targets {
                let value = run(target, using: &generator)
                let wide = try law.forecast(target, level: 0.95)
                outcome.in95.append(wide.holds(value))
                outcome.in80.append(try law.forecast(target, level: 0.8).holds(value))
                outcome.widths.append((wide.high - wide.low) / (2 * 1.96 * SimulatedSurface.noise))
                errors.append(wide.value - scenario.surface.value(target))
            }
            outcome.error = errors.rootMeanSquare / SimulatedSurface.noise
            return outcome
        }
    }
}
