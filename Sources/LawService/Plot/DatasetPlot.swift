import HTTPMessage
import PredictionStore
import SequenceEntropy

/// The query of `GET /datasets/{id}/plot`.
struct DatasetPlotQuery: Sendable {
    static let names = ["view"]

    enum View: String, CaseIterable, Sendable {
        /// The lengths of the sequences.
        case lengths
        /// The users' ApEn.
        case apEn
    }

    let view: View

    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        view = reader.choice("view", of: View.self) ?? .lengths
        try reader.check()
    }
}

/// How a figure is distributed over the users of a dataset.
enum DatasetPlot {
    /// - Throws: 422 if no user has the figure.
    static func specification(_ record: DatasetRecord, _ view: DatasetPlotQuery.View) throws(Problem) -> PlotValue {
        let summary = record.summary
        let (title, distribution, bins) =
            view == .lengths
            ? ("items of a user", summary.length, summary.lengthBins)
            : ("ApEn of a user (nats)", summary.apEnDistribution, summary.apEnBins)
        guard let distribution else {
            let reason = summary.absences[view == .lengths ? .length : .apEnDistribution]?.message ?? "no user has it"
            throw Problem(.undefinedResult, "there is no distribution to draw: \(reason)")
        }
        // Lengths span orders of magnitude.
        let isLogarithmic = view == .lengths && distribution.max > 40 * max(distribution.min, 1)
        let scale: PlotValue = isLogarithmic ? ["type": "log", "nice": false] : ["zero": false, "nice": false]
        let x: [String: PlotValue] = [
            "type": "quantitative", "title": .string(title), "scale": scale,
            "axis": ["grid": false, "tickCount": 6, "format": ".6~g"],
        ]
        func xField(_ field: String) -> PlotValue { .object(x.merging(["field": .string(field)]) { _, new in new }) }
        let values: PlotValue = [
            "min": PlotValue(distribution.min), "p25": PlotValue(distribution.p25),
            "median": PlotValue(distribution.median), "p75": PlotValue(distribution.p75),
            "max": PlotValue(distribution.max), "mean": PlotValue(distribution.mean),
        ]
        let median: PlotValue = [
            "data": ["name": "summary"], "mark": ["type": "rule", "style": "mark"],
            "encoding": ["x": xField("median"), "tooltip": tooltip],
        ]
        let head: PlotValue = [
            "$schema": PlotStyle.vegaLite, "config": PlotStyle.config, "width": 420, "height": 180, "padding": 4,
            "description": .string("How \(title) are distributed. The line is the median."),
        ]
        guard let bins else {
            // Stored before bins were kept: the five numbers of the distribution remain.
            return head.merging([
                "datasets": ["summary": [values]], "data": ["name": "summary"], "height": 60,
                "layer": [
                    [
                        "mark": ["type": "rule", "style": "curve"],
                        "encoding": ["x": xField("min"), "x2": ["field": "max"]],
                    ],
                    [
                        "mark": ["type": "bar", "style": "bar", "height": 22],
                        "encoding": ["x": xField("p25"), "x2": ["field": "p75"], "tooltip": tooltip],
                    ],
                    median,
                ],
            ])
        }
        return head.merging([
            "datasets": ["bins": .array(rows(bins, isLogarithmic: isLogarithmic)), "summary": [values]],
            "layer": [
                [
                    "data": ["name": "bins"], "mark": ["type": "rect", "style": "bar"],
                    "encoding": [
                        "x": xField("from"), "x2": ["field": "to"],
                        "y": ["field": "users", "type": "quantitative", "title": "users", "axis": ["tickCount": 4]],
                        "y2": ["datum": 0],
                        "tooltip": [
                            ["field": "from", "type": "quantitative", "format": "~g"],
                            ["field": "to", "type": "quantitative", "format": "~g"],
                            ["field": "users", "type": "quantitative"],
                        ],
                    ],
                ],
                median,
            ],
        ])
    }

    private static let tooltip: PlotValue = [
        ["field": "min", "type": "quantitative", "format": ".4~g"],
        ["field": "p25", "type": "quantitative", "format": ".4~g"],
        ["field": "median", "type": "quantitative", "format": ".4~g"],
        ["field": "p75", "type": "quantitative", "format": ".4~g"],
        ["field": "max", "type": "quantitative", "format": ".4~g"],
        ["field": "mean", "type": "quantitative", "format": ".4~g"],
    ]

    private static func rows(_ bins: Histogram, isLogarithmic: Bool) -> [PlotValue] {
        bins.counts.indices.map { index in
            var (from, to) = (bins.edges[index], bins.edges[index + 1])
            // All values are equal: a bar of no width would not show.
            if from == to { (from, to) = (from - 0.01, to + 0.01) }
            if isLogarithmic { from = max(from, 0.5) }
            return ["from": PlotValue(from), "to": PlotValue(to), "users": PlotValue(bins.counts[index])]
        }
    }
}

extension PlotService {
    /// `GET /datasets/{id}/plot`.
    func dataset(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let query = try DatasetPlotQuery(request.query())
        let reference = request.reference
        return .answer(on: .brief, bounds) { _ throws(Problem) in
            guard let found = try datasets.find(reference) else {
                throw CatalogueService.missing(.dataset, reference)
            }
            return JSONAnswer.response(.ok, try DatasetPlot.specification(found.record, query.view))
        }
    }
}
