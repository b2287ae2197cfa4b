import ElementaryFunctions

/// The counts of values between edges, for pictures of a distribution.
public struct Histogram: Sendable, Equatable, Codable {
    /// Ascending, one more than there are bins.
    public let edges: [Double]
    /// Of the values from an edge, included, to the next one; the last bin includes its upper edge.
    public let counts: [Int]

    static let mostBins = 40
}

extension ValueHistogram {
    /// Bins of equal width over whole numbers, or, where they span more, of equal ratio. `nil` if there is no value.
    ///
    /// The edges lie halfway between whole numbers, so that no bin holds more of them by chance.
    func binsOfWholeNumbers() -> Histogram? {
        guard let (low, high) = extremes else { return nil }
        let span = high - low + 1
        guard span > Double(Histogram.mostBins) else {
            return bins((0...Int(span)).map { low - 0.5 + Double($0) })
        }
        let start = max(low, 0.5)
        let step = Elementary.log((high + 0.5) / start) / Double(Histogram.mostBins)
        var edges = [low - 0.5]
        for index in 1...Histogram.mostBins {
            let edge = (start * Elementary.exp(step * Double(index))).rounded(.down) + 0.5
            if edge > edges[edges.count - 1] { edges.append(edge) }
        }
        if edges[edges.count - 1] < high { edges.append(high + 0.5) }
        return bins(edges)
    }

    /// Bins of equal width. `nil` if there is no value.
    func bins() -> Histogram? {
        guard let (low, high) = extremes else { return nil }
        guard high > low else { return bins([low, high]) }
        let count = Histogram.mostBins
        return bins((0...count).map { $0 == count ? high : low + (high - low) * Double($0) / Double(count) })
    }

    private func bins(_ edges: [Double]) -> Histogram {
        var counts = [Int](repeating: 0, count: edges.count - 1)
        forEach { value, count in
            // The first edge above the value, by bisection.
            var (low, high) = (0, edges.count)
            while low < high {
                let middle = (low + high) / 2
                if edges[middle] > value { high = middle } else { low = middle + 1 }
            }
            counts[min(max(low - 1, 0), counts.count - 1)] += count
        }
        return Histogram(edges: edges, counts: counts)
    }
}
