import ElementaryFunctions
import ResourceMetering

/// Counts, for each window of at most three numbers, the windows within r of it in the maximum norm.
///
/// The range of values is cut into strips narrower than r. A window belongs to the cell given by the strips of all its items
/// except the last. Within a cell, windows are sorted by the last item. So the windows of another cell whose last item is
/// near form one run, and a merge of both cells finds that run without a search. If two cells are entirely within r in the
/// other items, the run is counted at once. Only cells that overlap partly are compared window by window (vectorised).
/// All comparisons use ranks, which is as exact as comparing the values.
struct ToleranceGrid {
    static let mostCoordinates = 3
    /// Below this number of windows, further threads cost more than they save.
    private static let fewWindows = 4_096

    /// Windows that share their strips.
    private struct Cell {
        let second: Int
        let windows: Range<Int>
    }

    private let ranking: ValueRanks
    private let width: Int
    private let strips: ValueStrips
    /// Ranks of the windows' items, sorted by cell and then by the last item. `first` and `second` are empty if the width
    /// is 1 or 2.
    private var first: [Int32] = []
    private var second: [Int32] = []
    private var last: [Int32] = []
    private var cells: [Cell] = []
    /// For each strip of the first item: the index of its first cell. One more entry marks the end.
    private var begins: [Int] = []

    /// - Parameters:
    ///   - points: The starts of the windows among the ranked values, in ascending order.
    ///   - width: Number of items in a window.
    init(_ ranking: ValueRanks, points: [Int32], width: Int) {
        precondition((1...Self.mostCoordinates).contains(width), "a grid has windows of one to three items")
        self.ranking = ranking
        self.width = width
        strips = ValueStrips(ranking, parts: Self.stripsPerTolerance(ranking, points: points.count, width: width))
        fill(points)
    }

    /// The number of windows that have c windows within r, themselves included, for each c.
    ///
    /// - Parameters:
    ///   - pool: The threads that count.
    ///   - counted: Receives the finished share of the work from time to time.
    func windowsByCount(pool: ThreadPool, meter: WorkMeter, counted: (_ share: Double) -> Void) -> [Int: Int] {
        let workers = last.count < Self.fewWindows ? 1 : pool.threads
        var counts = [Int32](repeating: 0, count: last.count)
        let cellsPerRound = max(32 * workers, cells.count / 64)
        for begin in stride(from: 0, to: cells.count, by: cellsPerRound) {
            if meter.isStopped { return [:] }
            counted(Double(begin) / Double(cells.count))
            let round = begin..<min(begin + cellsPerRound, cells.count)
            counts.withUnsafeMutableBufferPointer { counts in
                // Workers write disjoint entries: each window is in one cell, and each cell belongs to one worker.
                nonisolated(unsafe) let counts = counts
                let grid = self
                pool.perform(iterations: workers) { worker in
                    var tally = WorkTally(meter)
                    for cell in stride(from: round.lowerBound + worker, to: round.upperBound, by: workers) {
                        if meter.isStopped { return }
                        grid.count(cell, counts, &tally)
                    }
                    tally.report()
                }
            }
        }
        var frequencies = [Int](repeating: 0, count: last.count + 1)
        for count in counts { frequencies[Int(count)] += 1 }
        var result: [Int: Int] = [:]
        for (count, windows) in frequencies.enumerated() where windows > 0 { result[count] = windows }
        return result
    }

    /// Narrow strips leave few windows to compare, wide strips make few cells. Estimates which number of strips costs least.
    private static func stripsPerTolerance(_ ranking: ValueRanks, points: Int, width: Int) -> Int {
        guard width > 1, points > 0 else { return 1 }
        let share = ranking.meanNear / Double(max(1, ranking.ranks.count))
        var near = Double(points)
        for _ in 0..<width { near *= share }
        // Visiting a pair of cells costs a window as much as this many comparisons.
        let pairCost = 40.0
        let parts = width == 2 ? (near / (2 * pairCost)).squareRoot() : Elementary.pow(near / (2 * pairCost), 1.0 / 3)
        return Int(min(max(parts.rounded(), 2), 64))
    }

