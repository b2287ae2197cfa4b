import LawFitting

/// Contours of the fitted surface: the runs, the best configuration with what cannot be told from it, and hatching where nothing was
/// measured.
extension LawPlot {
    private static let columns = 96
    private static let rows = 60
    private static let width = 640.0
    private static let height = 400.0
    private static let hatchingLines = 64

    func surfaceSpecification() throws(Problem) -> PlotValue {
        let optimum = try optimum(in: query.search.space(fitted.domain, dataset: dataset))
        let best = optimum.best
        let (layerRange, dimRange) = (
            range(fitted.domain.layers, including: best.layers), range(fitted.domain.dim, including: best.dim)
        )
        let layers = Self.centres(layerRange, Self.columns)
        let dim = Self.centres(dimRange, Self.rows)
        let grid = try expectedValues(layers: layers, dim: dim)
        // Contours are drawn row by row, the largest dim first.
        let values = dim.indices.reversed().flatMap { row in layers.indices.map { grid[$0][row] } }
        let scale = try colourRange(best.prediction.value)
        return [
            "$schema": PlotStyle.vega, "config": PlotStyle.config, "width": PlotValue(Self.width),
            "height": PlotValue(Self.height), "padding": 4,
            "description": .string(
                "Contours of \(metric) over layers and dim. Points are runs, filled by their value. The diamond is the best configuration, \(Readable.count(best.layers, "layer")) and dim \(best.dim). The outline is what cannot be told from it. Hatched is what was not measured."
            ),
            "data": [
                [
                    "name": "grid",
                    "values": [
                        [
                            "width": PlotValue(Self.columns), "height": PlotValue(Self.rows),
                            "values": PlotValue(values), "layers": PlotValue(layers), "dim": PlotValue(dim),
                        ]
                    ],
                ],
                [
                    "name": "contours", "source": "grid",
                    "transform": [
                        [
                            "type": "isocontour", "field": ["expr": "datum"],
                            "thresholds": PlotValue(thresholds(scale)),
                        ]
                    ],
                ],
                ["name": "hatch", "values": hatching(layerRange, dimRange)],
                ["name": "hull", "values": hullOutline],
                ["name": "region", "values": region(optimum)],
                ["name": "runs", "values": try measuredPoints()],
                ["name": "best", "values": [label(best)]],
                // Where the reader of an interactive picture looks; empty in a still one.
                ["name": "current", "values": []],
            ],
            "projections": [
                ["name": "grid", "type": "identity", "scale": PlotValue(Self.width / Double(Self.columns))]
            ],
            "scales": [
                ["name": "x", "type": "log", "base": 2, "domain": Self.bounds(layerRange), "range": "width"],
                ["name": "y", "type": "log", "base": 2, "domain": Self.bounds(dimRange), "range": "height"],
                [
                    "name": "colour", "type": "linear", "domain": Self.bounds(scale), "range": "ramp", "clamp": true,
                    "reverse": .bool(fitted.goal == .minimise),
                ],
            ],
            "axes": [
                [
                    "orient": "bottom", "scale": "x", "title": "layers",
                    "values": PlotStyle.ticks(layerRange.lowerBound, layerRange.upperBound),
                ],
                [
                    "orient": "left", "scale": "y", "title": "dim",
                    "values": PlotStyle.ticks(dimRange.lowerBound, dimRange.upperBound),
                ],
            ],
            "legends": [
                [
                    "fill": "colour", "orient": "top", "direction": "horizontal",
                    "title": .string(PlotStyle.title(metric)),
                    "titleOrient": "left", "format": PlotStyle.format(scale.lowerBound, scale.upperBound),
                    "gradientLength": ["signal": "clamp(width * 0.4, 90, 220)"],
                    "gradientThickness": 10, "tickCount": 4,
                ]
            ],
            "marks": marks,
        ]
    }

