import Foundation
import TestSupport
import Testing

@testable import LawFitting

@Suite("Intervals")
struct IntervalTests {
    private static let deviation = 0.004

    /// Close to the fit of MovieLens-1M at length 100, whose exponent of dim is well determined.
    private static func truth(_ layers: Double, _ dim: Double) -> Double {
        0.157 * SimulatedGrid.gain(layers, -0.26) + 2.2 * SimulatedGrid.gain(dim, -0.1665) + 1.04
    }

    /// The expected errors come from the authors' formula, with its Jacobian by central differences.
    @Test("standard errors do not depend on the internal parameters", arguments: PublishedGrid.all.prefix(3))
    func authorsJacobian(_ grid: PublishedGrid) throws {
        let observations = try grid.observations()
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(.performanceLaw))
        )
        let names = ["w1", "w2", "w3", "w4", "b"]
        let values = try names.map { name in
            try #require(law.parameters.first { $0.name == name }?.value)
        }
        func formula(_ p: [Double], _ observation: Observation) -> Double {
            p[0] * SimulatedGrid.gain(Double(observation.layers), p[2])
                + p[1] * SimulatedGrid.gain(Double(observation.dim), p[3]) + p[4]
        }
        let jacobian = names.indices.flatMap { k in
            observations.map { observation in
                var (up, down) = (values, values)
                up[k] += 1e-6
                down[k] -= 1e-6
                return (formula(up, observation) - formula(down, observation)) / 2e-6
            }
        }
        let qr = try #require(PivotedQR(columns: jacobian, rowCount: observations.count, columnCount: 5))
        for (k, name) in names.enumerated() {
            let variance = qr.inverseFactor.reduce(0) { $0 + $1[k] * $1[k] }
            let expected = law.noise.squareRoot() * variance.squareRoot()
            let found = try #require(law.parameters.first { $0.name == name }?.standardError)
            #expect(abs(found - expected) <= 1e-3 * expected, "\(name): \(found), not \(expected)")
        }
    }

    /// The errors of a straight line are σ²·(1/n + (x − x̄)²/Sxx).
    @Test("a regression line's errors are the textbook's")
    func line() throws {
        let values = [0.30, 0.32, 0.31, 0.35]
        let runs = try zip([2, 2, 8, 8], values).map { try Observation(layers: $0, dim: 64, value: $1) }
        let law = try FittedLaw(fitting: ObservationSet(runs), options: FitOptions(form: .named(.logQuadratic)))
        // Means 0.31 at ln 2 and 0.33 at ln 8; SSE = 2·0.01² + 2·0.02² = 0.001 with 2 degrees of freedom.
        #expect(abs(law.noise.squareRoot() - (0.0005).squareRoot()) <= 1e-12)
        let prediction = try law.predict(layers: 4, dim: 64)
        #expect(abs(prediction.value - 0.32) <= 1e-12)
        #expect(abs(prediction.standardError - (0.0005 / 4).squareRoot()) <= 1e-12)
        // t(2 degrees of freedom, 95 %) = 4.302652730.
        let half = 4.302_652_730 * (0.0005 * 1.25).squareRoot()
        #expect(abs(prediction.high - (0.32 + half)) <= 1e-9)
        // Each end is the mean of two runs: σ²·(1/2 + 1/2), without the noise of runs.
        let ends = try #require(law.model.differences(at: [law.point(8, 64)], reference: law.point(2, 64)).first)
        #expect(abs(ends.mean - 0.02) <= 1e-12)
        #expect(abs(ends.squaredScale - 0.0005) <= 1e-15)
    }

    /// In simulated experiments the share of intervals that hold the truth is binomial about the stated level.
    @Test("intervals hold the truth as often as their level says", arguments: [LawForm.logQuadratic, .performanceLaw])
    func coverage(_ form: LawForm) throws {
        let seed: UInt64 = form == .logQuadratic ? 41 : 42
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        // The truth of the quadratic form is its own fit to values without noise.
        let clean = try ObservationSet(SimulatedGrid.observations { layers, dim, _ in Self.truth(layers, dim) })
        let reference = try FittedLaw(fitting: clean, options: FitOptions(form: .named(form)))
        let replications = form == .logQuadratic ? 400 : 120
        var (predicted, slopes) = (0, 0)
        for _ in 0..<replications {
            let noisy = try ObservationSet(
                SimulatedGrid.observations { layers, dim, _ in
                    try reference.predict(layers: layers, dim: dim).value + Self.deviation * generator.normal()
                }
            )
            let design = Design(noisy)
            let structure = design.structure(form)
            let model: ParametricModel
            if structure.exponentCount > 0 {
                model = try #require(ExponentSearch(design: design, structure: structure).fit()).model
            } else {
                model = try #require(try ParametricFitter(design: design, form: form).fit().model.closed).model
            }
            let covariance = try #require(Covariance(design, model))
            let squares = design.offsets.indices.reduce(0) { sum, row in
                let error = design.means[row] - model.value(design.offsets[row])
                return sum + error * error
            }
            let degrees = design.count - structure.parameterCount
            let deviation = (squares / Double(degrees)).squareRoot()
            let quantile = StudentT.quantile(level: 0.95, degreesOfFreedom: Double(degrees))
            let report = ParameterReport(model: model, covariance: covariance, deviation: deviation, quantile: quantile)
            let name = form == .logQuadratic ? "vSquared" : "w4"
            let parameter = try #require(report.parameters.first { $0.name == name })
            let truth = try #require(reference.parameters.first { $0.name == name }?.value)
            if let low = parameter.low, let high = parameter.high, low <= truth, truth <= high { slopes += 1 }

            let offsets = design.scales.offsets(of: LawPoint(logLayers: log(20), logDim: log(60)))
            let measured = try reference.predict(layers: 20, dim: 60).value + Self.deviation * generator.normal()
            let error = deviation * (1 + covariance.variance(model.gradient(offsets))).squareRoot()
            if abs(measured - model.value(offsets)) <= quantile * error { predicted += 1 }
        }
        let spread = 3.5 * (0.95 * 0.05 / Double(replications)).squareRoot()
        let (predictedShare, slopeShare) = (
            Double(predicted) / Double(replications), Double(slopes) / Double(replications)
        )
        print("\(form.rawValue): predictions \(predictedShare), parameter \(slopeShare) of 0.95")
        #expect(abs(predictedShare - 0.95) <= spread)
        #expect(abs(slopeShare - 0.95) <= spread)
    }
}
