import ResourceMetering

/// Counts, for each window of a numeric sequence, the windows within r of it in the maximum norm.
///
/// Windows are points of a k-d tree. For each leaf the tree is traversed from the root: a node beyond r of the whole leaf is
/// skipped, a node entirely within r is counted at once, and only the remaining leaves are compared point by point
/// (vectorised). For the usual tolerances about n·n^(1−1/m) comparisons remain instead of n².
///
/// Bounding boxes are ranges of ranks, so decisions about them agree with the comparison of each pair.
struct ToleranceTree {
    private struct Node {
        let begin: Int
        let end: Int
        /// Index of the first of two adjacent children; 0 for a leaf.
        var child = 0
    }

    private static let leafPoints = 32
    /// Below this number of windows, further threads cost more than they save.
    private static let fewWindows = 4_096
    /// Only the first items of longer windows are coordinates. The others are compared pair by pair.
    static let mostCoordinates = 16

    private let width: Int
    private let coordinates: Int
    /// The start of each point's window, in the order of the leaves.
    private var points: [Int]
    private var nodes: [Node] = []
    /// Bounding boxes: for each node and coordinate, the smallest and the largest rank.
    private var lows: [Int32] = []
    private var highs: [Int32] = []
    /// For each coordinate, the points' ranks in the order of the leaves.
    private var table: [Int32] = []
    private let ranking: ValueRanks

    /// - Parameters:
    ///   - points: The starts of the windows among the ranked values.
    ///   - width: Number of items in a window.
    init(_ ranking: ValueRanks, points: [Int], width: Int) {
        self.ranking = ranking
        self.points = points
        self.width = width
        coordinates = min(width, Self.mostCoordinates)
        guard !points.isEmpty else { return }
        build()
        table.reserveCapacity(coordinates * points.count)
        for coordinate in 0..<coordinates {
            for point in self.points { table.append(ranking.ranks[point + coordinate]) }
        }
    }

    /// The number of windows that have c windows within r, themselves included, for each c.
    ///
    /// - Parameters:
    ///   - pool: The threads that count.
    ///   - counted: Receives the finished share of the work from time to time.
    func windowsByCount(pool: ThreadPool, meter: WorkMeter, counted: (_ share: Double) -> Void) -> [Int: Int] {
        let workers = points.count < Self.fewWindows ? 1 : pool.threads
        let leaves = nodes.indices.filter { nodes[$0].child == 0 }
        let leavesPerRound = max(32 * workers, leaves.count / 64)
        var results = [[Int: Int]](repeating: [:], count: workers)
        for begin in stride(from: 0, to: leaves.count, by: leavesPerRound) {
            if meter.isStopped { return [:] }
            counted(Double(begin) / Double(leaves.count))
            let round = leaves[begin..<min(begin + leavesPerRound, leaves.count)]
            results.withUnsafeMutableBufferPointer { results in
                nonisolated(unsafe) let results = results  // each worker writes its own entry
                let tree = self
                pool.perform(iterations: workers) { worker in
                    let share = stride(from: round.startIndex + worker, to: round.endIndex, by: workers)
                    tree.count(share.lazy.map { round[$0] }, &results[worker], meter)
                }
            }
        }
        return results.dropFirst().reduce(into: results[0]) { $0.merge($1, uniquingKeysWith: +) }
    }

    /// Counts for one worker's share of the leaves.
    private func count(_ leaves: some Sequence<Int>, _ result: inout [Int: Int], _ meter: WorkMeter) {
        var tally = WorkTally(meter)
        defer { tally.report() }
        var counts = [Int](repeating: 0, count: 2 * Self.leafPoints)
        var stack: [Int] = []
        for leaf in leaves {
            let size = nodes[leaf].end - nodes[leaf].begin
            for index in 0..<size { counts[index] = 0 }
            stack.append(0)
            if meter.isStopped { return }
            while let node = stack.popLast() {
                tally.spend(coordinates * WorkUnits.nodePair)
                switch relation(leaf, node) {
                case .apart: break
                case .within:
                    let all = nodes[node].end - nodes[node].begin
                    for index in 0..<size { counts[index] += all }
                case .between:
                    if nodes[node].child == 0 {
                        tally.spend(coordinates * WorkUnits.leafPair)
                        compare(leaf, node, &counts)
                    } else {
                        stack.append(nodes[node].child)
                        stack.append(nodes[node].child + 1)
                    }
                }
            }
            for index in 0..<size { result[counts[index], default: 0] += 1 }
        }
    }

    private enum Relation {
        case apart, within, between
    }

