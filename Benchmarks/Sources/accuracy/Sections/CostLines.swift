import Foundation
import LawFitting

/// The processor time of fits, predictions and searches on one core. Times depend on the machine, so nothing here is a bar.
struct CostLines {
    let grids: [PublishedGrid]
    let isShort: Bool

    func rows() throws -> [BarRow] {
        let sets = try grids.prefix(2).map { try ObservationSet($0.observations) }
        let small = try (0..<(isShort ? 2 : 5)).map { _ in
            try seconds { for set in sets { _ = try FittedLaw(fitting: set) } }
        }.min()
        var rows = [
            line("a grid of 24 points, two metrics, all candidates, ms (≤ 120)", 1000 * (small ?? .nan), 0),
            line("one prediction with its interval, 24 points, each elsewhere, µs (≤ 30)", try predictionTime(), 1),
            line("– the same configuration again, µs (≤ 1)", try repeatedTime(), 2),
            line("`/optimal` over its default space, confidence set included, ms (≤ 60)", try defaultOptimumTime(), 0),
            line("`/optimal` over 10⁶ configurations, ms (≤ 500)", try optimumTime(1_000), 0),
            line("`/surface` of 10,000 points, ms (≤ 150)", try surfaceTime(100), 0),
        ]
        guard !isShort else { return rows }
        let datasets = try seconds { _ = try FittedLaw(fitting: Self.datasets(10)) }
        let set = try Self.manyPoints(1_000)
        var law: FittedLaw?
        // Once before, so that what the allocator keeps of the fit is not counted; the first law is freed.
        law = try FittedLaw(fitting: set, options: FitOptions(form: .auto, candidates: .required))
        law = nil
        let before = Self.residentMegabytes()
        let large = try seconds {
            law = try FittedLaw(fitting: set, options: FitOptions(form: .auto, candidates: .required))
        }
        rows += [
            line("10 datasets of 24 points, all candidates, s (≤ 1)", datasets, 2),
            line("1,000 configurations, the default law, s (≤ 15)", large, 1),
            line("– memory of the law, MB (≤ 64)", (Self.residentMegabytes() ?? .nan) - (before ?? .nan), 0),
        ]
        if let law {
            let one = try seconds {
                for index in 0..<100 { _ = try law.predict(layers: 3.5, dim: 100.5 + Double(index)) }
            }
            rows.append(line("– one prediction with its interval, ms (≤ 5)", 10 * one, 2))
        }
        return rows + (try peerRows())
    }

    private func line(_ name: String, _ value: Double, _ digits: Int) -> BarRow {
        BarRow(name, .none, value, .exact, digits: digits)
    }

    /// Comparison with a plain scipy fit, if this machine has scipy.
    private func peerRows() throws -> [BarRow] {
        let sets = try grids.map { try ObservationSet($0.observations) }
        let options = FitOptions(form: .named(.performanceLaw), candidates: .required)
        let law =
            try seconds { for set in sets { _ = try FittedLaw(fitting: set, options: options) } } / Double(sets.count)
        let own = line("`performance-law` with its leave-one-out fits and intervals, ms", 1000 * law, 2)
        switch CurveFitPeer.run(grids) {
        case .missing(let reason):
            return [own, BarRow(name: "– by scipy", outcome: .absent(reason: "skipped: \(reason)"), evidence: .exact)]
        case .measured(let milliseconds, let r2):
            let best = r2.map { BarRow.text($0, 3) }.joined(separator: " ")
            return [own, line("– by scipy from all ones, without both (R² \(best)), ms", milliseconds, 2)]
        }
    }

    private static func surface(_ layers: Int, _ dim: Int) -> Double {
        let (depth, width) = (Double(layers) / 40, Double(dim) / 400)
        return 0.3 + 0.1 * depth - 0.08 * depth * depth + 0.1 * width - 0.07 * width * width
    }

    /// A grid of 40 depths.
    private static func manyPoints(_ count: Int) throws -> ObservationSet {
        var generator = SplitMix64(seed: 7)
        return try ObservationSet(
            (0..<count).map { index in
                let (layers, dim) = (1 + index % 40, 8 * (1 + index / 40))
                let value = surface(layers, dim) + 0.002 * generator.normal()
                return try Observation(layers: layers, dim: dim, value: value)
            }
        )
    }

    private static func datasets(_ count: Int) throws -> ObservationSet {
        var generator = SplitMix64(seed: 8)
        return try ObservationSet(
            (0..<count).flatMap { dataset in
                let level = 0.02 * Double(dataset) + 0.01 * generator.normal()
                return try SimulatedSurface.grid.map { place in
                    let value = level + SimulatedSurface.peak.value(place) + 0.003 * generator.normal()
                    return try Observation(
                        layers: Int(place.layers),
                        dim: Int(place.dim),
                        dPrime: 1e6 * pow(2, Double(dataset)),
                        value: value
                    )
                }
            }
        )
    }

    private func defaultLaw() throws -> FittedLaw {
        try FittedLaw(
            fitting: ObservationSet(grids[0].observations),
            options: FitOptions(form: .auto, candidates: .required)
        )
    }

    private func predictionTime() throws -> Double {
        let law = try defaultLaw()
        let count = 10_000
        return try (0..<3).map { round in
            try 1e6
                * seconds {
                    for index in 0..<count {
                        let dim = 16 + Double(index % 113) + Double(round * count + index) / 1e5
                        _ = try law.predict(layers: Double(1 + index % 64), dim: dim)
                    }
                } / Double(count)
        }.min() ?? .nan
    }

    private func repeatedTime() throws -> Double {
        let law = try defaultLaw()
        let count = 20_000
        return try 1e6 * seconds { for _ in 0..<count { _ = try law.predict(layers: 8, dim: 64) } } / Double(count)
    }

    /// From the lowest to twice the highest measured level of each axis.
    private func defaultOptimumTime() throws -> Double {
        let law = try defaultLaw()
        func levels(_ values: [Int]) throws -> SearchLevels {
            try SearchLevels((values.min() ?? 1)...(2 * (values.max() ?? 1)))
        }
        let space = try SearchSpace(
            layers: levels(grids[0].observations.map(\.layers)),
            dim: levels(grids[0].observations.map(\.dim))
        )
        return try 1000 * ((0..<3).map { _ in try seconds { _ = try law.optimum(in: space) } }.min() ?? .nan)
    }

    private func surfaceTime(_ side: Int) throws -> Double {
        let law = try defaultLaw()
        let levels = Array(1...side)
        return try 1000 * seconds { _ = try law.surface(layers: levels, dim: levels.map { 2 * $0 }) }
    }

    /// `nil` where the system does not tell.
    private static func residentMegabytes() -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? Double(fields[1]).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6 } : nil
    }

    private func optimumTime(_ side: Int) throws -> Double {
        let law = try defaultLaw()
        let space = try SearchSpace(layers: SearchLevels(1...side), dim: SearchLevels(1...side), items: 100_000)
        return try 1000 * seconds { _ = try law.optimum(in: space) }
    }

    private func seconds(_ work: () throws -> Void) rethrows -> Double {
        let begin = clock()
        try work()
        return Double(clock() - begin) / Double(CLOCKS_PER_SEC)
    }
}
