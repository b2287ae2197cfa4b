import ElementaryFunctions
import ResourceMetering

/// The configurations that are at least as good as the best with a probability of at least 1 − level, the noise of a run left out.
///
/// Probabilities are pairwise, from the law's posterior: of a closed form on up to 16,384 configurations, of a blend, whose joint
/// posterior is dear, on at most 256, even in logarithms. Ranges are rounded outwards to the next of them, so that they never
/// claim too much.
struct ConfidenceSearch {
    let search: OptimumSearch
    let best: OptimumSearch.Candidate
    let level: Double

    private var pointLimit: Int { search.law.model.blend == nil ? 16_384 : 256 }
    private var rowLimit: Int { search.law.model.blend == nil ? 128 : 16 }

    var confidence: Optimum.Confidence {
        let (layers, dim) = (search.space.layers.values, search.space.dim.values)
        let rows = Self.even(layers, to: rowLimit, keeping: best.place?.x)
        let columns = Self.even(dim, to: max(16, pointLimit / rows.count), keeping: best.place?.y)
        let inSet = evaluate(rows, columns)
        // By evaluated row, the range of columns, by their index in `dim`, rounded outwards.
        let ranges = rows.indices.map { row -> ClosedRange<Int>? in
            let found = columns.indices.filter { inSet[(row * columns.count) + $0] }
            guard let first = found.first, let last = found.last else { return nil }
            let low = first > 0 ? columns[first - 1] + 1 : columns[first]
            let high = last + 1 < columns.count ? columns[last + 1] - 1 : columns[last]
            return min(low, columns[first])...max(high, columns[last])
        }
        var byLayers: [Optimum.Confidence.Row] = []
        // The first evaluated row at or after the level.
        var next = 0
        for i in layers.indices where !search.meter.isStopped {
            while next < rows.count, rows[next] < i { next += 1 }
            guard let range = Self.range(at: i, rows, ranges, next: next) else { continue }
            search.meter.spend(range.count)
            // Only what the search may choose.
            guard let low = range.first(where: { search.feasibility.isFeasible((i, $0)) }),
                let high = range.last(where: { search.feasibility.isFeasible((i, $0)) })
            else { continue }
            byLayers.append(Optimum.Confidence.Row(layers: layers[i], dim: dim[low]...dim[high]))
        }
        if byLayers.isEmpty {
            byLayers = [Optimum.Confidence.Row(layers: best.layers, dim: best.dim...best.dim)]
        }
        func isOpen(_ step: (row: Int, column: Int)) -> Bool {
            rows.indices.contains { row in
                columns.indices.contains { column in
                    guard inSet[(row * columns.count) + column] else { return false }
                    let (next, across) = (row + step.row, column + step.column)
                    guard next < rows.count, across < columns.count else { return true }
                    return !search.feasibility.reachable[rows[next]].contains(columns[across])
                        && search.feasibility.reach != nil
                }
            }
        }
        return Optimum.Confidence(
            level: level,
            layers: Optimum.Extent(
                low: byLayers[0].layers,
                high: byLayers[byLayers.count - 1].layers,
                isOpenAbove: isOpen((1, 0))
            ),
            dim: Optimum.Extent(
                low: byLayers.reduce(.max) { min($0, $1.dim.lowerBound) },
                high: byLayers.reduce(0) { max($0, $1.dim.upperBound) },
                isOpenAbove: isOpen((0, 1))
            ),
            byLayers: byLayers
        )
    }

    /// By evaluated row and column, whether the configuration is in the set.
    private func evaluate(_ rows: [Int], _ columns: [Int]) -> [Bool] {
        let places = rows.flatMap { i in columns.map { (i: i, j: $0) } }
        let feasible = places.indices.filter { search.feasibility.isFeasible(places[$0]) }
        var inSet = [Bool](repeating: false, count: places.count)
        guard !search.meter.isStopped else { return inSet }
        let tables = search.law.model.tables
        let differences = search.law.model.differences(
            at: feasible.map { search.point(places[$0]) },
            reference: best.point,
            meter: search.meter
        )
        for (index, difference) in zip(feasible, differences) where !search.meter.isStopped {
            search.meter.spend(50 * difference.components.count)
            let isBest = best.place == SIMD2(places[index].i, places[index].j)
            let below = difference.cumulative(0, tables: tables)
            let probability = search.law.direction > 0 ? 1 - below : below
            // A law without error has no set but its best, and those that equal it.
            let isEqual = difference.squaredScale == 0 && search.law.direction * difference.mean >= 0
            inSet[index] = isBest || isEqual || probability >= 1 - level
        }
        return inSet
    }

    /// The range at a level: its own if it was evaluated, otherwise that of its two evaluated neighbours together.
    private static func range(
        at i: Int,
        _ rows: [Int],
        _ ranges: [ClosedRange<Int>?],
        next: Int
    ) -> ClosedRange<Int>? {
        guard next < rows.count else { return nil }
        if rows[next] == i { return ranges[next] }
        guard next > 0 else { return nil }
        let both = [ranges[next - 1], ranges[next]].compactMap { $0 }
        guard let low = both.map(\.lowerBound).min(), let high = both.map(\.upperBound).max() else { return nil }
        return low...high
    }

    /// At most `limit` indices, even in the logarithm of the levels, both ends kept, and one more if it is given.
    private static func even(_ levels: [Int], to limit: Int, keeping kept: Int?) -> [Int] {
        guard levels.count > limit else { return Array(levels.indices) }
        let logarithms = levels.map { Elementary.log(Double($0)) }
        let (low, high) = (logarithms[0], logarithms[levels.count - 1])
        var chosen = Set([kept].compactMap { $0 })
        var index = 0
        for step in 0..<(limit - 1) {
            let target = low + ((high - low) * Double(step) / Double(limit - 2))
            while index < levels.count - 1, logarithms[index] < target { index += 1 }
            chosen.insert(index)
        }
        return chosen.sorted()
    }
}
