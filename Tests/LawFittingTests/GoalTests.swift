import ElementaryFunctions
import Testing

@testable import LawFitting

/// Metrics of which less is better, and metrics without bounds.
@Suite("Goals and scales")
struct GoalTests {
    private static func grid(_ value: (Double) -> Double) throws -> [Observation] {
        try PublishedGrid.all[0].observations().map {
            try Observation(layers: $0.layers, dim: $0.dim, value: value($0.value))
        }
    }

    /// −ln y as a loss is y on the fitted scale, so the law is that of y to the bit, read backwards.
    @Test("a loss is the mirror of the likelihood that it measures")
    func mirror() throws {
        let options = FitOptions(form: .auto, goal: .minimise, candidates: .required)
        let share = try FittedLaw(
            fitting: ObservationSet(Self.grid { $0 }),
            options: FitOptions(form: .auto, candidates: .required)
        )
        let loss = try FittedLaw(
            fitting: ObservationSet(Self.grid { -Elementary.log($0) }, on: .likelihood),
            options: options
        )
        for (layers, dim) in [(8.0, 50.0), (40, 130)] {
            let (own, other) = try (share.predict(layers: layers, dim: dim), loss.predict(layers: layers, dim: dim))
            #expect(abs(other.value + Elementary.log(own.value)) <= 1e-9)
            #expect(abs(other.low + Elementary.log(own.high)) <= 1e-9)
            #expect(abs(other.high + Elementary.log(own.low)) <= 1e-9)
            #expect(abs(other.standardError - own.standardError / own.value) <= 1e-9)
        }
        let space = try SearchSpace(layers: SearchLevels(2...40), dim: SearchLevels(16...128, multipleOf: 4))
        let (first, second) = try (share.optimum(in: space), loss.optimum(in: space))
        #expect((first.best.layers, first.best.dim) == (second.best.layers, second.best.dim))
        #expect(first.confidence.byLayers == second.confidence.byLayers)
        for (cheaper, dearer) in zip(second.frontier, second.frontier.dropFirst()) {
            #expect(cheaper.parameters < dearer.parameters && cheaper.value > dearer.value)
        }
        #expect(abs(loss.optimum.layers - share.optimum.layers) <= 1e-6 * share.optimum.layers)
        let gain = second.next
        #expect(gain.gain >= 0)
    }

    /// 1 − y and y have the same law, mirrored: kriging is equivariant.
    @Test("minimising 1 − y is maximising y", arguments: [LawForm.kriging, .logQuadratic])
    func reversed(_ form: LawForm) throws {
        let up = try FittedLaw(
            fitting: ObservationSet(Self.grid { $0 }),
            options: FitOptions(form: .named(form), candidates: .required)
        )
        let down = try FittedLaw(
            fitting: ObservationSet(Self.grid { 1 - $0 }),
            options: FitOptions(form: .named(form), goal: .minimise, candidates: .required)
        )
        let space = try SearchSpace(layers: SearchLevels(2...40), dim: SearchLevels(16...128, multipleOf: 4))
        let (first, second) = try (up.optimum(in: space), down.optimum(in: space))
        #expect((first.best.layers, first.best.dim) == (second.best.layers, second.best.dim))
        #expect((first.cheapest.layers, first.cheapest.dim) == (second.cheapest.layers, second.cheapest.dim))
        #expect(abs(first.best.prediction.value + second.best.prediction.value - 1) <= 1e-8)
        let observations = try ObservationSet(Self.grid { 1 - $0 })
        for count in [1, 3] {
            let best = try up.suggestions(after: ObservationSet(Self.grid { $0 }), in: space, count: count)
            let other = try down.suggestions(after: observations, in: space, count: count)
            #expect(best.map(\.layers) == other.map(\.layers) && best.map(\.dim) == other.map(\.dim))
        }
    }

    @Test("laws with different goals are not compared")
    func goals() throws {
        let set = try ObservationSet(Self.grid { $0 })
        let laws = try LawGoal.allCases.map { goal in
            try FittedLaw(
                fitting: set,
                options: FitOptions(form: .named(.logQuadratic), goal: goal, candidates: .required)
            )
        }
        #expect(throws: ComparisonError.goalsDiffer) { try FittedLaw.compare(laws) }
    }

    @Test("unbounded metrics are neither refused nor clamped", arguments: [MetricScale.logarithm, .identity])
    func unbounded(_ scale: MetricScale) throws {
        let set = try ObservationSet(Self.grid { 100 * $0 }, on: scale)
        let law = try FittedLaw(fitting: set, options: FitOptions(form: .auto, goal: .minimise, candidates: .required))
        let prediction = try law.predict(layers: 8, dim: 50)
        #expect(prediction.value > 20 && prediction.value < 40)
        #expect(!prediction.isClamped)
    }

    static let trips: [(MetricScale, [Double])] = [
        (.share, [0, 0.3, 1]), (.likelihood, [0, 0.5, 7]), (.inverse, [1, 20, 4e5]), (.logarithm, [1e-9, 3, 1e9]),
        (.identity, [-5, 0, 5]), (.logOdds, [1e-12, 0.3, 0.999_999]),
    ]

    @Test("a scale returns the metric's value, and its slope is the derivative", arguments: trips)
    func roundTrip(_ scale: MetricScale, _ values: [Double]) throws {
        for value in values {
            let fitted = try #require(scale.fitted(value))
            #expect(abs(scale.original(fitted) - value) <= 1e-9 * max(1, abs(value)))
            let step = 1e-6 * max(abs(fitted), 1e-3)
            let inside = scale.expresses(fitted + step) && scale.expresses(fitted - step)
            guard inside else { continue }
            let slope = abs(scale.original(fitted + step) - scale.original(fitted - step)) / (2 * step)
            #expect(abs(scale.slope(at: fitted) - slope) <= 1e-3 * slope)
        }
    }
}
