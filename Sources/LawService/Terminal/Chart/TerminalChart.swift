import Foundation

/// A chart of lines and points in a terminal, over a logarithmic axis.
struct TerminalChart {
    private static let rows = 12

    let title: String
    let axisName: String
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    private let style: TerminalStyle
    private let yTicks: [(row: Int, text: String)]
    private let labelWidth: Int
    private var canvas: BrailleCanvas

    /// - Parameter x: positive.
    init(title: String, axisName: String, x: ClosedRange<Double>, y: ClosedRange<Double>, _ style: TerminalStyle) {
        self.title = title
        self.axisName = axisName
        self.x = x
        self.y = y
        self.style = style
        let ticks = Ticks.linear(y, count: 5)
        let rows = Self.rows
        yTicks = zip(ticks, Ticks.texts(ticks)).map { tick, text in
            let share = (y.upperBound - tick) / (y.upperBound - y.lowerBound)
            return (min(rows - 1, max(0, Int((share * Double(rows - 1)).rounded()))), text)
        }
        labelWidth = yTicks.map(\.text.count).max() ?? 0
        canvas = BrailleCanvas(columns: max(10, style.width - labelWidth - 3), rows: rows)
    }

    private func dotX(_ value: Double) -> Int {
        let share = log(value / x.lowerBound) / log(x.upperBound / x.lowerBound)
        return Self.dot(share, canvas.width)
    }

    private func dotY(_ value: Double) -> Int {
        Self.dot((y.upperBound - value) / (y.upperBound - y.lowerBound), canvas.height)
    }

    /// A place on an axis of dots. What lies far outside stays outside.
    private static func dot(_ share: Double, _ count: Int) -> Int {
        guard share.isFinite else { return -1 }
        return Int((min(max(share, -1), 2) * Double(count - 1)).rounded())
    }

    /// The value at each column of dots, from values at ascending places.
    private func interpolated(_ places: [Double], _ values: [Double], at column: Int) -> Double? {
        let share = Double(column) / Double(canvas.width - 1)
        let place = x.lowerBound * exp(share * log(x.upperBound / x.lowerBound))
        guard let first = places.first, let last = places.last, place >= first * (1 - 1e-9), place <= last * (1 + 1e-9)
        else {
            return nil
        }
        guard let right = places.firstIndex(where: { $0 >= place }), right > 0 else { return values.first }
        let part = log(place / places[right - 1]) / log(places[right] / places[right - 1])
        return values[right - 1] + part * (values[right] - values[right - 1])
    }

    mutating func band(_ places: [Double], _ low: [Double], _ high: [Double]) {
        for column in 0..<canvas.columns {
            guard let low = interpolated(places, low, at: 2 * column),
                let high = interpolated(places, high, at: 2 * column)
            else { continue }
            canvas.shade(column: column, from: dotY(high), to: dotY(low))
        }
    }

    mutating func curve(_ places: [Double], _ values: [Double]) {
        var before: Int?
        for column in 0..<canvas.width {
            guard let value = interpolated(places, values, at: column) else { continue }
            let dot = dotY(value)
            canvas.column(column, before ?? dot, dot)
            before = dot
        }
    }

    /// A flat line from each place to the next.
    mutating func stairs(_ places: [Double], _ values: [Double]) {
        for (index, place) in places.enumerated() {
            let begin = dotX(place)
            let end = index + 1 < places.count ? dotX(places[index + 1]) : begin
            for column in begin...max(begin, end) { canvas.dot(column, dotY(values[index])) }
            if index + 1 < places.count { canvas.column(end, dotY(values[index]), dotY(values[index + 1])) }
        }
    }

    mutating func point(_ symbol: Character, _ ink: TerminalStyle.Ink, _ place: Double, _ value: Double) {
        canvas.symbol(symbol, ink, dotX(place), dotY(value))
    }

    /// The whole chart, with labels and a legend.
    func lines(legend: [(symbol: String, ink: TerminalStyle.Ink, text: String)]) -> [String] {
        var lines = ["", DisplayWidth.cut(title, to: style.width)]
        for (row, picture) in canvas.lines(style).enumerated() {
            let tick = yTicks.first { $0.row == row }?.text
            let label = DisplayWidth.pad(tick ?? "", to: labelWidth, isRight: true)
            lines.append(style.painted("\(label) \(tick == nil ? "│" : "┤")", .label) + picture)
        }
        lines += axis()
        lines.append("  " + legend.map { style.painted($0.symbol, $0.ink) + " " + $0.text }.joined(separator: "   "))
        return lines
    }

    private func axis() -> [String] {
        var marks = Array(repeating: Character("─"), count: canvas.columns)
        var labels = Array(repeating: Character(" "), count: canvas.columns)
        var end = 0
        for tick in Ticks.logarithmic(x, count: max(2, canvas.columns / 10)) {
            let column = dotX(tick) / 2
            let text = Array(Ticks.short(tick))
            let begin = min(max(0, column - text.count / 2), canvas.columns - text.count)
            guard marks.indices.contains(column), begin >= end else { continue }
            marks[column] = "┬"
            for (offset, character) in text.enumerated() { labels[begin + offset] = character }
            end = begin + text.count + 2
        }
        let indent = String(repeating: " ", count: labelWidth + 1)
        let name = DisplayWidth.pad(axisName, to: canvas.columns, isRight: true)
        return [
            style.painted(indent + "└" + String(marks), .label), style.painted(indent + " " + String(labels), .label),
            style.painted(indent + " " + name, .label),
        ]
    }
}
