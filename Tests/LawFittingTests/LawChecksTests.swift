import Foundation
import Testing

@testable import LawFitting

/// The checks of a law against its own measurements.
@Suite("Checks of a law")
struct LawChecksTests {
    /// Equal steps in ln layers at one dim.
    private static func line(_ values: [Double]) throws -> [Observation] {
        try values.enumerated().map { try Observation(layers: 2 << $0.offset, dim: 64, value: $0.element) }
    }

    /// A law fitted to the other rows predicts the row with Student's t: p follows from that prediction.
    @Test("an outlier's p is that of the prediction without it")
    func outlier() throws {
        let values = [0.30, 0.311, 0.319, 0.37, 0.341, 0.349, 0.361, 0.369]
        let observations = try Self.line(values)
        let options = FitOptions(form: .named(.logQuadratic), candidates: .required)
        let rest = try FittedLaw(fitting: ObservationSet(observations.filter { $0.layers != 16 }), options: options)
        let moments = try #require(rest.model.predictive(rest.point(16, 64), includingNoise: true).components.first)
        let t = abs(0.37 - moments.location) / moments.squaredScale.squareRoot()
        // Eight rows, three parameters, one row left out.
        let expected = 8 * StudentT.twoSidedTail(t, degreesOfFreedom: 4)

        let set = try ObservationSet(observations)
        let design = Design(set)
        let fit = try ParametricFitter(design: design, form: .logQuadratic).fit()
        let warnings = OutlierCheck(observations: set, design: design, fit: fit).warnings
        #expect(warnings.count == 1)
        guard case .outlier(let configuration, let value, let pValue) = warnings.first else {
            Issue.record("there is no outlier in \(warnings)")
            return
        }
        #expect(configuration.layers == 16)
        #expect(value == 0.37)
        #expect(abs(pValue - expected) <= 1e-6 * expected)
    }

    @Test("values along a smooth curve are no outliers")
    func noOutlier() throws {
        let set = try ObservationSet(Self.line([0.30, 0.311, 0.319, 0.331, 0.341, 0.349, 0.361, 0.369]))
        for form in [LawForm.logQuadratic, .kriging] {
            let options = FitOptions(form: .named(form), candidates: .required)
            let (design, fit) = (Design(set), try FormSelection(set, options: options).chosen)
            #expect(OutlierCheck(observations: set, design: design, fit: fit).warnings.isEmpty)
        }
    }

    /// Values without noise are fitted to many digits, so the largest error is far beyond the others and yet none that matters.
    @Test("an error that does not matter is no outlier")
    func negligibleErrors() throws {
        let wide = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
        let quadratic = try SimulatedGrid.observations(layers: wide, dim: wide) { layers, dim, _ in
            let (u, v) = (log10(layers) - 3, log10(dim) - 3.5)
            return 0.3 - 0.01 * u * u - 0.008 * v * v
        }
        let sizes = [1, 2, 4, 8, 16, 32]
        let power = try SimulatedGrid.observations(layers: sizes, dim: sizes.map { 16 * $0 }) { layers, dim, _ in
            0.4 - 0.1 / layers.squareRoot() - 0.9 * pow(dim, -0.6)
        }
        for observations in [quadratic, power] {
            let law = try FittedLaw(fitting: ObservationSet(observations), options: FitOptions())
            for warning in law.warnings {
                if case .outlier = warning { Issue.record("\(warning)") }
            }
        }
    }

    /// Four equidistant levels, two replicates each. The means are c·(−1, 3, −3, 1), which is orthogonal to every quadratic, so
    /// the lack of fit is 2·20c² with one degree of freedom. Replicates are ±d, so the pure error is 8d² with four. F = 20c²/d².
    @Test("lack of fit is the F test against pure error")
    func lackOfFit() throws {
        let (c, d) = (0.001, 0.002)
        let means = [-1.0, 3, -3, 1].map { 0.3 + c * $0 }
        let set = try ObservationSet(Self.line(means.map { $0 - d }) + Self.line(means.map { $0 + d }))
        let design = Design(set)
        let fit = try ParametricFitter(design: design, form: .logQuadratic).fit()
        let pValue = try #require(LackOfFitTest(design: design, fit: fit).pValue)
        // F(1, 4) is t(4)², and P(|T| ≤ t) = q·(3 − q²)/2 with q = t/√(4 + t²).
        let t = (20 * c * c / (d * d)).squareRoot()
        let q = t / (4 + t * t).squareRoot()
        #expect(abs(pValue - (1 - q * (3 - q * q) / 2)) <= 1e-9)
    }

    @Test("without replicates, or between as many configurations as parameters, there is no lack of fit")
    func noLackOfFit() throws {
        for values in [[0.3, 0.31, 0.33, 0.32, 0.35], [0.3, 0.31, 0.33]] {
            let observations = try Self.line(values)
            let replicates = values.count == 3 ? try Self.line(values.map { $0 + 0.01 }) : []
            let design = try Design(ObservationSet(observations + replicates))
            let fit = try ParametricFitter(design: design, form: .logQuadratic).fit()
            #expect(LackOfFitTest(design: design, fit: fit).pValue == nil)
        }
    }
}