    private var marks: PlotValue {
        let place: [String: PlotValue] = [
            "x": ["scale": "x", "field": "layers"], "y": ["scale": "y", "field": "dim"],
        ]
        func placed(_ more: [String: PlotValue]) -> PlotValue { .object(place.merging(more) { _, new in new }) }
        // A label left of its point stays inside the picture on the right half.
        let side: PlotValue = ["signal": "scale('x', datum.layers) > width * 0.6 ? 'right' : 'left'"]
        let offset: PlotValue = ["signal": "scale('x', datum.layers) > width * 0.6 ? -12 : 12"]
        return [
            [
                "type": "path", "style": "contour", "clip": true, "from": ["data": "contours"],
                "encode": [
                    "enter": ["fill": ["scale": "colour", "field": "contour.value"]],
                    // The picture may be drawn in another size, with other proportions.
                    "update": [
                        "scaleX": ["signal": .string("width / \(Self.width)")],
                        "scaleY": ["signal": .string("height / \(Self.height)")],
                    ],
                ],
                "transform": [["type": "geopath", "field": "datum.contour", "projection": "grid"]],
            ],
            [
                "type": "rule", "style": "hatch", "clip": true, "from": ["data": "hatch"],
                "encode": [
                    "update": placed([
                        "x2": ["scale": "x", "field": "layers2"], "y2": ["scale": "y", "field": "dim2"],
                        "opacity": ["signal": .string("width < 420 && \(Self.hatchingIndex) % 2 ? 0 : 1")],
                    ])
                ],
            ],
            [
                "type": "line", "style": "hull", "from": ["data": "hull"], "interactive": false,
                "encode": ["update": .object(place)],
            ],
            [
                "type": "area", "style": "region", "clip": true, "from": ["data": "region"], "interactive": false,
                "encode": [
                    "update": [
                        "x": ["scale": "x", "field": "layers"], "y": ["scale": "y", "field": "high"],
                        "y2": ["scale": "y", "field": "low"],
                    ]
                ],
            ],
            [
                "type": "symbol", "style": "run", "from": ["data": "runs"],
                "encode": [
                    "update": placed([
                        "fill": [
                            ["test": "datum.isOfThisData", "scale": "colour", "field": "value"],
                            ["value": "transparent"],
                        ],
                        "tooltip": [
                            "signal":
                                "{'layers': datum.layers, 'dim': datum.dim, 'measured': datum.value, 'predicted': datum.predicted}"
                        ],
                    ])
                ],
            ],
            [
                "type": "symbol", "style": "current", "clip": true, "from": ["data": "current"], "interactive": false,
                "encode": ["update": placed(["shape": ["value": "circle"]])],
            ],
            [
                "type": "symbol", "style": "choice", "from": ["data": "best"],
                "encode": [
                    "update": placed([
                        "shape": ["value": "diamond"],
                        "tooltip": ["signal": "{'best': datum.label, 'predicted': datum.value}"],
                    ])
                ],
            ],
            labels("halo", placed, side, offset), labels("label", placed, side, offset),
        ]
    }

    /// The number of a line of the hatching, in Vega's language. A narrow picture shows every second one.
    private static var hatchingIndex: String {
        let across = "scale('x', datum.layers) / width * \(width / height) + scale('y', datum.dim) / height"
        return "floor((\(across)) * \(Double(hatchingLines) * height / width))"
    }

    /// The same text twice: its outline makes it readable on any colour.
    private func labels(
        _ style: String,
        _ placed: ([String: PlotValue]) -> PlotValue,
        _ side: PlotValue,
        _ offset: PlotValue
    ) -> PlotValue {
        [
            "type": "text", "style": .string(style), "from": ["data": "best"], "interactive": false,
            "encode": [
                "update": placed([
                    "text": ["field": "label"], "align": side, "dx": offset, "baseline": ["value": "middle"],
                ])
            ],
        ]
    }

    // MARK: Data

    private func label(_ best: Optimum.Choice) -> PlotValue {
        [
            "layers": PlotValue(best.layers), "dim": PlotValue(best.dim), "value": PlotValue(best.prediction.value),
            "low": PlotValue(best.prediction.low), "high": PlotValue(best.prediction.high),
            "parameters": PlotValue(best.parameters), "label": .string("\(best.layers) × \(best.dim)"),
        ]
    }

