import Foundation

/// One figure to reach.
struct Bar {
    enum Bound {
        case atMost(Double)
        case atLeast(Double)
        case within(ClosedRange<Double>)
    }

    let name: String
    let measured: Double
    let bound: Bound
    var digits = 3

    var isMet: Bool {
        switch bound {
        case .atMost(let limit): measured <= limit
        case .atLeast(let limit): measured >= limit
        case .within(let range): range.contains(measured)
        }
    }

    /// A line of a Markdown table.
    var line: String {
        let wanted =
            switch bound {
            case .atMost(let limit): "≤ \(limit)"
            case .atLeast(let limit): "≥ \(limit)"
            case .within(let range): "\(range.lowerBound) … \(range.upperBound)"
            }
        return "| \(name) | \(wanted) | \(Self.text(measured, digits)) | \(isMet ? "met" : "**not met**") |"
    }

    static func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
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
