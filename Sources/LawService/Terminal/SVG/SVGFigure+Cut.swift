extension SVGFigure {
    static func cut(_ figure: CutFigure) -> String? {
        guard let range = figure.range, let first = figure.x.first, let last = figure.x.last, first < last else {
            return nil
        }
        let other = figure.axis == .layers ? "dim \(figure.fixed)" : Readable.count(figure.fixed, "layer")
        let percent = Readable.number(figure.level * 100)
        var chart = SVGChart(
            title: "\(figure.title): \(figure.metric) by \(figure.axis.rawValue) at \(other)",
            subtitle: "\(percent) % interval of a new run\(data(figure.dPrime))",
            description: description(figure, other: other),
            x: .init(name: figure.axis.rawValue, range: first...last, scale: .logarithmic),
            y: .init(name: figure.metric, range: range, scale: .linear)
        )
        chart.grid()
        chart.draw { document, chart in
            let high = zip(figure.x, figure.high).map { chart.place($0, $1) }
            let low = zip(figure.x, figure.low).map { chart.place($0, $1) }
            document.path("band", high + low.reversed(), isClosed: true)
            document.path("curve", zip(figure.x, figure.value).map { chart.place($0, $1) })
            for point in figure.measured {
                let title = "measured: \(figure.axis.rawValue) \(Readable.number(point.x)), \(Readable.metric(point.y))"
                document.circle("run", chart.place(point.x, point.y), radius: 4.5, title: title)
            }
        }
        chart.axes()
        var legend: [(SVGChart.Mark, String)] = [(.line("curve"), "law"), (.area, "\(percent) % interval")]
        if !figure.measured.isEmpty { legend.append((.run, "measured")) }
        chart.legend(legend)
        return chart.document.text
    }

    private static func description(_ figure: CutFigure, other: String) -> String {
        let best = zip(figure.x, figure.value).max { $0.1 < $1.1 }
        let least = zip(figure.x, figure.value).min { $0.1 < $1.1 }
        guard let best, let least else { return "" }
        return """
            The predicted \(figure.metric) at \(other) lies between \(Readable.metric(least.1)) at \
            \(Readable.number(least.0)) and \(Readable.metric(best.1)) at \(Readable.number(best.0)) \
            \(figure.axis.rawValue == "dim" ? "(dim)" : "layers"), with \(Readable.count(figure.measured.count, "measured run")).
            """
    }
}
