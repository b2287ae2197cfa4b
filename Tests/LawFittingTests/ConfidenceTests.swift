import Foundation
import TestSupport
import Testing

@testable import LawFitting

/// The confidence set of a blend, whose probabilities are too dear to evaluate everywhere, against all of them.
@Suite("Confidence set of a blend")
struct ConfidenceTests {
    /// A space as `/optimal` searches it, and whether it is small enough for the exact set.
    struct Case: CustomTestStringConvertible, Sendable {
        var budget: Int?
        var multiple = 1
        var layers = 4...64
        var dim = 25...200
        var beyond = false
        var level = 0.8
        var isExact = false

        var testDescription: String {
            "\(layers) × \(dim) by \(multiple), \(budget.map(String.init) ?? "no budget"), level \(level)"
        }
    }

    /// Under a budget the good configurations are a thin strip along its edge. A step of dim cuts the strip to pieces.
    static let cases: [Case] =
        [
            Case(budget: 200_000, multiple: 8, isExact: true), Case(budget: 100_000, isExact: true),
            Case(budget: 200_000, level: 0.5), Case(budget: 60_000, layers: 1...64, dim: 1...200, level: 0.95),
            Case(budget: 400_000, multiple: 16, layers: 4...400, isExact: true), Case(multiple: 20),
            // The end of the set is one narrow range.
            Case(layers: 7...10, isExact: true),
        ]
        + (Build.isOptimised
            ? [
                Case(budget: 200_000), Case(budget: 300_000), Case(budget: 300_000, multiple: 8),
                Case(budget: 2_000_000),
                Case(), Case(level: 0.95), Case(layers: 1...150, dim: 16...150, beyond: true), Case(multiple: 8),
                Case(budget: 1_000_000, multiple: 12, layers: 1...300, dim: 1...300, beyond: true),
            ] : [])

    @Test("it holds every configuration that may be as good as the best", arguments: cases)
    func holdsAll(_ asked: Case) throws {
        for grid in Build.isOptimised ? Array(PublishedGrid.all.prefix(3)) : [PublishedGrid.all[0]] {
            try check(asked, grid)
        }
    }

    private func check(_ asked: Case, _ grid: PublishedGrid) throws {
        let law = try FittedLaw(
            fitting: ObservationSet(grid.observations()),
            options: FitOptions(form: .auto, candidates: .required)
        )
        let space = try SearchSpace(
            layers: SearchLevels(asked.layers),
            dim: SearchLevels(asked.dim, multipleOf: asked.multiple),
            maxParameters: asked.budget
        )
        let found = try law.optimum(in: space, confidenceLevel: asked.level, beyond: asked.beyond)
        func point(_ layers: Int, _ dim: Int) -> LawPoint {
            LawPoint(logLayers: log(Double(layers)), logDim: log(Double(dim)), logDPrime: 0)
        }
        // sasrec has 6d² + 10d parameters in each layer, and there is no table.
        typealias Place = (layers: Int, dim: Int)
        let every = space.layers.values.flatMap { layers in space.dim.values.map { dim -> Place in (layers, dim) } }
        let all =
            every
            .filter { layers, dim in
                guard layers * (6 * dim * dim + 10 * dim) <= asked.budget ?? .max else { return false }
                let octaves = law.geometry.octaves(logLayers: log(Double(layers)), logDim: log(Double(dim)))
                return asked.beyond || octaves <= 1 + 1e-9
            }
        let best = point(found.best.layers, found.best.dim)
        let differences = law.model.differences(at: all.map { point($0.layers, $0.dim) }, reference: best)
        var expected: [Int: ClosedRange<Int>] = [:]
        /// Of each number of layers, the stretches of dim without a gap.
        var parts: [Int: [ClosedRange<Int>]] = [:]
        var total = 0
        for (place, difference) in zip(all, differences) {
            let isBest = place == (found.best.layers, found.best.dim)
            let probability = 1 - difference.cumulative(0, tables: law.model.tables)
            // Rounding may decide either way on the edge.
            guard isBest || probability >= 1 - asked.level + 1e-9 else { continue }
            let known = expected[place.layers] ?? place.dim...place.dim
            expected[place.layers] = min(known.lowerBound, place.dim)...max(known.upperBound, place.dim)
            if let last = parts[place.layers]?.popLast() {
                let isNext = place.dim - last.upperBound <= asked.multiple
                parts[place.layers]?.append(
                    contentsOf: isNext ? [last.lowerBound...place.dim] : [last, place.dim...place.dim]
                )
            } else {
                parts[place.layers] = [place.dim...place.dim]
            }
            total += 1
        }
        let rows = Dictionary(uniqueKeysWithValues: found.confidence.byLayers.map { ($0.layers, $0.dim) })
        // Of a number of layers whose set has a gap, the search may know one part alone.
        let missing = parts.filter { layers, parts in
            guard let row = rows[layers] else { return true }
            return !parts.contains { row.lowerBound <= $0.lowerBound && row.upperBound >= $0.upperBound }
        }
        #expect(missing.isEmpty, "\(grid.name): \(missing.sorted { $0.key < $1.key }), claimed \(rows)")
        if asked.isExact { #expect(rows == expected, "\(grid.name)") }
        let claimed = all.count { rows[$0.layers]?.contains($0.dim) == true }
        print("\(asked.testDescription), \(grid.name): \(total) of \(all.count), \(claimed) claimed")
        if asked.budget == nil, !asked.beyond { #expect(claimed <= 2 * total + 4, "\(grid.name)") }
        // What the search ends at is open: the last level, or the reach.
        func isEnd(_ layers: Int, _ dim: Int) -> Bool {
            guard layers <= asked.layers.upperBound, dim <= space.dim.values.last ?? 0 else { return true }
            return !asked.beyond
                && law.geometry.octaves(logLayers: log(Double(layers)), logDim: log(Double(dim))) > 1 + 1e-9
        }
        if expected.contains(where: { isEnd($0.key, $0.value.upperBound + asked.multiple) }) {
            #expect(found.confidence.dim.isOpenAbove)
        }
        if expected.contains(where: { isEnd($0.key + 1, $0.value.upperBound) || isEnd($0.key + 1, $0.value.lowerBound) }
        ) {
            #expect(found.confidence.layers.isOpenAbove)
        }
    }
}
