import Foundation

/// An SVG with two axes.
struct SVGChart {
    /// How values become places on an axis.
    enum Scale {
        case linear, logarithmic

        func share(_ value: Double, in range: ClosedRange<Double>) -> Double {
            switch self {
            case .linear: (value - range.lowerBound) / (range.upperBound - range.lowerBound)
            case .logarithmic: log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
            }
        }

        func ticks(_ range: ClosedRange<Double>, count: Int) -> (places: [Double], texts: [String]) {
            switch self {
            case .linear:
                let places = Ticks.linear(range, count: count)
                return (places, Ticks.texts(places))
            case .logarithmic:
                let places = Ticks.logarithmic(range, count: count)
                return (places, places.map(Ticks.short))
            }
        }
    }

    struct Axis {
        let name: String
        let range: ClosedRange<Double>
        let scale: Scale
    }

    private static let width = 760.0
    private static let height = 500.0
    private static let left = 84.0
    private static let right = 24.0
    private static let top = 62.0
    private static let bottom = 84.0

    let x: Axis
    let y: Axis
    private(set) var document: SVGDocument

    init(title: String, subtitle: String, description: String, x: Axis, y: Axis) {
        self.x = x
        self.y = y
        let shown = DisplayWidth.cut(title, to: 80)
        document = SVGDocument(width: Self.width, height: Self.height, title: title, description: description)
        document.text(shown, x: Self.left, y: 28, style: "title")
        document.text(DisplayWidth.cut(subtitle, to: 110), x: Self.left, y: 48, style: "small")
    }

    var plotLeft: Double { Self.left }
    var plotRight: Double { Self.width - Self.right }
    var plotTop: Double { Self.top }
    var plotBottom: Double { Self.height - Self.bottom }

    /// A place in the picture. It stays within the plot, so that nothing is drawn over labels.
    func place(_ xValue: Double, _ yValue: Double) -> (x: Double, y: Double) {
        func clamped(_ share: Double) -> Double { share.isFinite ? min(max(share, 0), 1) : 0 }
        return (
            plotLeft + clamped(x.scale.share(xValue, in: x.range)) * (plotRight - plotLeft),
            plotBottom - clamped(y.scale.share(yValue, in: y.range)) * (plotBottom - plotTop)
        )
    }

    mutating func draw(_ body: (inout SVGDocument, SVGChart) -> Void) {
        let chart = self
        body(&document, chart)
    }

    /// Lines across the plot, below everything else.
    mutating func grid() {
        for tick in x.scale.ticks(x.range, count: 8).places {
            let place = place(tick, y.range.lowerBound)
            document.line("grid", place, (place.x, plotTop))
        }
        for tick in y.scale.ticks(y.range, count: 6).places {
            let place = place(x.range.lowerBound, tick)
            document.line("grid", place, (plotRight, place.y))
        }
    }

    /// The frame, the ticks and the names of the axes, above the data.
    mutating func axes() {
        document.element(
            "rect",
            [
                "class": "frame", "x": SVGDocument.number(plotLeft), "y": SVGDocument.number(plotTop),
                "width": SVGDocument.number(plotRight - plotLeft), "height": SVGDocument.number(plotBottom - plotTop),
            ]
        )
        let xTicks = x.scale.ticks(x.range, count: 8)
        for (tick, text) in zip(xTicks.places, xTicks.texts) {
            let place = place(tick, y.range.lowerBound)
            document.line("axis", place, (place.x, plotBottom + 5))
            document.text(text, x: place.x, y: plotBottom + 20, .middle)
        }
        let yTicks = y.scale.ticks(y.range, count: 6)
        for (tick, text) in zip(yTicks.places, yTicks.texts) {
            let place = place(x.range.lowerBound, tick)
            document.line("axis", (plotLeft - 5, place.y), (plotLeft, place.y))
            document.text(text, x: plotLeft - 9, y: place.y + 4, .end)
        }
        document.text(x.name, x: (plotLeft + plotRight) / 2, y: plotBottom + 42, .middle)
        document.text(DisplayWidth.cut(y.name, to: 40), x: 17, y: (plotTop + plotBottom) / 2, .middle, rotated: true)
    }

    /// What the marks mean, in one line below the axes.
    mutating func legend(_ entries: [(mark: Mark, text: String)]) {
        var place = plotLeft
        let y = Self.height - 16
        for (mark, text) in entries {
            switch mark {
            case .line(let style): document.line(style, (place, y - 4), (place + 22, y - 4))
            case .area:
                document.element(
                    "rect",
                    [
                        "class": "band", "x": SVGDocument.number(place), "y": SVGDocument.number(y - 10), "width": "22",
                        "height": "12",
                    ]
                )
            case .run: document.circle("run", (place + 11, y - 4), radius: 4, title: text)
            case .best: document.diamond((place + 11, y - 4), radius: 6, title: text)
            }
            document.text(text, x: place + 28, y: y, style: "small")
            place += 28 + 6.4 * Double(DisplayWidth.of(text)) + 22
        }
    }

    enum Mark {
        /// The class of its style.
        case line(String)
        case area, run, best
    }
}