    private mutating func fill(_ points: [Int32]) {
        let count = points.count
        // Windows sorted by their last item. The ranking is already sorted.
        var isPoint = [Bool](repeating: false, count: ranking.ranks.count)
        for point in points { isPoint[Int(point)] = true }
        let behind = Int32(width - 1)
        var windows = ranking.order.compactMap { index in
            index >= behind && isPoint[Int(index - behind)] ? index - behind : nil
        }
        let ranks = ranking.ranks
        if width > 2 { windows = strips.sort(windows, byRank: { ranks[Int($0) + 1] }) }
        if width > 1 { windows = strips.sort(windows, byRank: { ranks[Int($0)] }) }
        last = windows.map { ranks[Int($0) + width - 1] }
        if width > 1 { first = windows.map { ranks[Int($0)] } }
        if width > 2 { second = windows.map { ranks[Int($0) + 1] } }

        var present = -1
        var begin = 0
        while begin < count {
            let strip = width > 1 ? strips.strip(of: first[begin]) : 0
            let other = width > 2 ? strips.strip(of: second[begin]) : 0
            var end = begin + 1
            while end < count, width < 2 || strips.strip(of: first[end]) == strip,
                width < 3 || strips.strip(of: second[end]) == other
            {
                end += 1
            }
            while present < strip {
                begins.append(cells.count)
                present += 1
            }
            cells.append(Cell(second: other, windows: begin..<end))
            begin = end
        }
        while begins.count <= max(strips.count, 1) { begins.append(cells.count) }
    }

    /// Counts the windows near each window of a cell.
    private func count(_ number: Int, _ counts: UnsafeMutableBufferPointer<Int32>, _ tally: inout WorkTally) {
        let cell = cells[number]
        let strip = width > 1 ? strips.strip(of: first[cell.windows.lowerBound]) : 0
        for neighbour in width > 1 ? strips.near(strip) : 0..<1 {
            let isWhole = width < 2 || strips.isWhollyNear(strip, neighbour)
            var other = begins[neighbour]
            let end = begins[neighbour + 1]
            guard width > 2 else {
                if other < end { count(cell, cells[other], isWhole, true, counts, &tally) }
                continue
            }
            let seconds = strips.near(cell.second)
            while other < end, cells[other].second < seconds.lowerBound { other += 1 }
            while other < end, cells[other].second < seconds.upperBound {
                let isSecondWhole = strips.isWhollyNear(cell.second, cells[other].second)
                count(cell, cells[other], isWhole, isSecondWhole, counts, &tally)
                other += 1
            }
        }
    }

    private func count(
        _ cell: Cell,
        _ other: Cell,
        _ isFirstWhole: Bool,
        _ isSecondWhole: Bool,
        _ counts: UnsafeMutableBufferPointer<Int32>,
        _ tally: inout WorkTally
    ) {
        tally.spend(WorkUnits.cellPair + cell.windows.count + other.windows.count)
        last.withUnsafeBufferPointer { last in
            first.withUnsafeBufferPointer { first in
                second.withUnsafeBufferPointer { second in
                    ranking.lows.withUnsafeBufferPointer { lows in
                        ranking.highs.withUnsafeBufferPointer { highs in
                            var (low, high) = (other.windows.lowerBound, other.windows.lowerBound)
                            let end = other.windows.upperBound
                            for window in cell.windows {
                                let rank = Int(last[window])
                                let (lowest, highest) = (lows[rank], highs[rank])
                                while low < end, last[low] < lowest { low &+= 1 }
                                if high < low { high = low }
                                while high < end, last[high] <= highest { high &+= 1 }
                                if isFirstWhole, isSecondWhole {
                                    counts[window] &+= Int32(truncatingIfNeeded: high &- low)
                                    continue
                                }
                                tally.spend((high &- low) / 8 * WorkUnits.comparedWindows)
                                if tally.meter.isStopped { return }
                                var near: Int32 = 0
                                if isSecondWhole {
                                    let rank = Int(first[window])
                                    near = Self.count(first, low, high, lows[rank], highs[rank])
                                } else if isFirstWhole {
                                    let rank = Int(second[window])
                                    near = Self.count(second, low, high, lows[rank], highs[rank])
                                } else {
                                    let (a, b) = (Int(first[window]), Int(second[window]))
                                    let (from, to) = ((lows[a], lows[b]), (highs[a], highs[b]))
                                    for index in low..<high {
                                        let (x, y) = (first[index], second[index])
                                        near &+=
                                            (x >= from.0 ? 1 : 0) & (x <= to.0 ? 1 : 0) & (y >= from.1 ? 1 : 0)
                                            & (y <= to.1 ? 1 : 0)
                                    }
                                }
                                counts[window] &+= near
                            }
                        }
                    }
                }
            }
        }
    }

    /// How many ranks lie in a range. The loop is vectorised.
    @inline(__always)
    private static func count(
        _ ranks: UnsafeBufferPointer<Int32>,
        _ begin: Int,
        _ end: Int,
        _ low: Int32,
        _ high: Int32
    ) -> Int32 {
        var count: Int32 = 0
        for index in begin..<end { count &+= (ranks[index] >= low ? 1 : 0) & (ranks[index] <= high ? 1 : 0) }
        return count
    }
}
