extension SVGFigure {
    static func residuals(_ figure: ResidualFigure) -> String? {
        let residuals = figure.points.map { $0.measured - $0.predicted }
        guard let least = figure.points.map(\.predicted).min(), let most = figure.points.map(\.predicted).max(),
            let largest = residuals.map(abs).max()
        else { return nil }
        let rmse = (residuals.reduce(0) { $0 + $1 * $1 } / Double(residuals.count)).squareRoot()
        let margin = max(0.05 * (most - least), abs(most) * 1e-6, 1e-12)
        let reach = max(1.15 * largest, abs(most) * 1e-6, 1e-12)
        var chart = SVGChart(
            title: "\(figure.title): residuals of \(figure.metric)",
            subtitle: "measured less predicted, \(figure.points.count) runs, root mean square \(Readable.number(rmse))",
            description: """
                The largest of \(figure.points.count) residuals is \(Readable.number(largest)); their root mean square is \
                \(Readable.number(rmse)).
                """,
            x: .init(name: "predicted \(figure.metric)", range: least - margin...most + margin, scale: .linear),
            y: .init(name: "measured − predicted", range: -reach...reach, scale: .linear)
        )
        chart.grid()
        chart.draw { document, chart in
            document.line("one", chart.place(least - margin, 0), chart.place(most + margin, 0))
            for point in figure.points {
                let title = """
                    \(Readable.count(point.layers, "layer")), dim \(point.dim): measured \(Readable.metric(point.measured)), \
                    predicted \(Readable.metric(point.predicted))
                    """
                document.circle(
                    "run",
                    chart.place(point.predicted, point.measured - point.predicted),
                    radius: 4.5,
                    title: title
                )
            }
        }
        chart.axes()
        chart.legend([(.run, "a run")])
        return chart.document.text
    }
}
