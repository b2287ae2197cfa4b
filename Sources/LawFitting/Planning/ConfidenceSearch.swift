import ElementaryFunctions
import ResourceMetering

/// The configurations that are at least as good as the best with a probability of at least 1 − level, the noise of a run left out.
///
/// Probabilities are pairwise, from the law's posterior, which is dear for a blend. So few configurations are evaluated: of each number of
/// layers the one of the best expected value, under a budget mostly the widest. Then the ends of the range are sought where that one is in
/// the set, or a neighbour's is. Ranges are rounded outwards to the next configuration that was evaluated, and a number of layers that was
/// not evaluated has the ranges of its two neighbours together. So they may claim too much, not too little, with one exception: where the
/// set of a number of layers has a gap, which happens close to its tip, one of the parts may be missed.
struct ConfidenceSearch {
    let search: OptimumSearch
    let best: OptimumSearch.Candidate
    let level: Double

    /// How much is evaluated.
    private struct Limits {
        /// Numbers of layers whose best expected value is evaluated.
        let rows: Int
        /// Those of them whose range is sought.
        let traced: Int
        /// Configurations of all traced rows together, before the ends are sought.
        let coarse: Int
        /// All configurations.
        let points: Int

        static let closed = Limits(rows: 1_024, traced: 256, coarse: 8_192, points: 16_384)
        static let blend = Limits(rows: 96, traced: 20, coarse: 128, points: 384)
        /// Of each traced row, both ends and the middles between them and the best expected value.
        static let leastColumns = 6
        /// Rows without a hit at their best expected value that are traced all the same.
        static let misses = 6
        /// How often the neighbours of rows with a hit are traced.
        static let rounds = 6
        /// How often the highest probability of such a row is sought between the configurations beside it.
        static let halvings = 3
        /// Configurations that this may take beyond all others.
        static let tips = 48
    }

    private var limits: Limits { search.law.model.blend == nil ? .closed : .blend }

    var confidence: Optimum.Confidence {
        let rows = traced()
        let (layers, dim) = (search.space.layers.values, search.space.dim.values)
        var byLayers: [Optimum.Confidence.Row] = []
        var (isDeeper, isWider) = (false, false)
        for (row, range) in zip(rows, Self.ranges(rows)) where !search.meter.isStopped {
            search.meter.spend(Self.unitsPerRow)
            guard let range else { continue }
            byLayers.append(
                Optimum.Confidence.Row(layers: layers[row.i], dim: dim[range.lowerBound]...dim[range.upperBound])
            )
            isDeeper = isDeeper || isEnd(row.i + 1, range.lowerBound) || isEnd(row.i + 1, range.upperBound)
            isWider = isWider || isEnd(row.i, range.upperBound + 1)
        }
        if byLayers.isEmpty {
            byLayers = [Optimum.Confidence.Row(layers: best.layers, dim: best.dim...best.dim)]
        }
        return Optimum.Confidence(
            level: level,
            layers: Optimum.Extent(
                low: byLayers[0].layers,
                high: byLayers[byLayers.count - 1].layers,
                isOpenAbove: isDeeper
            ),
            dim: Optimum.Extent(
                low: byLayers.reduce(.max) { min($0, $1.dim.lowerBound) },
                high: byLayers.reduce(0) { max($0, $1.dim.upperBound) },
                isOpenAbove: isWider
            ),
            byLayers: byLayers
        )
    }

    private static let unitsPerRow = 20

    /// Whether the search ends before a place: the space does, or the reach.
    private func isEnd(_ i: Int, _ j: Int) -> Bool {
        guard i < search.space.layers.values.count, j < search.space.dim.values.count else { return true }
        return search.feasibility.reach != nil && !search.feasibility.reachable[i].contains(j)
    }

    // MARK: Evaluation

    /// The feasible configurations of one number of layers, and what is known of them.
    private struct Row {
        /// The index of the number of layers.
        let i: Int
        /// The indices of dim that the search may choose.
        let columns: ClosedRange<Int>
        /// What was evaluated, ascending in the column.
        private(set) var known: [(column: Int, probability: Double, isHit: Bool)] = []
        /// Whether the evaluated configurations tell the range.
        var isTraced = false

        var hits: ClosedRange<Int>? {
            guard let first = known.first(where: \.isHit), let last = known.last(where: \.isHit) else { return nil }
            return first.column...last.column
        }

        /// ``hits``, rounded outwards to what is known not to be one.
        var range: ClosedRange<Int>? {
            hits.map { hits in
                let below = known.last { $0.column < hits.lowerBound }.map { $0.column + 1 }
                let above = known.first { $0.column > hits.upperBound }.map { $0.column - 1 }
                return (below ?? hits.lowerBound)...(above ?? hits.upperBound)
            }
        }

