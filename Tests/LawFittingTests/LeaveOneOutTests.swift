import Foundation
import TestSupport
import Testing

@testable import LawFitting

@Suite("Leave-one-out")
struct LeaveOneOutTests {
    /// Σ(y − ŷ₍₋c₎)² by fitting the other configurations from the start, once per configuration.
    private func bruteForce(_ design: Design, _ form: LawForm) throws -> Double {
        try (0..<design.rowCount).reduce(design.pureError) { sum, row in
            let rest = Design(design, without: row)
            let structure = rest.structure(form)
            let prediction: Double
            if structure.exponentCount > 0 {
                let result = try #require(ExponentSearch(design: rest, structure: structure).fit())
                prediction = result.model.value(design.offsets[row])
            } else {
                let blank = ParametricModel(
                    structure: structure,
                    scales: rest.scales,
                    linear: .init(repeating: 0, count: 8),
                    exponents: []
                )
                let count = structure.linearCount
                let matrix = (0..<count).flatMap { column in
                    (0..<rest.rowCount).map { rest.rootWeights[$0] * blank.gradient(rest.offsets[$0])[column] }
                }
                let qr = try #require(PivotedQR(columns: matrix, rowCount: rest.rowCount, columnCount: count))
                let linear = qr.solve(zip(rest.rootWeights, rest.means).map(*))
                prediction = ParametricModel(structure: structure, scales: rest.scales, linear: linear, exponents: [])
                    .value(design.offsets[row])
            }
            let error = design.means[row] - prediction
            return sum + design.weights[row] * error * error
        }
    }

    @Test(
        "equals refitting without each configuration",
        arguments: LawForm.parametric,
        [PublishedGrid.all[0], PublishedGrid.all[7], PublishedGrid.all[9]]
    )
    func refits(_ form: LawForm, _ grid: PublishedGrid) throws {
        let design = try Design(ObservationSet(grid.observations()))
        let squares = try #require(try ParametricFitter(design: design, form: form).fit().leftOutSquares(design))
        let expected = try bruteForce(design, form)
        #expect(abs(squares - expected) <= 1e-6 * expected, "\(squares), not \(expected)")
    }

    @Test("leaves all replicates of a configuration out", arguments: LawForm.parametric)
    func replicates(_ form: LawForm) throws {
        print("seed 21")
        var generator = SeededGenerator(seed: 21)
        let grid = try PublishedGrid.all[0].observations()
        let doubled =
            try grid
            + grid.prefix(7).map {
                try Observation(layers: $0.layers, dim: $0.dim, value: $0.value + 0.002 * generator.normal())
            }
        let design = try Design(ObservationSet(doubled))
        #expect(design.count == 31)
        #expect(design.rowCount == 24)
        let squares = try #require(try ParametricFitter(design: design, form: form).fit().leftOutSquares(design))
        let expected = try bruteForce(design, form)
        #expect(abs(squares - expected) <= 1e-6 * expected)
    }

    @Test("equals refitting over several D′", arguments: LawForm.parametric)
    func severalDPrimes(_ form: LawForm) throws {
        print("seed 22")
        var generator = SeededGenerator(seed: 22)
        let observations = try SimulatedGrid.observations(
            layers: [4, 12, 32],
            dim: [25, 50, 100],
            dPrimes: [2e6, 5e6, 1.2e7]
        ) { layers, dim, dPrime in
            0.05 * SimulatedGrid.gain(layers, -0.3) + 0.04 * SimulatedGrid.gain(dim, -0.21)
                + SimulatedGrid.gain(dPrime, -0.02) + 0.9 + 0.002 * generator.normal()
        }
        let design = try Design(ObservationSet(observations))
        let squares = try #require(try ParametricFitter(design: design, form: form).fit().leftOutSquares(design))
        let expected = try bruteForce(design, form)
        #expect(abs(squares - expected) <= 1e-6 * expected)
    }

    /// Without the only run at a third level, the axis has two levels and the other runs determine a slope.
    @Test("fits the simpler structure if a level disappears with its only run", arguments: LawForm.parametric)
    func loneLevel(_ form: LawForm) throws {
        print("seed 23")
        var generator = SeededGenerator(seed: 23)
        var observations = try SimulatedGrid.observations(layers: [4, 8]) { layers, dim, _ in
            0.2 + 0.01 * log(layers) + 0.02 * log(dim) - 0.001 * log(dim) * log(dim) + 0.001 * generator.normal()
        }
        observations.append(try Observation(layers: 32, dim: 50, value: 0.29))
        let design = try Design(ObservationSet(observations))
        let squares = try #require(try ParametricFitter(design: design, form: form).fit().leftOutSquares(design))
        let expected = try bruteForce(design, form)
        #expect(abs(squares - expected) <= 1e-6 * expected)
    }

    /// Leverages of a 24-point grid are near 5/24, far above those of the large sets for which the formula is used.
    @Test("the linear formula comes close to refitting", arguments: PublishedGrid.all.prefix(3))
    func linearised(_ grid: PublishedGrid) throws {
        let design = try Design(ObservationSet(grid.observations()))
        let exact = try #require(
            try ParametricFitter(design: design, form: .performanceLaw).fit().leftOutSquares(design)
        )
        let fitter = ParametricFitter(design: design, form: .performanceLaw, refitLimit: 0)
        let approximate = try #require(try fitter.fit().leftOutSquares(design))
        #expect(abs(approximate / exact - 1) <= 0.1)
    }
}
