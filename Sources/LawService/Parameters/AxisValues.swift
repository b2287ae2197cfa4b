/// Parses the sizes along one axis of a search space or of a surface.
enum AxisValues {
    /// The most values of one axis.
    static let largestCount = 1_000_000

    enum Fault: Error {
        case malformed
        case outside(ClosedRange<Int>)
        case descending
        case zeroStep
        case tooMany

        var message: String {
            switch self {
            case .malformed: "must be a range `4..64`, a range with a step `16..512:16`, or a list `4,8,16`"
            case .outside(let range): "must lie between \(range.lowerBound) and \(range.upperBound)"
            case .descending: "must be a range that begins with its smaller end"
            case .zeroStep: "must have a step of 1 or more"
            case .tooMany: "has more than \(AxisValues.largestCount) values; use a larger step"
            }
        }
    }

    static func parse(_ text: String, limit: ClosedRange<Int>) -> Result<[Int], Fault> {
        do {
            return .success(try values(text, limit))
        } catch {
            return .failure(error)
        }
    }

    private static func values(_ text: String, _ limit: ClosedRange<Int>) throws(Fault) -> [Int] {
        guard let dots = text.firstRange(of: "..") else {
            var list: Set<Int> = []
            for part in ParameterReader.parts(text) {
                list.insert(try number(part, limit))
            }
            return list.sorted()
        }
        let lower = try number(text[..<dots.lowerBound], limit)
        let rest = text[dots.upperBound...].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let upper = try number(rest[0], limit)
        let step = rest.count > 1 ? try number(rest[1], 0...limit.upperBound) : 1
        guard lower <= upper else { throw .descending }
        guard step > 0 else { throw .zeroStep }
        guard (upper - lower) / step < largestCount else { throw .tooMany }
        return Array(stride(from: lower, through: upper, by: step))
    }

    private static func number(_ text: Substring, _ limit: ClosedRange<Int>) throws(Fault) -> Int {
        switch WholeNumber.parse(String(text)) {
        case .value(let number) where limit.contains(number): return number
        case .value, .tooLarge: throw .outside(limit)
        case nil: throw .malformed
        }
    }
}
