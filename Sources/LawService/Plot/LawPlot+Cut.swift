import LawFitting

/// A cut through the surface along one axis, with the interval of a new measurement, the plain scaling law, and the nearest runs.
extension LawPlot {
    /// The axis along which a cut runs.
    enum CutAxis: String {
        case layers
        case dim

        var other: String { self == .layers ? "dim" : "layers" }
    }

    private static let points = 80

    func cutSpecification(_ axis: CutAxis) throws(Problem) -> PlotValue {
        let domain = axis == .layers ? fitted.domain.layers : fitted.domain.dim
        let sizes = axis == .layers ? query.search.layers : query.search.dim
        let fixed = try fixedSize(axis)
        let range = Self.shown(domain, sizes)
        let shownSizes = sizes.flatMap { $0.count > 1 ? $0 : nil } ?? wholeSizes(range)
        let predictions = try self.predictions(axis, shownSizes, fixed)
        let curve = Self.curve(axis, shownSizes, fixed, predictions)
        let measured = zip(shownSizes, predictions).filter { domain.contains(Double($0.0)) }
        let bounds = try verticalBounds(measured.map(\.1))
        let x: PlotValue = [
            "field": .string(axis.rawValue), "type": "quantitative", "title": .string(axis.rawValue),
            "scale": [
                "type": "log", "base": 2, "nice": false,
                "domain": [PlotValue(range.lowerBound), PlotValue(range.upperBound)],
            ],
            "axis": ["grid": false, "values": PlotStyle.ticks(range.lowerBound, range.upperBound), "format": "~g"],
        ]
        func y(_ field: String) -> PlotValue {
            [
                "field": .string(field), "type": "quantitative", "title": .string(PlotStyle.title(metric)),
                "scale": ["zero": false, "nice": false, "domain": [PlotValue(bounds.0), PlotValue(bounds.1)]],
                "axis": [
                    "tickCount": 5, "format": PlotStyle.format(bounds.0, bounds.1),
                    "titleLimit": PlotStyle.titleLimit,
                ],
            ]
        }
        func layer(_ data: String, _ mark: PlotValue, _ encoding: PlotValue) -> PlotValue {
            ["data": ["name": .string(data)], "mark": mark, "encoding": encoding]
        }
        func number(_ field: String) -> PlotValue {
            ["field": .string(field), "type": "quantitative", "format": PlotStyle.format(bounds.0, bounds.1)]
        }
        func size(_ field: String) -> PlotValue { ["field": .string(field), "type": "quantitative"] }
        let tooltip: PlotValue = [size("layers"), size("dim"), number("value"), number("low"), number("high")]
        let runTooltip: PlotValue = [size("layers"), size("dim"), number("value")]
        let near = nearest(axis, to: fixed)
        return vegaLite(
            "\(metric) along \(axis.rawValue) at \(axis.other) \(fixed), with the interval of a new measurement. Points are the nearest runs. The dashed line is the plain scaling law."
        )
        .merging([
            "datasets": [
                "cut": .array(curve),
                "scalingLaw": .array(try scalingLaw(axis, wholeSizes(range), fixed)),
                "runs": .array(near),
                "current": [],
                "measured": [["low": PlotValue(domain.low), "high": PlotValue(domain.high)]],
            ],
            "layer": [
                layer(
                    "cut",
                    ["type": "area", "style": "band", "clip": true, "interpolate": "monotone"],
                    ["x": x, "y": y("low"), "y2": ["field": "high"]]
                ),
                layer(
                    "measured",
                    ["type": "rule", "style": "limit"],
                    ["x": .object(["field": "low", "type": "quantitative"])]
                ),
                layer(
                    "measured",
                    ["type": "rule", "style": "limit"],
                    ["x": .object(["field": "high", "type": "quantitative"])]
                ),
                layer(
                    "scalingLaw",
                    ["type": "line", "style": "other", "clip": true, "interpolate": "monotone"],
                    ["x": x, "y": y("value")]
                ),
                layer(
                    "cut",
                    ["type": "line", "style": "curve", "clip": true, "interpolate": "monotone"],
                    ["x": x, "y": y("value"), "tooltip": tooltip]
                ),
                layer(
                    "current",
                    ["type": "point", "style": "current", "filled": false, "clip": true],
                    ["x": x, "y": y("value")]
                ),
                layer(
                    "runs",
                    ["type": "point", "style": "run", "filled": false, "clip": true],
                    ["x": x, "y": y("value"), "tooltip": runTooltip]
                ),
            ],
        ])
    }

    /// The other axis' size, at which the cut lies: the requested one, else that of the optimum for this data.
    private func fixedSize(_ axis: CutAxis) throws(Problem) -> Int {
        let requested = axis == .layers ? query.search.dim?.first : query.search.layers?.first
        if let requested { return requested }
        guard fitted.optimum.dPrime != nil else {
            return Self.whole(axis == .layers ? fitted.optimum.dim : fitted.optimum.layers)
        }
        // The law's own optimum is that of the middle D′.
        let best = try optimum(in: query.search.space(fitted.domain, dataset: dataset)).best
        return axis == .layers ? best.dim : best.layers
    }

