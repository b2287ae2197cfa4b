import ElementaryFunctions

/// The values of layers or dim from which a search chooses: ascending, distinct, at least 1, never empty.
public struct SearchLevels: Hashable, Sendable {
    public let values: [Int]

    /// The most values along one axis.
    public static let limit = 1_000_000
    /// The most values of ``around(_:multipleOf:)``.
    private static let defaultLimit = 1024

    /// Levels that are known to be valid.
    private init(ascending values: [Int]) { self.values = values }

    /// The multiples of `multiple` within a range.
    public init(_ range: ClosedRange<Int>, multipleOf multiple: Int = 1) throws(SearchSpaceError) {
        guard range.lowerBound >= 1 else { throw .valueOutOfRange(range.lowerBound) }
        guard multiple >= 1 else { throw .multipleOutOfRange(multiple) }
        let (first, last) = (1 + (range.lowerBound - 1) / multiple, range.upperBound / multiple)
        guard first <= last else { throw .noMultiple(range, of: multiple) }
        guard last - first < Self.limit else { throw .tooManyValues(limit: Self.limit) }
        values = (first...last).map { $0 * multiple }
    }

    /// Exactly these values, in any order.
    public init(_ values: [Int]) throws(SearchSpaceError) {
        guard let least = values.min() else { throw .noValues }
        guard least >= 1 else { throw .valueOutOfRange(least) }
        guard values.count <= Self.limit else { throw .tooManyValues(limit: Self.limit) }
        self.values = Set(values).sorted()
    }

    /// The multiples from the lowest to twice the highest measured level. If they are more than 1,024, as many in equal ratios.
    public static func around(
        _ range: LawDomain.Range,
        multipleOf multiple: Int = 1
    ) throws(SearchSpaceError) -> SearchLevels {
        guard multiple >= 1 else { throw .multipleOutOfRange(multiple) }
        let widened = LawDomain.Range(low: range.low, high: 2 * range.high).integers
        let (low, high) = (widened.lowerBound, widened.upperBound)
        let (first, last) = (1 + (low - 1) / multiple, high / multiple)
        guard first <= last else { throw .noMultiple(widened, of: multiple) }
        if last - first < defaultLimit { return try SearchLevels(low...high, multipleOf: multiple) }
        let ratio = Elementary.log(Double(last) / Double(first))
        let steps = (0...defaultLimit).map { step in
            let quotient = Double(first) * Elementary.exp(ratio * Double(step) / Double(defaultLimit))
            return min(max(Int(quotient), first), last) * multiple
        }
        return try SearchLevels(steps)
    }

    /// The index of a value; `nil` if it is not a level.
    func index(of value: Int) -> Int? {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < values.count && values[low] == value ? low : nil
    }

    /// The levels up to a limit; `nil` if there is none.
    public func upTo(_ limit: Int) -> SearchLevels? {
        guard limit >= values[0] else { return nil }
        return SearchLevels(ascending: values.filter { $0 <= limit })
    }
}

/// Why a search space is invalid.
public enum SearchSpaceError: Error, Hashable, Sendable {
    case noValues
    /// Layers and dim are at least 1.
    case valueOutOfRange(Int)
    case multipleOutOfRange(Int)
    /// The range holds no multiple of the number.
    case noMultiple(ClosedRange<Int>, of: Int)
    case tooManyValues(limit: Int)
    case tooManyConfigurations(limit: Int)
    /// Budgets are positive and finite.
    case budgetOutOfRange
    /// The vocabulary is at least 0.
    case itemsOutOfRange(Int)
}
