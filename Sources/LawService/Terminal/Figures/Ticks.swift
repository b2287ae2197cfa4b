import Foundation

/// Places of the marks along an axis.
enum Ticks {
    /// Round numbers, about `count` of them.
    static func linear(_ range: ClosedRange<Double>, count: Int) -> [Double] {
        let span = range.upperBound - range.lowerBound
        guard span > 0, span.isFinite, count > 0 else { return [] }
        let raw = span / Double(count)
        let power = pow(10, log10(raw).rounded(.down))
        let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= raw * 0.999 } ?? 10 * power
        let first = (range.lowerBound / step).rounded(.up)
        let last = (range.upperBound / step).rounded(.down)
        guard first <= last, last - first < 100 else { return [] }
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// The decimals that tell neighbouring ticks apart.
    static func decimals(_ ticks: [Double]) -> Int {
        guard ticks.count > 1 else { return 4 }
        let step = ticks[1] - ticks[0]
        return step > 0 ? min(12, max(0, Int(-log10(step * 1.001).rounded(.down)))) : 4
    }

    static func texts(_ ticks: [Double]) -> [String] {
        let decimals = decimals(ticks)
        return ticks.map { String(format: "%.\(decimals)f", $0).replacing("-", with: "−") }
    }

    /// Powers of two for sizes, and 1, 2, 5, 10, … for large counts, at most about `count`.
    static func logarithmic(_ range: ClosedRange<Double>, count: Int) -> [Double] {
        guard range.lowerBound > 0, range.upperBound > range.lowerBound, count > 0 else { return [] }
        let candidates = range.upperBound < 10_000 ? powers(range) : decades(range)
        guard candidates.count > 1 else { return [range.lowerBound, range.upperBound] }
        let step = max(1, Int((Double(candidates.count) / Double(count)).rounded(.up)))
        return stride(from: 0, to: candidates.count, by: step).map { candidates[$0] }
    }

    private static func powers(_ range: ClosedRange<Double>) -> [Double] {
        (0...14).map { exp2(Double($0)) }.filter { range.contains($0) }
    }

    private static func decades(_ range: ClosedRange<Double>) -> [Double] {
        let powers = (0...18).map { pow(10, Double($0)) }
        return powers.flatMap { [$0, 2 * $0, 5 * $0] }.filter { range.contains($0) }
    }

    /// `4`, `25`, `1k`, `16k`, `1M`
    static func short(_ value: Double) -> String {
        for (size, unit) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= size * 0.9995 {
            let scaled = value / size
            return (scaled == scaled.rounded() ? String(format: "%.0f", scaled) : String(format: "%.3g", scaled)) + unit
        }
        return String(format: "%.3g", value)
    }
}
