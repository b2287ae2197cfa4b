import LawFitting
import Testing

/// The certificate: the global optimum of every form on ten published grids.
@Suite("Published grids")
struct PublishedGridTests {
    @Test("every form reaches its global optimum", arguments: PublishedGrid.all)
    func globalOptimum(_ grid: PublishedGrid) throws {
        let law = try fit(ObservationSet(grid.observations()))
        let expected: [LawForm: Double] = [
            .performanceLaw: grid.performanceLaw,
            .scalingLaw: grid.scalingLaw,
            .logQuadraticInteraction: grid.interaction,
        ]
        for (form, r2) in expected {
            let candidate = try #require(law.candidates.first { $0.form == form })
            let reached = try #require(candidate.scores.r2)
            #expect(abs(reached - r2) <= 1e-4, "\(form.rawValue) reaches \(reached), should be \(r2)")
            let leftOut = try #require(candidate.scores.looR2)
            #expect(leftOut < reached)
        }
    }

    @Test("the order of the measurements does not show", arguments: PublishedGrid.all.prefix(3))
    func orderDoesNotMatter(_ grid: PublishedGrid) throws {
        let observations = try grid.observations()
        #expect(try fit(ObservationSet(observations)) == fit(ObservationSet(observations.reversed())))
    }

    @Test("auto is the candidate with the best leave-one-out error", arguments: PublishedGrid.all)
    func auto(_ grid: PublishedGrid) throws {
        let law = try fit(ObservationSet(grid.observations()))
        let best = law.candidates.compactMap(\.scores.looRmse).min()
        #expect(law.scores.looRmse == best)
        #expect(law.candidates.map(\.form) == LawForm.allCases)
    }
}
