/// Draws figures for a terminal.
public enum TerminalFigure {
    /// A metric along the layers, at one dim.
    ///
    /// - Parameters:
    ///   - dim: `nil` for the measured one that is nearest to the optimum.
    ///   - layers: the number of layers to mark.
    /// - Returns: the lines; none if there is nothing to draw.
    public static func cut(
        _ subject: FigureSubject,
        dim: Int? = nil,
        layers: Int? = nil,
        _ style: TerminalStyle,
        _ fetch: Fetch
    ) throws -> [String] {
        let law = try FigureLaw(subject, fetch)
        let figure = try CutFigure(law, along: .layers, fixed: dim, mark: layers, fetch)
        guard let range = figure.range, let first = figure.x.first, let last = figure.x.last, first < last else {
            return []
        }
        let data = figure.dPrime.map { ", D′ = \(Readable.number($0))" } ?? ""
        var chart = TerminalChart(
            title: "\(AnswerValue.name(figure.metric)) by layers at dim \(figure.fixed)\(data)",
            axisName: "layers",
            x: first...last,
            y: range,
            style
        )
        chart.band(figure.x, figure.low, figure.high)
        chart.curve(figure.x, figure.value)
        for point in figure.measured { chart.point("●", .point, point.x, point.y) }
        if let mark = figure.mark { chart.point("◆", .mark, mark.x, mark.y) }
        var legend: [(symbol: String, ink: TerminalStyle.Ink, text: String)] = [
            ("⠤", .curve, "law"), ("░", .band, "\(Readable.number(figure.level * 100)) %"),
        ]
        if !figure.measured.isEmpty { legend.append(("●", .point, "measured")) }
        if figure.mark != nil { legend.append(("◆", .mark, "predicted")) }
        return chart.lines(legend: legend)
    }

    /// The best predicted value for every number of parameters.
    ///
    /// - Parameter optimal: the body of an answer of `GET /optimal`.
    public static func frontier(_ optimal: [UInt8], _ style: TerminalStyle) throws -> [String] {
        let figure = try FrontierFigure(title: nil, optimal: optimal)
        let places = figure.points.map(\.parameters)
        let values = figure.points.map(\.value)
        let marked = [figure.best, figure.cheapest].compactMap { $0 }
        guard let first = places.min(), let last = places.max(), first < last,
            let low = (values + marked.map(\.value)).min(), let high = (values + marked.map(\.value)).max()
        else { return [] }
        let margin = max(0.05 * (high - low), abs(high) * 1e-6, 1e-12)
        var chart = TerminalChart(
            title: "\(AnswerValue.name(figure.metric)), the best for every number of parameters",
            axisName: "parameters",
            x: first...last,
            y: low - margin...high + margin,
            style
        )
        chart.stairs(places, values)
        if let cheapest = figure.cheapest { chart.point("◇", .mark, cheapest.parameters, cheapest.value) }
        if let best = figure.best { chart.point("◆", .mark, best.parameters, best.value) }
        return chart.lines(legend: [("⠤", .curve, "frontier"), ("◆", .mark, "best"), ("◇", .mark, "cheapest")])
    }
}
