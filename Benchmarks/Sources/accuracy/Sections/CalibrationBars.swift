import Foundation
import LawFitting

/// Whether the parameters' intervals and the tests have their stated rates, for measurements that are simulated from known laws.
struct CalibrationBars {
    let seed: Seed
    /// 1 for the full counts.
    let share: Double

    func rows() throws -> [BarRow] { try parameters() + replicates() + outliers() }

    private func count(_ full: Int) -> Int { max(1, Int(Double(full) * share)) }

    private static func observations(
        _ surface: SimulatedSurface,
        replicates: Int = 1,
        using generator: inout SplitMix64
    ) throws -> [Observation] {
        try SimulatedSurface.grid.flatMap { place in
            try (0..<replicates).map { _ in
                let value = surface.value(place) + SimulatedSurface.noise * generator.normal()
                return try Observation(layers: Int(place.layers), dim: Int(place.dim), value: min(max(value, 0), 1))
            }
        }
    }

    private static func law(_ observations: [Observation], _ form: LawForm) throws -> FittedLaw {
        try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(form), candidates: .required)
        )
    }

    /// The share of a known law's parameters that lie within their 95 % intervals.
    private func parameters() throws -> [BarRow] {
        let cases: [(form: LawForm, surface: SimulatedSurface, truth: [String: Double])] = [
            (.performanceLaw, .peak, ["w2": 2.2, "w3": -0.26, "w4": -0.1665, "w1": 0.157]),
            (.scalingLaw, .power, ["alpha": 0.8, "beta": 0.5, "a": 0.2, "b": 0.9, "c": 0.5]),
        ]
        return try cases.enumerated().map { index, known in
            var isHeld = RepeatedShare()
            let (form, surface, truth) = known
            for one in try Parallel.map(
                count(150),
                { repetition in
                    var generator = seed.generator(index, repetition)
                    return try Self.law(Self.observations(surface, using: &generator), form).parameters
                        .compactMap { parameter -> Bool? in
                            guard let low = parameter.low, let high = parameter.high else { return nil }
                            return truth[parameter.name].map { low <= $0 && $0 <= high }
                        }
                }
            ) { isHeld.add(one) }
            return BarRow(
                "simulated `\(form.rawValue)`: parameters within their 95 % intervals",
                .within(0.91...0.99),
                isHeld.value,
                .simulated,
                standardError: isHeld.standardError(expecting: 0.95)
            )
        }
    }

    /// Lack of fit: p is uniform if the form is true, and small if it is not.
    private func replicates() throws -> [BarRow] {
        func pValues(_ form: LawForm, _ full: Int, _ sequence: Int) throws -> [Double] {
            try Parallel.map(count(full)) { repetition in
                var generator = seed.generator(sequence, repetition)
                return try Self.law(Self.observations(.ridge, replicates: 3, using: &generator), form).lackOfFitPValue
            }.compactMap { $0 }
        }
        let null = try pValues(.logQuadraticInteraction, 1_000, 2).sorted()
        let n = Double(null.count)
        let distance = null.indices.map { max(abs(null[$0] - Double($0) / n), abs(Double($0 + 1) / n - null[$0])) }
        let blend = try pValues(.blend, 100, 3)
        let misfit = try pValues(.logQuadratic, 200, 4)
        // The 1 % point of the Kolmogorov distance.
        let limit = (1000 * 1.628 / n.squareRoot()).rounded() / 1000
        func row(_ name: String, _ values: [Double], _ requirement: BarRow.Requirement, expecting: Double) -> BarRow {
            let error = (expecting * (1 - expecting) / Double(values.count)).squareRoot()
            return BarRow(name, requirement, values.map { $0 < 0.05 }.share, .simulated, standardError: error)
        }
        return [
            BarRow(
                "lack-of-fit p under the null, Kolmogorov distance from uniform (1 % point)",
                .atMost(limit),
                distance.max() ?? .nan,
                .simulated
            ),
            row("– share below 5 %", null, .within(0.03...0.07), expecting: 0.05),
            row("– of the blend, share below 5 %", blend, .atMost(0.1), expecting: 0.05),
            row("– of a form that lacks the true interaction, share below 5 %", misfit, .atLeast(0.9), expecting: 0.9),
        ]
    }

    /// Outliers: the rate of false ones is at most p, and a real one is found.
    private func outliers() throws -> [BarRow] {
        func shareNamed(_ full: Int, shift: Double, _ sequence: Int) throws -> (share: Double, count: Int) {
            let isNamed = try Parallel.map(count(full)) { repetition in
                var generator = seed.generator(sequence, repetition)
                var all = try Self.observations(.ridge, using: &generator)
                let index = Int.random(in: all.indices, using: &generator)
                let wrong = all[index]
                all[index] = try Observation(layers: wrong.layers, dim: wrong.dim, value: wrong.value + shift)
                return try Self.law(all, .logQuadraticInteraction).warnings.contains { warning in
                    guard case .outlier(let configuration, _, _) = warning else { return false }
                    return shift == 0 || configuration == all[index].configuration
                }
            }
            return (isNamed.share, isNamed.count)
        }
        let wrong = try shareNamed(1_000, shift: 0, 5)
        let right = try shareNamed(200, shift: 10 * SimulatedSurface.noise, 6)
        return [
            BarRow(
                "grids without an outlier for which one is reported (p < 0.01)",
                .atMost(0.02),
                wrong.share,
                .simulated,
                standardError: (0.01 * 0.99 / Double(wrong.count)).squareRoot()
            ),
            BarRow(
                "– a measurement that is 10 deviations off is reported",
                .atLeast(0.9),
                right.share,
                .simulated,
                standardError: (0.9 * 0.1 / Double(right.count)).squareRoot()
            ),
        ]
    }
}