        /// The columns between ``hits`` and ``range``, below and above.
        var gaps: [ClosedRange<Int>] {
            guard let hits, let range else { return [] }
            let below = range.lowerBound < hits.lowerBound ? [range.lowerBound...(hits.lowerBound - 1)] : []
            return below + (hits.upperBound < range.upperBound ? [(hits.upperBound + 1)...range.upperBound] : [])
        }

        /// The columns halfway between that of the highest probability and what is known beside it.
        var besideHighest: [Int] {
            guard let highest = known.indices.max(by: { known[$0].probability < known[$1].probability }) else {
                return []
            }
            let column = known[highest].column
            let beside = [highest - 1, highest + 1].filter(known.indices.contains).map { known[$0].column }
            return beside.map { (column + $0) / 2 }.filter { !knows($0) }
        }

        func knows(_ column: Int) -> Bool { known.contains { $0.column == column } }

        mutating func add(_ column: Int, _ probability: Double, isHit: Bool) {
            guard !knows(column) else { return }
            let place = known.firstIndex { $0.column > column } ?? known.endIndex
            known.insert((column, probability, isHit), at: place)
        }
    }

    /// Every number of layers with a feasible configuration, with what the evaluated ones tell.
    private func traced() -> [Row] {
        let feasibility = search.feasibility
        var rows = feasibility.reachable.indices.compactMap { i in
            feasibility.feasibleColumns(i).map { Row(i: i, columns: $0) }
        }
        guard !search.meter.isStopped else { return rows }
        let layers = search.space.layers.values
        func even(_ places: [Int], to limit: Int) -> [Int] {
            Self.even(places.map { layers[rows[$0].i] }, to: limit).map { places[$0] }
        }
        let ofBest = best.place.flatMap { best in rows.firstIndex { $0.i == best.x } }
        if let ofBest, let column = best.place?.y { rows[ofBest].add(column, 1, isHit: true) }
        let sampled = Set(even(Array(rows.indices), to: limits.rows) + [ofBest].compactMap { $0 }).sorted()
        var count = evaluate(sampled.map { ($0, likeliest(rows[$0])) }, &rows)
        let (hits, misses) = (sampled.filter { rows[$0].hits != nil }, sampled.filter { rows[$0].hits == nil })
        var chosen = Set(even(hits, to: limits.traced) + even(misses, to: Limits.misses) + [ofBest].compactMap { $0 })
        var done: Set<Int> = []
        for round in 0...Limits.rounds where !search.meter.isStopped {
            // A row beside one with a hit may have one elsewhere. So may one between two of them: its widest may be far from the edge of a
            // budget.
            let borders = zip(sampled, sampled.dropFirst()).filter { (rows[$0].hits == nil) != (rows[$1].hits == nil) }
            for (place, next) in borders { chosen.formUnion([place, next]) }
            // The best expected value of a row may be none although others are. So a long stretch without hits is bisected between what
            // is known.
            let settled = sampled.filter { rows[$0].hits != nil || done.contains($0) }
            for (place, next) in zip(settled, settled.dropFirst())
            where (rows[place].hits == nil) != (rows[next].hits == nil) {
                let between = sampled.filter { place < $0 && $0 < next }
                if !between.isEmpty { chosen.insert(between[between.count / 2]) }
            }
            let fresh = chosen.subtracting(done).sorted()
            let each = max(Limits.leastColumns, limits.coarse / max(1, chosen.count))
            let affordable = round < Limits.rounds ? max(0, (limits.points - count) / each) : 0
            // What is not known has the ranges of its neighbours: rather too much than too little.
            for place in fresh.dropFirst(affordable) { rows[place].isTraced = false }
            let traced = fresh.prefix(affordable)
            done.formUnion(traced)
            count += evaluate(traced.flatMap { place in coarse(rows[place], each).map { (place, $0) } }, &rows)
            for place in traced { rows[place].isTraced = true }
            count += close(done.sorted(), &rows, limits.points - count)
            let before = done.count { rows[$0].hits == nil }
            for (place, next) in borders where count < limits.points + Limits.tips {
                let (hit, miss) = rows[place].hits == nil ? (next, place) : (place, next)
                guard rows[miss].hits == nil, done.contains(miss), let near = rows[hit].hits else { continue }
                count += seek(near, in: miss, &rows)
            }
            if traced.isEmpty, done.count(where: { rows[$0].hits == nil }) == before { break }
        }
        return rows
    }

    /// Looks for a hit in a row, whose neighbour's are known: where the probability is highest, between the configurations beside it.
    /// Returns how many were evaluated.
    private func seek(_ near: ClosedRange<Int>, in place: Int, _ rows: inout [Row]) -> Int {
        let columns = rows[place].columns
        let middle = (near.lowerBound + near.upperBound) / 2
        var asked = [near.lowerBound, middle, near.upperBound].filter(columns.contains)
        var count = 0
        for _ in 0...Limits.halvings {
            count += evaluate(asked.map { (place, $0) }, &rows)
            if rows[place].hits != nil || search.meter.isStopped { break }
            asked = rows[place].besideHighest
            if asked.isEmpty { break }
        }
        return count
    }

