import Foundation
import LawFitting

/// A dataset that was not fitted: levels a + 0.02·ln D′ + N(0, τ²), a common surface, 12 configurations on each dataset.
struct NewDatasetBars {
    let seed: Seed
    let repetitions: Int
    private static let noise = 0.003
    private static let counts = [3, 4, 6, 10]
    private static let spreads = [0.0, 0.01, 0.03]

    private struct Outcome: Sendable {
        var in95: [Bool] = []
        var in80: [Bool] = []
        var widths: [Double] = []
        var errors: [Double] = []
        var lineErrors: [Double] = []
    }

    /// One repetition: what was said within the measured D′, and 3 times beyond.
    private struct Repetition: Sendable {
        var inside = Outcome()
        var beyond = Outcome()
    }

    private struct Cell {
        let name: String
        let count: Int
        let spread: Double
        let outcomes: [Outcome]

        var coverage: RepeatedShare { share(\.in95) }
        func share(_ figure: (Outcome) -> [Bool]) -> RepeatedShare {
            var share = RepeatedShare()
            for outcome in outcomes { share.add(figure(outcome)) }
            return share
        }
        var rmse: Double { outcomes.flatMap(\.errors).rootMeanSquare }
        var lineRMSE: Double { outcomes.flatMap(\.lineErrors).rootMeanSquare }

        var row: BarRow {
            let figures = [
                "\(BarRow.text(share(\.in80).value, 2))/\(BarRow.text(coverage.value, 3))",
                "w \(BarRow.text(outcomes.flatMap(\.widths).median, 3))",
                "RMSE \(BarRow.text(rmse, 4))", "line \(BarRow.text(lineRMSE, 4))",
            ]
            return BarRow("– \(name)", text: figures.joined(separator: ", "), .simulated)
        }
    }

    func rows() throws -> [BarRow] {
        var inside: [Cell] = []
        var beyond: [Cell] = []
        for (index, count) in Self.counts.enumerated() {
            for (place, spread) in Self.spreads.enumerated() {
                let sequence = index * Self.spreads.count + place
                let all = try Parallel.map(repetitions) { repetition in
                    var generator = seed.generator(sequence, repetition)
                    return try Self.repetition(count, spread, using: &generator)
                }
                let name = "\(count) datasets, τ = \(spread)"
                inside.append(Cell(name: "\(name), inside", count: count, spread: spread, outcomes: all.map(\.inside)))
                beyond.append(
                    Cell(name: "\(name), 3 × beyond", count: count, spread: spread, outcomes: all.map(\.beyond))
                )
            }
        }
        let (insideSpread, beyondSpread) = (inside.filter { $0.spread > 0 }, beyond.filter { $0.spread > 0 })
        let cells = insideSpread + beyondSpread
        let lowest = cells.min { $0.coverage.value < $1.coverage.value }
        let fourUp = insideSpread.filter { $0.count >= 4 }
        return [
            pooled("new dataset, τ > 0, inside the measured D′: coverage of the 95 % interval", 0.92, insideSpread),
            pooled("– 3 times beyond", 0.94, beyondSpread),
            BarRow(
                "– lowest cell (\(lowest?.name ?? ""))",
                .atLeast(0.87),
                lowest?.coverage.value ?? .nan,
                .simulated,
                standardError: lowest?.coverage.standardError(expecting: 0.87)
            ),
            lineRatio("– RMSE against a line through the true levels, inside, ≥ 4 datasets", 1.35, fourUp),
            lineRatio("– the same beyond, all", 1.6, beyondSpread),
        ] + zip(inside, beyond).flatMap { [$0.row, $1.row] }
    }

    private func lineRatio(_ name: String, _ bound: Double, _ cells: [Cell]) -> BarRow {
        func ratio(_ kept: [Int]) -> Double {
            func squares(_ figure: (Outcome) -> [Double]) -> Double {
                cells.flatMap { cell in kept.flatMap { figure(cell.outcomes[$0]) } }.map { $0 * $0 }.sum
            }
            return (squares(\.errors) / squares(\.lineErrors)).squareRoot()
        }
        return BarRow(
            name,
            .atMost(bound),
            ratio(Array(0..<repetitions)),
            .simulated,
            standardError: jackknifeError(repetitions, ratio)
        )
    }

    private func pooled(_ name: String, _ bound: Double, _ cells: [Cell]) -> BarRow {
        var share = RepeatedShare()
        for cell in cells { for outcome in cell.outcomes { share.add(outcome.in95) } }
        return BarRow(
            name,
            .atLeast(bound),
            share.value,
            .simulated,
            standardError: share.standardError(expecting: bound)
        )
    }

    private static func repetition(
        _ count: Int,
        _ spread: Double,
        using generator: inout SplitMix64
    ) throws -> Repetition {
        // ln D′ over two decades.
        let logs = (0..<count).map { index in
            14 + 4.6 * (Double(index) + 0.3 * (generator.uniform() - 0.5)) / Double(count - 1)
        }.sorted()
        let (low, high) = (logs.first ?? 0, logs.last ?? 0)
        let middle = low + (high - low) * (0.25 + 0.5 * generator.uniform())
        let (p, q) = (1.2 + generator.uniform(), 3.7 + generator.uniform())
        func level(_ logDPrime: Double) -> Double { 0.4 + 0.02 * (logDPrime - 16) }
        func surface(_ layers: Double, _ dim: Double) -> Double {
            -0.01 * (log(layers) - p) * (log(layers) - p) - 0.015 * (log(dim) - q) * (log(dim) - q)
        }
        var measurements: [Measurement] = []
        var levels: [Double] = []
        for logDPrime in logs {
            let own = level(logDPrime) + spread * generator.normal()
            levels.append(own)
            for layers in [4.0, 8, 16, 32] {
                for dim in [25.0, 50, 100] {
                    measurements.append(
                        Measurement(
                            Place(layers: layers, dim: dim, dPrime: exp(logDPrime)),
                            own + surface(layers, dim) + noise * generator.normal()
                        )
                    )
                }
            }
        }
        let law = try OurLaw(measurements)
        let line = Line(logs, levels)
        func outcome(_ logDPrime: Double, using generator: inout SplitMix64) throws -> Outcome {
            let place = Place(layers: 12, dim: 60, dPrime: exp(logDPrime))
            let wide = try law.forecast(place, level: 0.95)
            let narrow = try law.forecast(place, level: 0.8)
            var outcome = Outcome(widths: [wide.high - wide.low])
            // Several datasets of the same D′, each with its own level.
            for _ in 0..<4 {
                let value =
                    level(logDPrime) + spread * generator.normal() + surface(12, 60) + noise * generator.normal()
                outcome.in95.append(wide.holds(value))
                outcome.in80.append(narrow.holds(value))
                outcome.errors.append(wide.value - value)
                outcome.lineErrors.append(line.value(logDPrime) + surface(12, 60) - value)
            }
            return outcome
        }
        return Repetition(
            inside: try outcome(middle, using: &generator),
            beyond: try outcome(high + log(3), using: &generator)
        )
    }

    /// Least squares through the datasets' true levels: what a better method knows at best.
    private struct Line {
        private let (x, y, slope): (Double, Double, Double)

        init(_ logs: [Double], _ levels: [Double]) {
            let (meanX, meanY) = (logs.mean, levels.mean)
            let products = zip(logs, levels).map { ($0 - meanX) * ($1 - meanY) }.sum
            (x, y, slope) = (meanX, meanY, products / logs.map { ($0 - meanX) * ($0 - meanX) }.sum)
        }

        func value(_ log: Double) -> Double { y + slope * (log - x) }
    }
}
