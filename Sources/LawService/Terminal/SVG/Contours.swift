/// Lines of equal value over a grid of values, by marching squares.
enum Contours {
    typealias Point = (x: Double, y: Double)

    /// Segments of the line at one level. The places of a cell's corners are interpolated linearly between the grid's.
    ///
    /// - Parameters:
    ///   - x: the places of the columns.
    ///   - y: the places of the rows.
    ///   - value: rows of values.
    static func segments(_ x: [Double], _ y: [Double], _ value: [[Double]], level: Double) -> [(Point, Point)] {
        var segments: [(Point, Point)] = []
        guard x.count > 1, y.count > 1 else { return [] }
        for row in 0..<y.count - 1 {
            for column in 0..<x.count - 1 {
                let corners = [
                    (x[column], y[row], value[row][column]), (x[column + 1], y[row], value[row][column + 1]),
                    (x[column + 1], y[row + 1], value[row + 1][column + 1]),
                    (x[column], y[row + 1], value[row + 1][column]),
                ]
                segments += cell(corners, level)
            }
        }
        return segments
    }

    /// - Parameter corners: around the cell.
    private static func cell(_ corners: [(x: Double, y: Double, value: Double)], _ level: Double) -> [(Point, Point)] {
        var crossings: [Point] = []
        for index in 0..<4 {
            let (a, b) = (corners[index], corners[(index + 1) % 4])
            guard (a.value < level) != (b.value < level) else { continue }
            let share = (level - a.value) / (b.value - a.value)
            crossings.append((a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)))
        }
        switch crossings.count {
        case 2: return [(crossings[0], crossings[1])]
        case 4:
            // A saddle. The value in the middle decides which corners are joined.
            let middle = corners.reduce(0) { $0 + $1.value } / 4
            let joinsFirst = (middle < level) == (corners[0].value < level)
            return joinsFirst
                ? [(crossings[0], crossings[1]), (crossings[2], crossings[3])]
                : [(crossings[3], crossings[0]), (crossings[1], crossings[2])]
        default: return []
        }
    }

    /// Joins segments to as few lines as possible.
    static func joined(_ segments: [(Point, Point)]) -> [[Point]] {
        struct Key: Hashable {
            let x: Double
            let y: Double

            init(_ point: Point) { (x, y) = ((point.x * 1e6).rounded(), (point.y * 1e6).rounded()) }
        }
        // A line through a corner of the grid has parts without length there.
        let segments = segments.filter { Key($0.0) != Key($0.1) }
        var ends: [Key: [Int]] = [:]
        for (index, segment) in segments.enumerated() {
            ends[Key(segment.0), default: []].append(index)
            ends[Key(segment.1), default: []].append(index)
        }
        var isUsed = Array(repeating: false, count: segments.count)
        func extended(_ start: Point) -> [Point] {
            var line: [Point] = []
            var end = start
            while let next = ends[Key(end)]?.first(where: { !isUsed[$0] }) {
                isUsed[next] = true
                end = Key(segments[next].0) == Key(end) ? segments[next].1 : segments[next].0
                line.append(end)
            }
            return line
        }
        var lines: [[Point]] = []
        for index in segments.indices where !isUsed[index] {
            isUsed[index] = true
            let (first, second) = segments[index]
            let forward = extended(second)
            lines.append(extended(first).reversed() + [first, second] + forward)
        }
        return lines
    }
}
