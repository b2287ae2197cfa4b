import LawFitting

/// The best value that a number of parameters buys.
extension LawPlot {
    func frontierSpecification() throws(Problem) -> PlotValue {
        let optimum = try optimum(in: query.search.space(fitted.domain, dataset: dataset))
        let points: [PlotValue] = optimum.frontier.map { point in
            [
                "layers": PlotValue(point.layers), "dim": PlotValue(point.dim), "value": PlotValue(point.value),
                "parameters": PlotValue(point.parameters),
            ]
        }
        func choice(_ name: String, _ choice: Optimum.Choice) -> PlotValue {
            [
                "choice": .string(name), "layers": PlotValue(choice.layers), "dim": PlotValue(choice.dim),
                "value": PlotValue(choice.prediction.value), "low": PlotValue(choice.prediction.low),
                "high": PlotValue(choice.prediction.high), "parameters": PlotValue(choice.parameters),
            ]
        }
        let x: PlotValue = [
            "field": "parameters", "type": "quantitative", "title": "parameters",
            "scale": ["type": "log", "nice": false],
            "axis": ["format": "~s", "grid": false, "tickCount": 5],
        ]
        let ends = [optimum.best.prediction.low, optimum.best.prediction.high]
        let scale = PlotStyle.scale(of: optimum.frontier.map(\.value) + ends)
        func y(_ field: String) -> PlotValue {
            [
                "field": .string(field), "type": "quantitative", "title": .string(PlotStyle.title(metric)),
                "scale": scale, "axis": ["tickCount": 5, "titleLimit": PlotStyle.titleLimit],
            ]
        }
        let tooltip: PlotValue = [
            ["field": "layers", "type": "quantitative"], ["field": "dim", "type": "quantitative"],
            ["field": "parameters", "type": "quantitative", "format": "~s"],
            ["field": "value", "type": "quantitative", "format": ".4~g"],
        ]
        return vegaLite(
            "The best predicted \(metric) for each number of parameters. The diamond is the best within the budget, with the interval of a new measurement."
        )
        .merging([
            "datasets": [
                "frontier": .array(points),
                "choices": [choice("best", optimum.best), choice("cheapest", optimum.cheapest)],
                "best": [choice("best", optimum.best)],
            ],
            "layer": [
                [
                    "data": ["name": "frontier"],
                    "mark": ["type": "line", "style": "curve", "interpolate": "step-after"],
                    "encoding": ["x": x, "y": y("value")],
                ],
                [
                    "data": ["name": "frontier"],
                    "mark": ["type": "point", "style": "curve", "opacity": 0, "size": 60],
                    "encoding": ["x": x, "y": y("value"), "tooltip": tooltip],
                ],
                [
                    "data": ["name": "best"], "mark": ["type": "rule", "style": "mark"],
                    "encoding": ["x": x, "y": y("low"), "y2": ["field": "high"]],
                ],
                [
                    "data": ["name": "choices"],
                    "mark": ["type": "point", "style": "choice", "shape": "diamond", "filled": true],
                    "encoding": ["x": x, "y": y("value"), "tooltip": tooltip],
                ],
            ],
        ])
    }
}