    private static func whole(_ size: Double) -> Int { max(1, Int(min(size, 0x1p53).rounded())) }

    private static func shown(_ domain: LawDomain.Range, _ sizes: [Int]?) -> ClosedRange<Double> {
        if let first = sizes?.first, let last = sizes?.last, first < last { return Double(first)...Double(last) }
        let low = max(1, (domain.low / 1.5).rounded(.down))
        return low...max((domain.high * 2).rounded(), low * 2)
    }

    /// Whole sizes, because a model has no others; of many, some that are even on the logarithmic scale.
    private func wholeSizes(_ range: ClosedRange<Double>) -> [Int] {
        var sizes: [Int] = []
        for size in Self.even(range.lowerBound, range.upperBound, Self.points).map(Self.whole)
        where sizes.last.map({ size > $0 }) ?? true {
            sizes.append(size)
        }
        return sizes
    }

    /// The ends of the vertical axis: the values of the runs with some room, and the band over the measured sizes,
    /// unless it is so wide that the curve would look flat.
    private func verticalBounds(_ shown: [Prediction]) throws(Problem) -> (Double, Double) {
        let values = try valueRange()
        let span = values.upperBound - values.lowerBound
        let low = shown.map(\.low).min() ?? values.lowerBound
        let high = shown.map(\.high).max() ?? values.upperBound
        return (
            min(values.lowerBound - 0.25 * span, max(low, values.lowerBound - span)),
            max(values.upperBound + 0.25 * span, min(high, values.upperBound + span))
        )
    }

    private func predictions(_ axis: CutAxis, _ sizes: [Int], _ fixed: Int) throws(Problem) -> [Prediction] {
        switch axis {
        case .layers: return try surface(layers: sizes, dim: [fixed]).map { $0[0] }
        case .dim: return try surface(layers: [fixed], dim: sizes)[0]
        }
    }

    private static func curve(_ axis: CutAxis, _ sizes: [Int], _ fixed: Int, _ predictions: [Prediction])
        -> [PlotValue]
    {
        let isAlongLayers = axis == .layers
        return zip(sizes, predictions).map { size, prediction in
            [
                "layers": PlotValue(isAlongLayers ? size : fixed), "dim": PlotValue(isAlongLayers ? fixed : size),
                "value": PlotValue(prediction.value), "low": PlotValue(prediction.low),
                "high": PlotValue(prediction.high),
            ]
        }
    }

    /// The plain scaling law of the same runs; no points where it cannot be fitted, or where it is the law itself.
    private func scalingLaw(_ axis: CutAxis, _ sizes: [Int], _ fixed: Int) throws(Problem) -> [PlotValue] {
        guard fitted.form != .scalingLaw,
            let scaling = try law.scalingLaws.law(of: metric, fit: { () throws(Problem) in try fittedScalingLaw() })
        else { return [] }
        var points: [PlotValue] = []
        for size in sizes {
            let (layers, dim) = axis == .layers ? (size, fixed) : (fixed, size)
            do {
                let value = try scaling.predict(layers: Double(layers), dim: Double(dim), dPrime: dPrime).value
                points.append([
                    "layers": PlotValue(layers), "dim": PlotValue(dim), "value": PlotValue(value),
                ])
            } catch {
                return []
            }
        }
        return points
    }

    private func fittedScalingLaw() throws(Problem) -> FittedLaw? {
        let scaling: FittedLaw
        do {
            scaling = try FittedLaw(
                fitting: try law.record.request.observations(of: metric),
                options: FitOptions(form: .named(.scalingLaw), goal: fitted.goal, candidates: .required),
                meter: work.meter
            )
        } catch is FitError {
            return nil
        } catch {
            throw work.problem(lawFitting: error)
        }
        // A law is kept for later requests, and that of a stopped fit has no meaning.
        try work.check()
        return scaling
    }

    /// The runs of the measured level that is nearest to the cut.
    private func nearest(_ axis: CutAxis, to fixed: Int) -> [PlotValue] {
        let own = runs.filter(\.isOfThisData)
        func level(_ run: Measured) -> Int { axis == .layers ? run.dim : run.layers }
        func distance(_ level: Int) -> Double { abs(Octaves.of(Double(level)) - Octaves.of(Double(fixed))) }
        guard let nearest = own.map(level).min(by: { distance($0) < distance($1) }) else { return [] }
        return own.filter { level($0) == nearest }.map { run in
            ["layers": PlotValue(run.layers), "dim": PlotValue(run.dim), "value": PlotValue(run.value)]
        }
    }
}
