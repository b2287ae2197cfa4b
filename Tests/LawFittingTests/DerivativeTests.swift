import Foundation
import TestSupport
import Testing

@testable import LawFitting

/// Analytic derivatives against central differences, at seeded points, on bounds and around 0, where closed forms cancel.
@Suite("Derivatives")
struct DerivativeTests {
    private static let exponents = [-1, -0.5, -0.26, -1e-3, -1e-7, 0, 1e-9, 1e-4, 0.1, 0.5, 0.51, 1]

    @Test("the Box–Cox curve's derivative by its exponent agrees with differences", arguments: exponents)
    func boxCox(_ w: Double) {
        for tau in [-3.0, -1, -0.01, 0.2, 1, 4.6] {
            let step = 1e-5
            let difference = (BoxCox.value(tau, w + step) - BoxCox.value(tau, w - step)) / (2 * step)
            let derivative = BoxCox.derivative(tau, w)
            #expect(abs(derivative - difference) <= 1e-7 * max(1, abs(derivative)))
        }
    }

    @Test("the Box–Cox curve becomes a line as its exponent vanishes")
    func limit() {
        for w in [0, Double.leastNonzeroMagnitude, -1e-300, 1e-15] {
            #expect(abs(BoxCox.value(2.5, w) - 2.5) <= 1e-14)
            #expect(abs(BoxCox.derivative(2.5, w) + 3.125) <= 1e-13)
        }
    }

    static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6]

    @Test("a model's gradient agrees with differences by every parameter", arguments: LawForm.parametric, seeds)
    func gradient(_ form: LawForm, seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let levels = seed % 2 == 0 ? [1e6, 2e6, 7e6] : [1e6, 7e6]
        let design = try Self.design(dPrimes: levels)
        let structure = design.structure(form)
        let linear = (0..<structure.linearCount).map { _ in Double.random(in: -1...1, using: &generator) }
        let exponents = structure.exponentAxes.map { axis in
            let bound = structure.shape(axis).exponentBound(design.scales[axis])
            return seed == 6 ? bound * 0.3 : Double.random(in: -bound...bound, using: &generator) * 0.3
        }
        let model = ParametricModel(structure: structure, scales: design.scales, linear: linear, exponents: exponents)
        for tau in [(-1.2, 0.7, 0.4), (0.0, 0.0, 0.0), (1.9, -0.9, -0.6)] {
            let offsets = Offsets(layers: tau.0, dim: tau.1, dPrime: tau.2)
            let gradient = model.gradient(offsets)
            for index in 0..<structure.parameterCount {
                func value(_ change: Double) -> Double {
                    var (linear, exponents) = (linear, exponents)
                    if index < linear.count {
                        linear[index] += change
                    } else {
                        exponents[index - linear.count] += change
                    }
                    return ParametricModel(
                        structure: structure,
                        scales: design.scales,
                        linear: linear,
                        exponents: exponents
                    ).value(offsets)
                }
                let step = 1e-5
                let difference = (value(step) - value(-step)) / (2 * step)
                #expect(abs(gradient[index] - difference) <= 2e-6 * max(1, abs(difference)))
            }
        }
    }

    @Test(
        "the projected gradient agrees with differences, also on active bounds",
        arguments: [LawForm.performanceLaw, .scalingLaw, .separable],
        seeds
    )
    func projectedGradient(_ form: LawForm, seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let design = try Self.design(dPrimes: [1e6, 2e6, 7e6])
        var problem = VariableProjection(
            design: design,
            structure: design.structure(form),
            leavingOut: seed % 2 == 0 ? 3 : nil
        )
        var x = problem.bounds.map { Double.random(in: $0, using: &generator) * 0.2 }
        // The first exponent is on its bound. That of D′ is small, because its curve e^(−w·ln D′) is steep.
        if seed > 3 { x[0] = problem.bounds[0].upperBound }
        if form == .performanceLaw { x[2] *= 0.1 }
        let found = problem.residuals(at: x)
        let residuals = try #require(found)
        let jacobian = problem.jacobian(at: x)
        let rows = residuals.count
        for k in x.indices {
            let step = 1e-6
            func cost(_ change: Double) throws -> Double {
                var moved = x
                moved[k] += change
                let residuals = problem.residuals(at: moved)
                return try #require(residuals).squaredLength
            }
            let difference = try (cost(step) - cost(-step)) / (2 * step)
            let slope = 2 * (0..<rows).reduce(0) { $0 + jacobian[k * rows + $1] * residuals[$1] }
            #expect(abs(slope - difference) <= 1e-5 * abs(difference) + 1e-9)
        }
    }

    private static func design(dPrimes: [Double]) throws -> Design {
        var generator = SeededGenerator(seed: 99)
        return try Design(
            ObservationSet(
                SimulatedGrid.observations(dPrimes: dPrimes) { _, _, _ in Double.random(in: 0...1, using: &generator) }
            )
        )
    }
}
