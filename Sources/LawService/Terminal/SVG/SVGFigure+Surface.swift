import LawFitting

extension SVGFigure {
    static func surface(_ figure: SurfaceFigure) -> String? {
        guard let firstLayers = figure.layers.first, let lastLayers = figure.layers.last,
            let firstDim = figure.dim.first,
            let lastDim = figure.dim.last, firstLayers < lastLayers, firstDim < lastDim,
            let low = figure.value.joined().min(), let high = figure.value.joined().max()
        else { return nil }
        let best =
            figure.best.map {
                "; best predicted \(Readable.metric($0.value)) at \(Readable.count($0.layers, "layer")), dim \($0.dim)"
            }
            ?? ""
        var chart = SVGChart(
            title: "\(figure.title): \(figure.metric)",
            subtitle: "\(figure.form)\(data(figure.dPrime))\(best)",
            description: """
                Lines of equal predicted \(figure.metric) over layers and dim, from \(Readable.metric(low)) to \
                \(Readable.metric(high)), with \(figure.measured.count) measured configurations\(best).
                """,
            x: .init(name: "layers", range: firstLayers...lastLayers, scale: .logarithmic),
            y: .init(name: "dim", range: firstDim...lastDim, scale: .logarithmic)
        )
        chart.draw { document, chart in
            cells(figure, low, high, &document, chart)
            contours(figure, low, high, &document, chart)
            let places = figure.measured.map { run in
                let (x, y) = chart.place(Double(run.layers), Double(run.dim))
                return SIMD2(x, y)
            }
            document.path("hull", MeasuredHull(places).corners.map { ($0.x, $0.y) }, isClosed: true)
            for row in figure.confidence where (firstLayers...lastLayers).contains(row.layers) {
                document.line(
                    "maybe",
                    chart.place(row.layers, row.dim.lowerBound),
                    chart.place(row.layers, row.dim.upperBound)
                )
            }
            for run in figure.measured {
                let title =
                    "\(Readable.count(run.layers, "layer")), dim \(run.dim): measured \(Readable.metric(run.value))"
                document.circle("run", chart.place(Double(run.layers), Double(run.dim)), radius: 4.5, title: title)
            }
            if let best = figure.best {
                let title =
                    "best: \(Readable.count(best.layers, "layer")), dim \(best.dim), \(Readable.metric(best.value))"
                document.diamond(chart.place(Double(best.layers), Double(best.dim)), radius: 8, title: title)
            }
        }
        chart.axes()
        var legend: [(SVGChart.Mark, String)] = [(.line("contour"), "equal \(figure.metric)"), (.run, "measured")]
        if figure.best != nil { legend.append((.best, "best")) }
        if !figure.confidence.isEmpty, let level = figure.confidenceLevel {
            legend.append((.line("maybe"), "may be as good (\(Readable.number(level * 100)) %)"))
        }
        legend.append((.line("hull"), "measured area"))
        chart.legend(legend)
        return chart.document.text
    }

    /// The more, the better the value: 12 steps of opacity, so that both themes work with one colour.
    private static func cells(
        _ figure: SurfaceFigure,
        _ low: Double,
        _ high: Double,
        _ document: inout SVGDocument,
        _ chart: SVGChart
    ) {
        guard high > low else { return }
        for row in 0..<figure.layers.count - 1 {
            let steps = (0..<figure.dim.count - 1).map { column in
                let corners = [
                    figure.value[row][column], figure.value[row + 1][column], figure.value[row][column + 1],
                    figure.value[row + 1][column + 1],
                ]
                return Int((corners.reduce(0, +) / 4 - low) / (high - low) * 12)
            }
            var begin = 0
            while begin < steps.count {
                // Neighbours with the same step are one rectangle.
                let end = steps[begin...].firstIndex { $0 != steps[begin] } ?? steps.count
                // Whole points leave no seams between rectangles.
                let (a, b) = (
                    chart.place(figure.layers[row], figure.dim[end]),
                    chart.place(figure.layers[row + 1], figure.dim[begin])
                )
                let (left, top) = (a.x.rounded(), a.y.rounded())
                if steps[begin] > 0 {
                    document.element(
                        "rect",
                        [
                            "class": "cell", "x": SVGDocument.number(left), "y": SVGDocument.number(top),
                            "width": SVGDocument.number(b.x.rounded() - left),
                            "height": SVGDocument.number(b.y.rounded() - top),
                            "fill-opacity": SVGDocument.number(0.5 * Double(steps[begin]) / 12),
                        ]
                    )
                }
                begin = end
            }
        }
    }

    private static func contours(
        _ figure: SurfaceFigure,
        _ low: Double,
        _ high: Double,
        _ document: inout SVGDocument,
        _ chart: SVGChart
    ) {
        let levels = Ticks.linear(low...max(high, low), count: 16)
        let x = figure.layers.map { chart.place($0, figure.dim[0]).x }
        let y = figure.dim.map { chart.place(figure.layers[0], $0).y }
        // Marching squares take rows by y.
        let rows = figure.dim.indices.map { column in figure.layers.indices.map { figure.value[$0][column] } }
        var labels: [(x: Double, y: Double)] = []
        for (level, text) in zip(levels, Ticks.texts(levels)) {
            let lines = Contours.joined(Contours.segments(x, y, rows, level: level))
            for line in lines { document.path("contour", line) }
            guard let longest = lines.max(by: { $0.count < $1.count }), longest.count > 8 else { continue }
            // Labels of neighbouring lines must not meet.
            let places = stride(from: longest.count / 6, to: longest.count * 5 / 6, by: 3).map { longest[$0] }
            let free = places.first { place in
                (chart.plotLeft + 24...chart.plotRight - 24).contains(place.x)
                    && (chart.plotTop + 14...chart.plotBottom - 10).contains(place.y)
                    && labels.allSatisfy { abs($0.x - place.x) > 52 || abs($0.y - place.y) > 20 }
            }
            guard let free else { continue }
            labels.append(free)
            document.text(text, x: free.x, y: free.y + 4, .middle, style: "small halo")
        }
    }
}
