import Dispatch

/// Counts, for each window of a numeric sequence, the windows within r of it in the maximum norm.
///
/// A k-d tree over the windows as points, gone through leaf by leaf: what lies beyond r of a whole leaf is passed over,
/// what lies within r of all of it is counted at once, and only leaves between these are compared point by point, many
/// at a time. For the usual tolerances that leaves few comparisons: about n·n^(1−1/m) at most instead of n².
///
/// Rounding keeps the order of differences, so decisions about boxes agree with the comparison of each pair.
struct ToleranceTree {
    private struct Node {
        let begin: Int
        let end: Int
        /// The first of two children that stand together; 0 for a leaf.
        var child = 0
    }

    private static let leafPoints = 32
    /// Of longer windows only so many items are coordinates; the others are compared pair by pair.
    static let mostCoordinates = 16

    private let width: Int
    private let r: Double
    private let coordinates: Int
    private let values: UnsafeBufferPointer<Double>
    /// Where each point's window begins, in the order of the leaves.
    private var points: [Int]
    private var nodes: [Node] = []
    /// Of each node and coordinate: the smallest and the largest value.
    private var lows: [Double] = []
    private var highs: [Double] = []
    /// Of each coordinate, the points' ranks in the order of the leaves.
    private var table: [Int32] = []
    private let ranking: ValueRanks

    /// - Parameters:
    ///   - points: Where the windows begin in `values`.
    ///   - width: How many items a window has.
    ///   - ranking: Of `values` and `r`.
    init(_ values: UnsafeBufferPointer<Double>, _ ranking: ValueRanks, points: [Int], width: Int, r: Double) {
        self.ranking = ranking
        self.values = values
        self.points = points
        self.width = width
        self.r = r
        coordinates = min(width, Self.mostCoordinates)
        guard !points.isEmpty else { return }
        build()
        table.reserveCapacity(coordinates * points.count)
        for coordinate in 0..<coordinates {
            for point in self.points { table.append(ranking.ranks[point + coordinate]) }
        }
    }

    /// How many windows are near how many windows, themselves included.
    ///
    /// - Parameter shouldContinue: Is told the share of the work that is done, and whether to stop: then the result is nil.
    func windowsByCount(shouldContinue: (_ share: Double) -> Bool) -> [Int: Int]? {
        // Below this a second thread costs more than it brings.
        let workers = points.count < 4_096 ? 1 : 2
        let leaves = nodes.indices.filter { nodes[$0].child == 0 }
        let leavesPerRound = max(64, leaves.count / 64)
        var results = [[Int: Int]](repeating: [:], count: workers)
        for begin in stride(from: 0, to: leaves.count, by: leavesPerRound) {
            guard shouldContinue(Double(begin) / Double(leaves.count)) else { return nil }
            let round = leaves[begin..<min(begin + leavesPerRound, leaves.count)]
            results.withUnsafeMutableBufferPointer { results in
                nonisolated(unsafe) let results = results  // each worker writes its own place
                nonisolated(unsafe) let tree = self  // only read
                DispatchQueue.concurrentPerform(iterations: workers) { worker in
                    let share = stride(from: round.startIndex + worker, to: round.endIndex, by: workers)
                    tree.count(share.lazy.map { round[$0] }, &results[worker])
                }
            }
        }
        return results.dropFirst().reduce(into: results[0]) { $0.merge($1, uniquingKeysWith: +) }
    }

    /// The same for one worker's share of the leaves.
    private func count(_ leaves: some Sequence<Int>, _ result: inout [Int: Int]) {
        var counts = [Int](repeating: 0, count: 2 * Self.leafPoints)
        var stack: [Int] = []
        for leaf in leaves {
            let size = nodes[leaf].end - nodes[leaf].begin
            for index in 0..<size { counts[index] = 0 }
            stack.append(0)
            while let node = stack.popLast() {
                switch relation(leaf, node) {
                case .apart: break
                case .within:
                    let all = nodes[node].end - nodes[node].begin
                    for index in 0..<size { counts[index] += all }
                case .between:
                    if nodes[node].child == 0 {
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
            if lows[b] - highs[a] > r || lows[a] - highs[b] > r { return .apart }
            if highs[b] - lows[a] > r || highs[a] - lows[b] > r { isWithin = false }
        }
        return isWithin ? .within : .between
    }

    /// One coordinate after another over all candidates: short loops without branches, which run many at a time.
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
        (coordinates..<width).allSatisfy { (values[first + $0] - values[second + $0]).magnitude <= r }
    }

    /// Halves each node at the median of its widest coordinate until it is a leaf.
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
        highs[node * coordinates + coordinate] - lows[node * coordinates + coordinate]
    }

    private mutating func addNode(_ begin: Int, _ end: Int) {
        nodes.append(Node(begin: begin, end: end))
        for coordinate in 0..<coordinates {
            var (low, high) = (Double.infinity, -Double.infinity)
            for point in points[begin..<end] {
                low = min(low, values[point + coordinate])
                high = max(high, values[point + coordinate])
            }
            lows.append(low)
            highs.append(high)
        }
    }

    /// Moves points so that none before `middle` has a larger coordinate than any from it on: Hoare's selection, which
    /// equal values do not slow down. The pivot is the median of three.
    private mutating func select(_ middle: Int, in range: Range<Int>, coordinate: Int) {
        points.withUnsafeMutableBufferPointer { points in
            var (low, high) = (range.lowerBound, range.upperBound - 1)
            func value(_ index: Int) -> Double { values[points[index] + coordinate] }
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
