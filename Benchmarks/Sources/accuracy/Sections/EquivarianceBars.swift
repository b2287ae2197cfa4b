import Foundation
import LawFitting

/// The same data in another order, unit or direction must give the same law, and the same data the same bits.
struct EquivarianceBars {
    let grids: [PublishedGrid]

    private struct Outcome: Sendable {
        var differentBits = 0
        var order = 0.0
        var scale = 0.0
        var sign = 0.0
        var loss = 0.0
    }

    func rows() throws -> [BarRow] {
        // Twice, so that the repeats run beside others on other threads.
        let outcomes = try Parallel.map(2 * grids.count) { try Self.outcome(grids[$0 % grids.count]) }
        func worst(_ figure: (Outcome) -> Double) -> Double { outcomes.map(figure).max() ?? .nan }
        return [
            BarRow(
                "predictions whose bits differ when the fit is repeated",
                .atMost(0),
                Double(outcomes.map(\.differentBits).reduce(0, +)),
                .exact,
                digits: 0
            ),
            BarRow("another order of the runs: largest change, in sd of y", .atMost(1e-8), worst(\.order), .exact),
            BarRow("0.3·y + 0.2 instead of y: the same", .atMost(1e-8), worst(\.scale), .exact),
            BarRow("1 − y instead of y: the same", .atMost(1e-8), worst(\.sign), .exact),
            BarRow(
                "a loss −ln y, to be minimised, instead of y: the same",
                .atMost(1e-8),
                worst(\.loss),
                .exact
            ),
        ]
    }

    private static func outcome(_ grid: PublishedGrid) throws -> Outcome {
        let places = [0.5, 1, 2].flatMap { factor in
            grid.measurements.map { Place(layers: max(1, $0.place.layers * factor), dim: $0.place.dim * factor) }
        }
        func forecasts(_ measurements: [Measurement], scale: Double = 1, shift: Double = 0) throws -> [[Double]] {
            let law = try OurLaw(measurements.map { Measurement($0.place, scale * $0.value + shift) })
            return try places.map { place in
                let forecast = try law.forecast(place, level: 0.9)
                let figures = [forecast.value, forecast.low, forecast.high].map { ($0 - shift) / scale }
                return scale < 0 ? [figures[0], figures[2], figures[1]] : figures
            }
        }
        let first = try forecasts(grid.measurements)
        let again = try forecasts(grid.measurements)
        func change(_ other: [[Double]], within range: ClosedRange<Double> = -1...2) -> Double {
            let pairs = zip(first, other).flatMap { zip($0, $1) }
            // Where one of the two is clamped to a share, the other need not be.
            let free = pairs.filter { range.contains($0) && range.contains($1) }
            return (free.map { abs($0 - $1) }.max() ?? .nan) / grid.deviation
        }
        let losses = try OurLaw(losses: grid.measurements)
        let mirrored = try places.map { place in
            let forecast = try losses.forecast(place, level: 0.9)
            return [forecast.value, forecast.high, forecast.low].map { exp(-$0) }
        }
        return Outcome(
            differentBits: zip(first, again).count { $0.map(\.bitPattern) != $1.map(\.bitPattern) },
            order: change(try forecasts(grid.measurements.reversed())),
            scale: change(try forecasts(grid.measurements, scale: 0.3, shift: 0.2), within: 1e-9...(1 - 1e-9)),
            sign: change(try forecasts(grid.measurements, scale: -1, shift: 1)),
            loss: change(mirrored, within: 1e-9...(1 - 1e-9))
        )
    }
}
