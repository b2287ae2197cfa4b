import LawFitting
import Testing

/// The certificate: the global optimum of every form on ten published grids.
@Suite("Published grids")
struct PublishedGridTests {
    @Test("every form reaches its global optimum", arguments: PublishedGrid.all)
    func globalOptimum(_ grid: PublishedGrid) throws {
        let law = try FittedLaw(fitting: ObservationSet(grid.observations()))
        let expected: [LawForm: Double] = [
            .performanceLaw: grid.performanceLaw,
            .scalingLaw: grid.scalingLaw,
            .logQuadraticInteraction: grid.interaction,
            .separable: grid.separable,
        ]
        for (form, r2) in expected {
            let candidate = try #require(law.candidates.first { $0.form == form })
            let reached = try #require(candidate.scores?.r2)
            #expect(abs(reached - r2) <= 1e-4, "\(form.rawValue) reaches \(reached), should be \(r2)")
            let leftOut = try #require(candidate.scores?.looR2)
            #expect(leftOut < reached)
        }
    }

    @Test("the order of the measurements does not matter", arguments: PublishedGrid.all.prefix(3))
    func orderDoesNotMatter(_ grid: PublishedGrid) throws {
        let observations = try grid.observations()
        #expect(
            try FittedLaw(fitting: ObservationSet(observations))
                == FittedLaw(fitting: ObservationSet(observations.reversed()))
        )
    }

    @Test("auto is the blend, and every form is a candidate", arguments: PublishedGrid.all)
    func auto(_ grid: PublishedGrid) throws {
        let law = try FittedLaw(fitting: ObservationSet(grid.observations()))
        #expect(law.form == .blend)
        #expect(law.candidates.map(\.form) == LawForm.allCases)
        let weights = law.parameters.filter { $0.name.hasPrefix("weight.") }.compactMap(\.value)
        #expect(abs(weights.reduce(0, +) - 1) <= 1e-12)
        let named = try FittedLaw(
            fitting: ObservationSet(grid.observations()),
            options: FitOptions(form: .named(.blend), candidates: .required)
        )
        #expect(try named.predict(layers: 10, dim: 60) == law.predict(layers: 10, dim: 60))
    }
}