    private func relation(_ first: Int, _ second: Int) -> Relation {
        var isWithin = coordinates == width
        for coordinate in 0..<coordinates {
            let (a, b) = (first * coordinates + coordinate, second * coordinates + coordinate)
            let (least, most) = (Int(lows[a]), Int(highs[a]))
            if lows[b] > ranking.highs[most] || highs[b] < ranking.lows[least] { return .apart }
            if lows[b] < ranking.lows[most] || highs[b] > ranking.highs[least] { isWithin = false }
        }
        return isWithin ? .within : .between
    }

    /// Compares two leaves, one coordinate after another over all candidates: short loops without branches, which are
    /// vectorised.
    private func compare(_ leaf: Int, _ other: Int, _ counts: inout [Int]) {
        let (first, second) = (nodes[leaf], nodes[other])
        let (coordinates, stride) = (coordinates, points.count)
        let candidates = second.end - second.begin
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.leafPoints) { isNear in
            table.withUnsafeBufferPointer { table in
                guard let isNear = isNear.baseAddress, let ranks = table.baseAddress else { return }
                for point in first.begin..<first.end {
                    let position = points[point]
                    for candidate in 0..<candidates { isNear[candidate] = 1 }
                    for coordinate in 0..<coordinates {
                        let row = ranks + (coordinate &* stride &+ second.begin)
                        let rank = Int(ranking.ranks[position &+ coordinate])
                        let lowest = ranking.lows[rank]
                        let span = UInt32(bitPattern: ranking.highs[rank] &- lowest)
                        for candidate in 0..<candidates {
                            isNear[candidate] &= UInt32(bitPattern: row[candidate] &- lowest) <= span ? 1 : 0
                        }
                    }
                    if coordinates < width {
                        for candidate in 0..<candidates where isNear[candidate] == 1 {
                            if !restIsNear(position, points[second.begin + candidate]) { isNear[candidate] = 0 }
                        }
                    }
                    var near: UInt32 = 0
                    for candidate in 0..<candidates { near &+= isNear[candidate] }
                    counts[point - first.begin] += Int(near)
                }
            }
        }
    }

    private func restIsNear(_ first: Int, _ second: Int) -> Bool {
        (coordinates..<width).allSatisfy { offset in
            let rank = Int(ranking.ranks[first + offset])
            return ranking.lows[rank]...ranking.highs[rank] ~= ranking.ranks[second + offset]
        }
    }

    /// Splits each node at the median of its widest coordinate until it is small enough for a leaf.
    private mutating func build() {
        addNode(0, points.count)
        var open = [0]
        while let node = open.popLast() {
            let (begin, end) = (nodes[node].begin, nodes[node].end)
            guard end - begin > Self.leafPoints else { continue }
            let widest = (0..<coordinates).max { extent(node, $0) < extent(node, $1) } ?? 0
            let middle = begin + (end - begin) / 2
            select(middle, in: begin..<end, coordinate: widest)
            nodes[node].child = nodes.count
            open.append(nodes.count)
            addNode(begin, middle)
            open.append(nodes.count)
            addNode(middle, end)
        }
    }

    private func extent(_ node: Int, _ coordinate: Int) -> Double {
        let (low, high) = (lows[node * coordinates + coordinate], highs[node * coordinates + coordinate])
        return ranking.distinct[Int(high)] - ranking.distinct[Int(low)]
    }

    private mutating func addNode(_ begin: Int, _ end: Int) {
        nodes.append(Node(begin: begin, end: end))
        for coordinate in 0..<coordinates {
            var (low, high) = (Int32.max, Int32.min)
            for point in points[begin..<end] {
                low = min(low, ranking.ranks[point + coordinate])
                high = max(high, ranking.ranks[point + coordinate])
            }
            lows.append(low)
            highs.append(high)
        }
    }

    /// Partitions points around `middle`: no point before it has a larger coordinate than any point after it. Hoare's
    /// selection with the median of three as pivot; equal values do not slow it down.
    private mutating func select(_ middle: Int, in range: Range<Int>, coordinate: Int) {
        let ranks = ranking.ranks
        points.withUnsafeMutableBufferPointer { points in
            var (low, high) = (range.lowerBound, range.upperBound - 1)
            func value(_ index: Int) -> Int32 { ranks[points[index] + coordinate] }
            while low < high {
                let (a, b, c) = (value(low), value(low + (high - low) / 2), value(high))
                let pivot = max(min(a, b), min(max(a, b), c))
                var (left, right) = (low, high)
                while left <= right {
                    while value(left) < pivot { left += 1 }
                    while value(right) > pivot { right -= 1 }
                    if left <= right {
                        points.swapAt(left, right)
                        left += 1
                        right -= 1
                    }
                }
                if middle <= right { high = right } else if middle >= left { low = left } else { return }
            }
        }
    }
}
