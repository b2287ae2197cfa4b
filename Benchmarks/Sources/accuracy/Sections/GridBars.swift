/// How well the default law predicts what was left out of the published grids.
struct GridBars {
    let grids: [PublishedGrid]

    func rows() throws -> [BarRow] {
        let named = grids.map { (name: $0.name, all: $0.measurements) }
        let single = try TableScore(joining: named.map { $0.all.single($0.name) })
        let layers = try TableScore(joining: named.map { $0.all.levels(\.layers, $0.name) })
        let dims = try TableScore(joining: named.map { $0.all.levels(\.dim, $0.name) })
        let deepest = try TableScore(named.map { $0.all.largest(\.layers, $0.name) })
        let widest = try TableScore(named.map { $0.all.largest(\.dim, $0.name) })
        let r2 = zip(single.cases, grids).map { score, grid in
            1 - score.errors.map { $0 * $0 }.sum
                / (grid.deviation * grid.deviation * Double(grid.observations.count - 1))
        }
        return [
            BarRow("leave-one-out, RMSE ratio", .atMost(0.83), single.ratio, .seen),
            BarRow("– worst grid", .atMost(1.10), single.worst, .seen),
            BarRow("– median R²", .atLeast(0.9), r2.median, .seen),
            BarRow("– coverage of the 95 % interval", .within(0.93...0.98), single.coverage95, .seen),
            BarRow("– coverage of the 80 % interval", .within(0.78...0.89), single.coverage80, .seen),
            BarRow("– median width of the 95 % interval, in sd of y", .atMost(1.75), single.width, .seen),
            BarRow("a whole level of layers or of dim left out", .atMost(0.89), (layers + dims).ratio, .seen),
            BarRow("– layers; dim", text: pair(layers, dims, \.ratio), .seen),
            BarRow("– coverage of the 95 % interval, layers; dim", text: pair(layers, dims, \.coverage95), .seen),
            BarRow("the deepest from the rest", .atMost(0.85), deepest.ratio, .seen),
            BarRow("– coverage of the 95 % interval", .atLeast(0.95), deepest.coverage95, .seen),
            BarRow("the widest from the rest", .atMost(0.85), widest.ratio, .seen),
            BarRow("– coverage of the 95 % interval", .atLeast(0.84), widest.coverage95, .seen),
            BarRow("– median width, deepest; widest", text: pair(deepest, widest, \.width), .seen),
            .noData("the same for the NDCG@10 grids: leave-one-out; deepest; widest", .atMost(0.85)),
        ]
    }

    private func pair(_ first: TableScore, _ second: TableScore, _ figure: (TableScore) -> Double) -> String {
        "\(BarRow.text(figure(first), 3)); \(BarRow.text(figure(second), 3))"
    }
}