    /// Halves what is open between hits and others, the widest first, until so many configurations are evaluated. Returns how many were.
    private func close(_ places: [Int], _ rows: inout [Row], _ limit: Int) -> Int {
        let dim = search.space.dim.values
        var left = limit
        while left > 0, !search.meter.isStopped {
            let open = places.flatMap { place in rows[place].gaps.map { (place: place, gap: $0) } }
            if open.isEmpty { break }
            func ratio(_ gap: ClosedRange<Int>) -> Double { Double(dim[gap.upperBound]) / Double(dim[gap.lowerBound]) }
            let widest = open.sorted { ratio($0.gap) > ratio($1.gap) }.prefix(left)
            left -= evaluate(widest.map { ($0.place, ($0.gap.lowerBound + $0.gap.upperBound) / 2) }, &rows)
        }
        return limit - left
    }

    /// The column of the best expected value.
    private func likeliest(_ row: Row) -> Int {
        search.meter.spend(2 * row.columns.count)
        var best = (column: row.columns.lowerBound, merit: -Double.infinity)
        for column in row.columns {
            let merit = search.merit((row.i, column))
            if merit > best.merit { best = (column, merit) }
        }
        return best.column
    }

    /// Columns of a row from end to end, even in logarithms on both sides of what is known.
    private func coarse(_ row: Row, _ count: Int) -> [Int] {
        let middle = row.known.first?.column ?? row.columns.lowerBound
        let dim = search.space.dim.values
        return [row.columns.lowerBound...middle, middle...row.columns.upperBound].flatMap { side in
            Self.even(side.map { dim[$0] }, to: count / 2 + 1).map { side.lowerBound + $0 }
        }
    }

    /// Adds to the rows whether configurations are in the set. Returns how many were evaluated.
    private func evaluate(_ asked: [(row: Int, column: Int)], _ rows: inout [Row]) -> Int {
        let fresh = asked.filter { !rows[$0.row].knows($0.column) }
        guard !fresh.isEmpty, !search.meter.isStopped else { return 0 }
        let tables = search.law.model.tables
        let differences = search.law.model.differences(
            at: fresh.map { search.point((rows[$0.row].i, $0.column)) },
            reference: best.point,
            meter: search.meter
        )
        for (place, difference) in zip(fresh, differences) where !search.meter.isStopped {
            search.meter.spend(50 * difference.components.count)
            let below = difference.cumulative(0, tables: tables)
            let probability = search.law.direction > 0 ? 1 - below : below
            // A law without error has no set but its best, and those that equal it.
            let isEqual = difference.squaredScale == 0 && search.law.direction * difference.mean >= 0
            rows[place.row].add(place.column, probability, isHit: isEqual || probability >= 1 - level)
        }
        return fresh.count
    }

    // MARK: Ranges

    /// By row, its range: its own if it was traced, otherwise that of its two traced neighbours and its own hits together.
    private static func ranges(_ rows: [Row]) -> [ClosedRange<Int>?] {
        func nearest(_ places: some Sequence<Int>) -> [ClosedRange<Int>?] {
            var nearest: ClosedRange<Int>?
            return places.map { place in
                if rows[place].isTraced { nearest = rows[place].range }
                return nearest
            }
        }
        let before = nearest(rows.indices)
        let after = Array(nearest(rows.indices.reversed()).reversed())
        return rows.indices.map { place in
            let row = rows[place]
            if row.isTraced { return row.range }
            let all = [before[place], after[place], row.hits].compactMap { $0 }
            guard let low = all.map(\.lowerBound).min(), let high = all.map(\.upperBound).max() else { return nil }
            return low <= row.columns.upperBound && high >= row.columns.lowerBound
                ? max(low, row.columns.lowerBound)...min(high, row.columns.upperBound) : nil
        }
    }

    /// At most `limit` indices, even in the logarithm of ascending values, both ends kept.
    private static func even(_ values: [Int], to limit: Int) -> [Int] {
        guard values.count > limit, limit > 1 else { return Array(values.indices) }
        let logarithms = values.map { Elementary.log(Double($0)) }
        let (low, high) = (logarithms[0], logarithms[values.count - 1])
        var chosen: [Int] = []
        var index = 0
        for step in 0..<limit {
            let target = low + ((high - low) * Double(step) / Double(limit - 1))
            while index < values.count - 1, logarithms[index] < target - 1e-12 { index += 1 }
            if chosen.last != index { chosen.append(index) }
        }
        return chosen
    }
}
