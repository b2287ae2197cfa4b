import LawFitting

/// What the law does not explain, run by run.
extension LawPlot {
    func residualSpecification() throws(Problem) -> PlotValue {
        var points: [PlotValue] = []
        var (predictions, residuals): ([Double], [Double]) = ([], [])
        for run in runs {
            try work.check()
            let predicted = try prediction(Double(run.layers), Double(run.dim), dPrime: run.dPrime)
            predictions.append(predicted.value)
            residuals += [predicted.low, predicted.high, run.value].map { $0 - predicted.value }
            points.append([
                "layers": PlotValue(run.layers), "dim": PlotValue(run.dim), "dPrime": PlotValue(run.dPrime),
                "measured": PlotValue(run.value), "predicted": PlotValue(predicted.value),
                "residual": PlotValue(run.value - predicted.value),
                "low": PlotValue(predicted.low - predicted.value), "high": PlotValue(predicted.high - predicted.value),
            ])
        }
        let x: PlotValue = [
            "field": "predicted", "type": "quantitative", "title": .string("predicted \(PlotStyle.title(metric))"),
            "scale": PlotStyle.scale(of: predictions),
            "axis": ["grid": false, "tickCount": 5, "titleLimit": 240],
        ]
        let residualScale = Self.residualScale(residuals, predictions)
        func y(_ field: String) -> PlotValue {
            [
                "field": .string(field), "type": "quantitative", "title": "measured − predicted",
                "scale": residualScale, "axis": ["tickCount": 5],
            ]
        }
        return vegaLite(
            "Measured less predicted \(metric) of each run, over the predicted value. The bars are the interval of a new measurement."
        )
        .merging([
            "datasets": ["residuals": .array(points), "zero": [["residual": 0]]],
            "data": ["name": "residuals"],
            "layer": [
                [
                    "data": ["name": "zero"], "mark": ["type": "rule", "style": "other"],
                    "encoding": ["y": y("residual")],
                ],
                [
                    "mark": ["type": "rule", "style": "band", "strokeWidth": 5, "strokeOpacity": 0.18],
                    "encoding": ["x": x, "y": y("low"), "y2": ["field": "high"]],
                ],
                [
                    "mark": ["type": "point", "style": "run"],
                    "encoding": [
                        "x": x, "y": y("residual"),
                        "tooltip": [
                            ["field": "layers", "type": "quantitative"], ["field": "dim", "type": "quantitative"],
                            ["field": "measured", "type": "quantitative"],
                            ["field": "predicted", "type": "quantitative", "format": ".4~g"],
                        ],
                    ],
                ],
            ],
        ])
    }

    /// Vega finds the ends itself, unless nothing is left but rounding: that must not look like an effect.
    private static func residualScale(_ residuals: [Double], _ predictions: [Double]) -> PlotValue {
        let (largest, size) = (residuals.map(abs).max() ?? 0, predictions.map(abs).max() ?? 0)
        guard largest <= 1e-9 * size else { return ["zero": false] }
        let room = size > 0 ? 0.05 * size : 0.5
        return ["nice": false, "domain": [PlotValue(-room), PlotValue(room)]]
    }
}
