import Foundation

/// One measured value and its bound.
struct Bar {
    enum Bound {
        case atMost(Double)
        case atLeast(Double)
        case within(ClosedRange<Double>)
        /// Without a bound, only for comparison.
        case none
    }

    let name: String
    /// NaN if it could not be measured.
    let measured: Double
    let bound: Bound
    var digits = 3

    var isMet: Bool {
        switch bound {
        case .atMost(let limit): measured <= limit
        case .atLeast(let limit): measured >= limit
        case .within(let range): range.contains(measured)
        case .none: true
        }
    }

    private var verdict: String {
        if measured.isNaN { return "not measured" }
        if case .none = bound { return "" }
        return isMet ? "met" : "**not met**"
    }

    private var wanted: String {
        switch bound {
        case .atMost(let limit): "≤ \(Self.plain(limit))"
        case .atLeast(let limit): "≥ \(Self.plain(limit))"
        case .within(let range): "\(Self.plain(range.lowerBound)) … \(Self.plain(range.upperBound))"
        case .none: ""
        }
    }

    /// A line of a Markdown table.
    var line: String {
        let value = measured.isNaN ? "–" : Self.text(measured, digits)
        return "| \(name) | \(wanted) | \(value) | \(verdict) |"
    }

    static let heading = "| | to reach | measured | |\n|---|---|---|---|"

    static func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    private static func plain(_ value: Double) -> String {
        Int(exactly: value).map { String($0) } ?? String(format: "%g", value)
    }
}

extension [Double] {
    var mean: Double { isEmpty ? .nan : reduce(0, +) / Double(count) }
    var geometricMean: Double { exp(map { log($0) }.mean) }
    var median: Double {
        let sorted = sorted()
        if isEmpty { return .nan }
        return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2
    }
}

extension [Bool] {
    /// The share that is true.
    var share: Double { map { $0 ? 1.0 : 0 }.mean }
}
