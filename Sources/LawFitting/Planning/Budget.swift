/// A limit on the cost of a configuration.
public enum Budget: Hashable, Sendable {
    /// The most parameters, those of the embedding table included.
    case parameters(Int)
    /// The most floating-point operations of training: 6 · parameters · tokens (Kaplan et al. 2020, section 2.1).
    case trainingFLOPs(Double, tokens: Double)
    /// The most bytes for the embedding table: items · dim · bytes of one number.
    case embeddingBytes(Double, bytesPerNumber: Double)
}

/// The largest parameter count and dim that several budgets allow together.
public struct BudgetLimits: Hashable, Sendable {
    /// `nil` for no limit.
    public let maxParameters: Int?
    /// `nil` for no limit.
    public let maxDim: Int?

    /// - Parameter items: the size of the vocabulary, for the embedding table.
    /// - Returns: `nil` if a budget is not positive and finite, or a count is negative.
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
