/// Diagonal lines over the part of a picture that lies outside a convex polygon.
///
/// Vega has no patterns, so the lines are data. A line meets a convex polygon in one interval at most; what is left of it is
/// drawn.
struct Hatching {
    struct Line {
        let from: SIMD2<Double>
        let to: SIMD2<Double>
    }

    /// The corners of the picture.
    let low: SIMD2<Double>
    let high: SIMD2<Double>
    /// The corners, counterclockwise; fewer than 3 enclose nothing.
    let polygon: [SIMD2<Double>]

    /// - Parameters:
    ///   - count: the lines along the wider side.
    ///   - aspect: the picture's width divided by its height. The lines rise at 45°.
    func lines(count: Int, aspect: Double) -> [Line] {
        let size = high - low
        guard size.x > 0, size.y > 0, aspect > 0 else { return [] }
        // In a picture of height 1 and width `aspect`, the lines are y = x − offset.
        let step = aspect / Double(count)
        var lines: [Line] = []
        var offset = -1 + step / 2
        while offset < aspect {
            let (begin, end) = (max(0, offset), min(aspect, offset + 1))
            func point(_ x: Double) -> SIMD2<Double> {
                SIMD2(low.x + size.x * x / aspect, low.y + size.y * (x - offset))
            }
            let whole = Line(from: point(begin), to: point(end))
            lines += outside(whole)
            offset += step
        }
        return lines
    }

    /// The parts of a line outside the polygon (Cyrus and Beck 1978).
    private func outside(_ line: Line) -> [Line] {
        guard polygon.count > 2 else { return [line] }
        let direction = line.to - line.from
        var (enter, leave) = (0.0, 1.0)
        for index in polygon.indices {
            let corner = polygon[index]
            let edge = polygon[(index + 1) % polygon.count] - corner
            // Positive inside, because the corners run counterclockwise.
            let start = edge.x * (line.from.y - corner.y) - edge.y * (line.from.x - corner.x)
            let slope = edge.x * direction.y - edge.y * direction.x
            if slope == 0 {
                if start < 0 { return [line] }
            } else if slope > 0 {
                enter = max(enter, -start / slope)
            } else {
                leave = min(leave, -start / slope)
            }
        }
        guard enter < leave else { return [line] }
        var parts: [Line] = []
        if enter > 0 { parts.append(Line(from: line.from, to: line.from + direction * enter)) }
        if leave < 1 { parts.append(Line(from: line.from + direction * leave, to: line.to)) }
        return parts
    }
}
