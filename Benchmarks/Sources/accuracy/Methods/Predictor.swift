/// What a method says about a run that was not measured.
struct Forecast: Hashable, Sendable {
    var value: Double
    var low: Double
    var high: Double

    func holds(_ value: Double) -> Bool { low <= value && value <= high }
}

/// A method after its fit.
protocol Predictor: Sendable {
    func value(_ place: Place) throws -> Double
    /// The interval for a new run.
    func forecast(_ place: Place, level: Double) throws -> Forecast
}
