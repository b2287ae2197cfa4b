import LawFitting

/// How long a fit takes on one core.
struct SpeedLines {
    let grids: [PublishedGrid]

    func bars() throws -> [Bar] {
        let sets = try grids.prefix(2).map { try ObservationSet($0.observations) }
        let small = try seconds { for set in sets { _ = try fit(set) } }
        let large = try (0..<1000).map { index in
            let (layers, dim) = (1 + index % 40, 8 * (1 + index / 40))
            let (depth, width) = (Double(layers) / 40, Double(dim) / 200)
            let value = 0.3 + 0.1 * depth - 0.08 * depth * depth + 0.1 * width - 0.07 * width * width
            return try Observation(layers: layers, dim: dim, value: value + 0.002 * Double(index * 7919 % 101) / 101)
        }
        let largeSet = try ObservationSet(large)
        let big = try seconds { _ = try fit(largeSet) }
        return [
            Bar(
                name: "24-point grid, two metrics, all forms, ms",
                measured: 1000 * small,
                bound: .atMost(250),
                digits: 0
            ),
            Bar(name: "1,000 points, one metric, all forms, s", measured: big, bound: .atMost(20), digits: 1),
        ]
    }

    private func seconds(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let elapsed = try clock.measure(work).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }
}
