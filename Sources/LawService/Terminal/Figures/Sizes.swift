import Foundation

/// Chooses the sizes along an axis at which a figure asks for predictions.
enum Sizes {
    /// Whole numbers from the least to the most, evenly spaced on the logarithmic scale.
    static func geometric(_ range: ClosedRange<Int>, most: Int) -> [Int] {
        let (low, high) = (log(Double(range.lowerBound)), log(Double(range.upperBound)))
        let sizes = (0..<most).map { step in
            Int(exp(low + (high - low) * Double(step) / Double(max(1, most - 1))).rounded())
        }
        return Set(sizes.map { min(max($0, range.lowerBound), range.upperBound) }).sorted()
    }

    /// The measured range, widened by a factor of the square root of two at both ends, so that the measured points are not on the
    /// edge.
    static func widened(_ range: ClosedRange<Int>) -> ClosedRange<Int> {
        let low = max(1, Int((Double(range.lowerBound) / 2.0.squareRoot()).rounded()))
        return low...max(low + 1, Int((Double(range.upperBound) * 2.0.squareRoot()).rounded()))
    }

    static func text(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: ",") }
}