    private func measuredPoints() throws(Problem) -> PlotValue {
        var points: [PlotValue] = []
        for run in runs {
            try work.check()
            let predicted = try prediction(Double(run.layers), Double(run.dim), dPrime: run.dPrime)
            points.append([
                "layers": PlotValue(run.layers), "dim": PlotValue(run.dim), "value": PlotValue(run.value),
                "dPrime": PlotValue(run.dPrime), "predicted": PlotValue(predicted.value),
                "isOfThisData": .bool(run.isOfThisData),
            ])
        }
        return .array(points)
    }

    private func region(_ optimum: Optimum) -> PlotValue {
        let rows = optimum.confidence.byLayers
        // One number of layers alone would be a line without width.
        let widened = rows.count == 1 ? [(rows[0], 0.94), (rows[0], 1.06)] : rows.map { ($0, 1.0) }
        return .array(
            widened.map { row, factor in
                [
                    "layers": PlotValue(Double(row.layers) * factor), "low": PlotValue(row.dim.lowerBound),
                    "high": PlotValue(row.dim.upperBound),
                ]
            }
        )
    }

    private var hullOutline: PlotValue {
        let corners = fitted.hullCorners
        return .array(
            (corners + corners.prefix(1)).map { corner in
                ["layers": PlotValue(Octaves.size(corner.x)), "dim": PlotValue(Octaves.size(corner.y))]
            }
        )
    }

    private func hatching(_ layers: ClosedRange<Double>, _ dim: ClosedRange<Double>) -> PlotValue {
        let hatching = Hatching(
            low: SIMD2(Octaves.of(layers.lowerBound), Octaves.of(dim.lowerBound)),
            high: SIMD2(Octaves.of(layers.upperBound), Octaves.of(dim.upperBound)),
            polygon: fitted.hullCorners
        )
        return .array(
            hatching.lines(count: Self.hatchingLines, aspect: Self.width / Self.height).map { line in
                [
                    "layers": PlotValue(Octaves.size(line.from.x)), "dim": PlotValue(Octaves.size(line.from.y)),
                    "layers2": PlotValue(Octaves.size(line.to.x)), "dim2": PlotValue(Octaves.size(line.to.y)),
                ]
            }
        )
    }

    // MARK: Scales

    /// The measured range with a margin, which is wider above, where the next run may be.
    private func range(_ measured: LawDomain.Range, including best: Int) -> ClosedRange<Double> {
        let low = max(1, min(measured.low / 1.3, Double(best) / 1.15))
        let high = max(measured.high * 1.5, Double(best) * 1.2)
        return low...max(high, low * 2)
    }

    /// The middles of cells that are even on the logarithmic scale. Isocontours take a value as that of its cell's middle.
    private static func centres(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
        let (start, end) = (Octaves.of(range.lowerBound), Octaves.of(range.upperBound))
        return (0..<count).map { max(1, Octaves.size(start + (end - start) * (Double($0) + 0.5) / Double(count))) }
    }

    private func colourRange(_ best: Double) throws(Problem) -> ClosedRange<Double> {
        let range = try valueRange()
        return min(range.lowerBound, best)...max(range.upperBound, best)
    }

    /// Levels that are closer where the values are better, so that the surroundings of the best show.
    private func thresholds(_ range: ClosedRange<Double>) -> [Double] {
        let count = 16
        let span = range.upperBound - range.lowerBound
        let shares = (1..<count).map { index in
            let rest = 1 - Double(index) / Double(count)
            return 1 - rest * (0.35 + 0.65 * rest)
        }
        guard fitted.goal == .minimise else {
            return [range.lowerBound - 1e3 * span] + [range.lowerBound] + shares.map { range.lowerBound + span * $0 }
        }
        return [range.lowerBound - 1e3 * span] + shares.reversed().map { range.upperBound - span * $0 }
            + [range.upperBound]
    }

    private static func bounds(_ range: ClosedRange<Double>) -> PlotValue {
        [PlotValue(range.lowerBound), PlotValue(range.upperBound)]
    }
}
