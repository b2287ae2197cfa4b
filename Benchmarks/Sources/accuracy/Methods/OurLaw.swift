import Foundation
import LawFitting

/// Our law, as the service fits and asks it. The sections reach its predictions and decisions only through this file.
struct OurLaw: Predictor {
    let law: FittedLaw

    /// The default law, or a named form.
    init(_ measurements: [Measurement], form: FitOptions.Form = .auto) throws {
        law = try FittedLaw(
            fitting: Self.observations(measurements),
            options: FitOptions(form: form, candidates: .required)
        )
    }

    /// The default law of a loss, that is of −ln of the values; it predicts losses.
    init(losses measurements: [Measurement]) throws {
        let losses = measurements.map { Measurement($0.place, -log($0.value)) }
        law = try FittedLaw(
            fitting: Self.observations(losses, on: .likelihood),
            options: FitOptions(form: .auto, goal: .minimise, candidates: .required)
        )
    }

    /// The globally fitted Performance Law, against which every error is compared; `nil` where the data do not determine it.
    static func baseline(_ measurements: [Measurement]) -> OurLaw? {
        try? OurLaw(measurements, form: .named(.performanceLaw))
    }

    private static func observations(
        _ measurements: [Measurement],
        on scale: MetricScale = .share
    ) throws -> ObservationSet {
        try ObservationSet(
            measurements.map { measurement in
                try Observation(
                    layers: Int(measurement.place.layers),
                    dim: Int(measurement.place.dim),
                    dPrime: measurement.place.dPrime,
                    value: measurement.value
                )
            },
            on: scale
        )
    }

    private static func space(_ layers: [Int], _ dims: [Int]) throws -> SearchSpace {
        try SearchSpace(layers: SearchLevels(layers), dim: SearchLevels(dims))
    }

    func value(_ place: Place) throws -> Double {
        try law.predict(layers: place.layers, dim: place.dim, dPrime: place.dPrime).value
    }

    func forecast(_ place: Place, level: Double) throws -> Forecast {
        let prediction = try law.predict(layers: place.layers, dim: place.dim, dPrime: place.dPrime, level: level)
        return Forecast(value: prediction.value, low: prediction.low, high: prediction.high)
    }

    /// What `/optimal` recommends.
    func best(layers: [Int], dims: [Int]) throws -> Place {
        let best = try law.optimum(in: Self.space(layers, dims)).best
        return Place(layers: Double(best.layers), dim: Double(best.dim))
    }

    /// The best of a space and the configurations that are not worse with confidence, at the default level.
    func decision(layers: [Int], dims: [Int]) throws -> (best: Place, confidence: Set<Place>) {
        let optimum = try law.optimum(in: Self.space(layers, dims))
        let places = optimum.confidence.byLayers.flatMap { row in
            dims.filter { row.dim.contains($0) }.map { Place(layers: Double(row.layers), dim: Double($0)) }
        }
        return (Place(layers: Double(optimum.best.layers), dim: Double(optimum.best.dim)), Set(places))
    }

    /// By law, its best place and the probability that it is the best of all there.
    static func compare(_ laws: [OurLaw]) throws -> [(optimum: Place, probability: Double)] {
        try FittedLaw.compare(laws.map(\.law)).sorted { $0.index < $1.index }.map { law in
            (Place(layers: law.optimum.layers, dim: law.optimum.dim), law.probabilityOfBeingBest)
        }
    }

    /// The runs to make next.
    static func suggestions(_ measurements: [Measurement], layers: [Int], dims: [Int], count: Int) throws -> [Place] {
        try observations(measurements).suggestions(in: space(layers, dims), count: count).map { suggestion in
            Place(layers: Double(suggestion.layers), dim: Double(suggestion.dim))
        }
    }
}
