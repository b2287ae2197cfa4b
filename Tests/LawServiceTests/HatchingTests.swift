import TestSupport
import Testing

@testable import LawService

@Suite("Hatching")
struct HatchingTests {
    /// Whether a point lies inside a polygon whose corners run counterclockwise.
    private static func isInside(_ point: SIMD2<Double>, _ corners: [SIMD2<Double>]) -> Bool {
        corners.indices.allSatisfy { index in
            let (a, b) = (corners[index], corners[(index + 1) % corners.count])
            return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 1e-9
        }
    }

    @Test("covers the picture outside a polygon, and nothing inside")
    func coversTheOutside() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            // A triangle, counterclockwise.
            var corners = (0..<3).map { _ in
                SIMD2(Double.random(in: 1...5, using: &random), Double.random(in: 4...8, using: &random))
            }
            let (a, b, c) = (corners[0], corners[1], corners[2])
            let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
            if abs(area) < 0.05 { continue }
            if area < 0 { corners.swapAt(1, 2) }
            let whole = Hatching(low: [1, 4], high: [5, 8], polygon: []).lines(count: 20, aspect: 1)
            let outside = Hatching(low: [1, 4], high: [5, 8], polygon: corners).lines(count: 20, aspect: 1)
            // By brute force: each point of each whole line is on a remaining line just if it lies outside.
            for line in whole {
                for step in 1..<40 {
                    let point = line.from + (line.to - line.from) * (Double(step) / 40)
                    let isDrawn = outside.contains { part in
                        let direction = part.to - part.from
                        let offset = point - part.from
                        let cross = direction.x * offset.y - direction.y * offset.x
                        let share = (direction * offset).sum() / max((direction * direction).sum(), 1e-300)
                        return abs(cross) < 1e-9 && share >= -1e-9 && share <= 1 + 1e-9
                    }
                    if Self.isInside(point, corners) {
                        #expect(!isDrawn, "seed \(seed): \(point) lies inside \(corners)")
                    } else {
                        #expect(isDrawn, "seed \(seed): \(point) lies outside \(corners)")
                    }
                }
            }
        }
    }

    @Test("covers everything where nothing is enclosed, and nothing of an empty picture")
    func degenerate() {
        let whole = Hatching(low: [0, 0], high: [2, 1], polygon: []).lines(count: 10, aspect: 2)
        #expect(
            Hatching(low: [0, 0], high: [2, 1], polygon: [[0, 0], [2, 1]]).lines(count: 10, aspect: 2).count
                == whole.count
        )
        // Offsets from −0.9 to 1.9 in steps of 0.2.
        #expect(whole.count == 15)
        #expect(Hatching(low: [0, 0], high: [0, 1], polygon: []).lines(count: 10, aspect: 2).isEmpty)
    }
}
