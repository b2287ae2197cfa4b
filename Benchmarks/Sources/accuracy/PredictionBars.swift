import LawFitting

/// How well the default law predicts measurements that are left out.
struct PredictionBars {
    let grids: [PublishedGrid]

    func bars() throws -> [Bar] {
        let single = try grids.map { try HeldOut($0, leavingOut: $0.single) }
        let layers = try grids.map { try HeldOut($0, leavingOut: $0.levels(\.layers)) }
        let dim = try grids.map { try HeldOut($0, leavingOut: $0.levels(\.dim)) }
        let deep = try grids.map { try HeldOut($0, leavingOut: [$0.deepest]) }
        let wide = try grids.map { try HeldOut($0, leavingOut: [$0.widest]) }
        let inside = single.flatMap(\.outcomes)
        let beyond = (deep + wide).flatMap(\.outcomes)
        let widths = zip(single, grids).map { held, grid in held.outcomes.map(\.width95).mean / grid.deviation }
        return [
            Bar(name: "leave-one-out RMSE ratio", measured: single.map(\.ratio).geometricMean, bound: .atMost(0.83)),
            Bar(name: "the same, worst grid", measured: single.map(\.ratio).max() ?? .nan, bound: .atMost(1.10)),
            Bar(
                name: "median leave-one-out R²",
                measured: zip(single, grids).map { $0.r2($1) }.median,
                bound: .atLeast(0.9)
            ),
            Bar(
                name: "a whole level of layers or of dim left out, ratio",
                measured: (layers + dim).map(\.ratio).geometricMean,
                bound: .atMost(0.87)
            ),
            Bar(name: "– levels of layers alone", measured: layers.map(\.ratio).geometricMean, bound: .atMost(0.87)),
            Bar(name: "– levels of dim alone", measured: dim.map(\.ratio).geometricMean, bound: .atMost(0.87)),
            Bar(
                name: "the deepest models predicted from the rest, ratio",
                measured: deep.map(\.ratio).geometricMean,
                bound: .atMost(0.85)
            ),
            Bar(
                name: "the widest models predicted from the rest, ratio",
                measured: wide.map(\.ratio).geometricMean,
                bound: .atMost(0.85)
            ),
            Bar(name: "coverage of the 95 % interval", measured: inside.map(\.in95).share, bound: .within(0.92...0.98)),
            Bar(name: "coverage of the 80 % interval", measured: inside.map(\.in80).share, bound: .within(0.77...0.88)),
            Bar(
                name: "mean width of the 95 % interval, in standard deviations of y",
                measured: widths.mean,
                bound: .atMost(1.75)
            ),
            Bar(
                name: "coverage of the 95 % interval in extrapolation",
                measured: beyond.map(\.in95).share,
                bound: .atLeast(0.9)
            ),
        ]
    }
}
