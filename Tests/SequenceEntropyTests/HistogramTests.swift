import Testing

@testable import SequenceEntropy

@Suite("Histogram")
struct HistogramTests {
    private static func histogram(_ values: [Double]) -> ValueHistogram {
        var histogram = ValueHistogram()
        for value in values { histogram.add(value) }
        return histogram
    }

    /// Counts by looking at every value and every bin.
    private static func counts(_ values: [Double], _ edges: [Double]) -> [Int] {
        (1..<edges.count).map { index in
            values.count { value in
                value >= edges[index - 1]
                    && (value < edges[index] || (index == edges.count - 1 && value == edges[index]))
            }
        }
    }

    @Test("holds every value once, between ascending edges", arguments: [1.0, 40, 41, 1_000, 1e6])
    func bruteForce(largest: Double) throws {
        let seed = UInt64.random(in: .min ... .max)
        var state = seed
        let values = (0..<500).map { _ -> Double in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (1 + Double(state >> 40) / Double(1 << 24) * (largest - 1)).rounded()
        }
        let whole = try #require(Self.histogram(values).binsOfWholeNumbers())
        let even = try #require(Self.histogram(values.map { $0 / 7 }).bins())
        for (bins, values) in [(whole, values), (even, values.map { $0 / 7 })] {
            #expect(
                zip(bins.edges, bins.edges.dropFirst()).allSatisfy { $0 < $1 } || bins.counts.count == 1,
                "seed \(seed)"
            )
            #expect(bins.counts == Self.counts(values, bins.edges), "seed \(seed)")
            #expect(bins.counts.reduce(0, +) == 500, "seed \(seed)")
            #expect(bins.counts.count <= 41)
        }
        // No whole number lies on an edge.
        #expect(whole.edges.allSatisfy { $0 != $0.rounded() })
    }

    @Test("of few whole numbers each has its own bin")
    func fewWholeNumbers() throws {
        let bins = try #require(Self.histogram([3, 3, 5]).binsOfWholeNumbers())
        #expect(bins.edges == [2.5, 3.5, 4.5, 5.5])
        #expect(bins.counts == [2, 0, 1])
    }

    @Test("of equal values has one bin, and of none there is none")
    func degenerate() throws {
        let equal = try #require(Self.histogram([0.25, 0.25]).bins())
        #expect(equal == Histogram(edges: [0.25, 0.25], counts: [2]))
        #expect(Self.histogram([]).bins() == nil)
        #expect(Self.histogram([]).binsOfWholeNumbers() == nil)
    }
}
