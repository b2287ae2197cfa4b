import Foundation

/// The look of all plots. Marks name styles, so that a page replaces the look by replacing `config` alone.
enum PlotStyle {
    static let vega: PlotValue = "https://vega.github.io/schema/vega/v5.json"
    static let vegaLite: PlotValue = "https://vega.github.io/schema/vega-lite/v5.json"

    private static let ink: PlotValue = "#1c1f23"
    private static let soft: PlotValue = "#5d646d"
    private static let line: PlotValue = "#e4e5e3"
    private static let accent: PlotValue = "#0f6e74"
    private static let choice: PlotValue = "#c2410c"

    static let config: PlotValue = [
        "background": "#ffffff",
        "font": "Inter, system-ui, sans-serif",
        "axis": [
            "labelColor": soft, "titleColor": soft, "titleFontWeight": 400, "gridColor": line, "domainColor": line,
            "tickColor": line, "labelFontSize": 11, "titleFontSize": 12,
        ],
        "legend": ["labelColor": soft, "titleColor": soft, "titleFontWeight": 400, "labelFontSize": 11],
        "title": ["color": ink, "fontSize": 13, "fontWeight": 600, "subtitleColor": soft, "anchor": "start"],
        "view": ["stroke": .null],
        "range": ["ramp": ["#f2f5f4", "#b9dcd9", "#4f9ea0", "#0f4f56"]],
        "style": [
            "contour": ["stroke": "#ffffff", "strokeOpacity": 0.5, "strokeWidth": 0.6],
            "hatch": ["stroke": soft, "strokeOpacity": 0.35, "strokeWidth": 0.7],
            "hull": ["stroke": soft, "strokeDash": [3, 3], "strokeWidth": 1, "fill": .null],
            "region": ["stroke": choice, "strokeWidth": 1.5, "fillOpacity": 0],
            "run": ["color": ink, "stroke": ink, "strokeWidth": 1.3, "size": 44],
            "choice": ["color": choice, "fill": choice, "stroke": "#ffffff", "strokeWidth": 1, "size": 150],
            "limit": ["color": soft, "stroke": soft, "strokeWidth": 1, "strokeDash": [1, 3]],
            "current": ["color": ink, "stroke": ink, "fill": "transparent", "strokeWidth": 2, "size": 170],
            "band": ["color": accent, "fill": accent, "fillOpacity": 0.18, "opacity": 1],
            "curve": ["color": accent, "stroke": accent, "strokeWidth": 2],
            "other": ["color": soft, "stroke": soft, "strokeWidth": 1.2, "strokeDash": [5, 3]],
            "bar": ["color": accent, "fill": accent, "fillOpacity": 0.75],
            "mark": ["color": choice, "stroke": choice, "strokeWidth": 1.3],
            "label": ["fill": ink, "color": ink, "fontSize": 12, "fontWeight": 600],
            "halo": ["stroke": "#ffffff", "strokeWidth": 6, "strokeOpacity": 0.9, "fontSize": 12, "fontWeight": 600],
        ],
    ]

    /// Powers of two within a range; half steps too where there are few.
    static func ticks(_ low: Double, _ high: Double) -> PlotValue {
        let powers = (0...40).map { Double(1 << $0) }
        let inside = powers.filter { $0 >= low && $0 <= high }
        guard inside.count < 3 else { return PlotValue(inside) }
        return PlotValue((powers + powers.dropFirst().map { $0 * 1.5 }).filter { $0 >= low && $0 <= high }.sorted())
    }

    /// A format in which the values of a range differ from each other.
    static func format(_ low: Double, _ high: Double) -> PlotValue {
        let range = high - low
        if range < 0.5 {
            // Two digits of the range itself, and never more than a `Double` has.
            let digits = range > 0 ? 1 - Int(log10(range).rounded(.down)) : 3
            return ".\(min(max(digits, 3), 15))f"
        }
        // Without a precision, the ticks 6, 8 and 10 would be «6, 8, 1e+1».
        return range < 5 ? ".2f" : ".6~g"
    }

    /// The longest title, in pixels. A longer title of the vertical axis would take the height of the plot away.
    static let titleLimit: PlotValue = 150
    private static let longestTitle = 24

    /// The name of a metric as the title of an axis: of a long one its end, which tells metrics apart.
    static func title(_ metric: String) -> String {
        guard metric.count > longestTitle else { return metric }
        let end = metric.suffix(longestTitle - 1)
        // A whole word at the start reads better, if enough is left.
        let word = end.firstIndex { "/._ ".contains($0) }.map { end[$0...].dropFirst() } ?? end
        return "…" + (2 * word.count >= longestTitle ? word : end)
    }

    /// A range in which ticks can differ: values that are equal, apart from rounding, get some room around them.
    static func spread(_ low: Double, _ high: Double) -> ClosedRange<Double> {
        let size = max(abs(low), abs(high))
        guard high - low <= 1e-9 * size else { return low...high }
        let room = size > 0 ? 0.05 * size : 0.5
        return (low - room)...(high + room)
    }

    /// A linear scale of a metric. Vega finds the ends itself, unless all values are equal.
    static func scale(of values: [Double]) -> PlotValue {
        let scale: PlotValue = ["zero": false]
        guard let low = values.min(), let high = values.max() else { return scale }
        let range = spread(low, high)
        guard range != low...high else { return scale }
        return scale.merging(["nice": false, "domain": [PlotValue(range.lowerBound), PlotValue(range.upperBound)]])
    }
}
