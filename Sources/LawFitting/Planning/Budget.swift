/// What a configuration may cost.
public enum Budget: Hashable, Sendable {
    /// At most so many parameters, the embedding table counted.
    case parameters(Int)
    /// At most so many floating-point operations of training: 6 · parameters · tokens (Kaplan et al. 2020, section 2.1).
    case trainingFLOPs(Double, tokens: Double)
    /// At most so many bytes for the embedding table: items · dim · bytes of one number.
    case embeddingBytes(Double, bytesPerNumber: Double)
}

/// The largest parameter count and dim that several budgets allow together.
public struct BudgetLimits: Hashable, Sendable {
    /// `nil` for no limit.
    public let maxParameters: Int?
    /// `nil` for no limit.
    public let maxDim: Int?

    /// Every budget positive and finite, every count and size too; else there is no allowance.
    ///
    /// - Parameter items: the vocabulary, for the embedding table.
    public init?(_ budgets: [Budget], items: Int) {
        var (parameters, dim) = ([Int](), [Int]())
        for budget in budgets {
            switch budget {
            case .parameters(let most):
                guard most >= 0 else { return nil }
                parameters.append(most)
            case .trainingFLOPs(let operations, let tokens):
                guard operations > 0, operations.isFinite, tokens > 0, tokens.isFinite else { return nil }
                parameters.append(Self.wholePart(operations / tokens / 6))
            case .embeddingBytes(let bytes, let size):
                guard bytes > 0, bytes.isFinite, size > 0, size.isFinite, items >= 0 else { return nil }
                if items > 0 { dim.append(Self.wholePart(bytes / size / Double(items))) }
            }
        }
        maxParameters = parameters.min()
        maxDim = dim.min()
    }

    private static func wholePart(_ x: Double) -> Int { Int(exactly: x.rounded(.down)) ?? .max }
}

extension SearchLevels {
    /// The levels up to a limit; `nil` where there is none.
    public func upTo(_ limit: Int) -> SearchLevels? {
        guard limit >= values[0] else { return nil }
        return SearchLevels(ascending: values.filter { $0 <= limit })
    }
}
