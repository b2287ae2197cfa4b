extension SVGFigure {
    static func frontier(_ figure: FrontierFigure) -> String? {
        let places = figure.points.map(\.parameters)
        let choices = [("best", figure.best), ("cheapest", figure.cheapest)].compactMap { name, point in
            point.map { (name, $0) }
        }
        let values = figure.points.map(\.value) + choices.map(\.1.value)
        guard let first = places.min(), let last = places.max(), first < last, let low = values.min(),
            let high = values.max()
        else { return nil }
        let margin = max(0.1 * (high - low), abs(high) * 1e-6, 1e-12)
        let end = figure.points[figure.points.count - 1]
        var chart = SVGChart(
            title: "\(figure.title): \(figure.metric) against parameters",
            subtitle: "the best predicted value for every number of parameters (\(figure.architecture))",
            description: """
                From \(Readable.number(first)) parameters with \(figure.metric) \(Readable.metric(figure.points[0].value)) to \
                \(Readable.number(last)) with \(Readable.metric(end.value)).
                """,
            x: .init(name: "parameters", range: first...1.3 * last, scale: .logarithmic),
            y: .init(name: figure.metric, range: low - margin...high + margin, scale: .linear)
        )
        chart.grid()
        chart.draw { document, chart in
            var line: [(x: Double, y: Double)] = []
            for (index, point) in figure.points.enumerated() {
                // A budget between two points buys the smaller one.
                if index > 0 { line.append(chart.place(point.parameters, figure.points[index - 1].value)) }
                line.append(chart.place(point.parameters, point.value))
            }
            document.path("curve", line)
            for (name, point) in choices {
                let size = "\(point.layers) × \(point.dim)"
                let place = chart.place(point.parameters, point.value)
                document.diamond(place, radius: 7, title: "\(name): \(size), \(Readable.metric(point.value))")
                // The curve lies to the left, so there is room above its end and below it, on the right.
                let isAbove = (name == "best") == (end.value >= figure.points[0].value)
                let hasRoom = place.x < chart.plotRight - 105
                document.text(
                    "\(name) \(size)",
                    x: place.x + (hasRoom ? 2 : 8),
                    y: place.y + (isAbove ? -13 : 24),
                    hasRoom && !isAbove ? .start : .end,
                    style: "halo"
                )
            }
        }
        chart.axes()
        chart.legend([(.line("curve"), "frontier"), (.best, "layers × dim of a choice")])
        return chart.document.text
    }
}
