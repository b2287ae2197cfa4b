/// A limit on the cost of a configuration.
public enum Budget: Hashable, Sendable {
    /// The most parameters, those of the embedding table included.
    case parameters(Int)
    /// The most floating-point operations of training: 6 · parameters · tokens (Kaplan et al. 2020, section 2.1).
    ///
    /// A look-up of an embedding multiplies nothing, so the table counts only if a full softmax multiplies it.
    case trainingFLOPs(Double, tokens: Double, hasFullSoftmax: Bool = false)
    /// The most bytes for the embedding table: items · dim · bytes of one number.
    case embeddingBytes(Double, bytesPerNumber: Double)

    /// Whether it is positive and finite.
    var isValid: Bool {
        switch self {
        case .parameters(let most): most >= 0
        case .trainingFLOPs(let operations, let tokens, _):
            operations > 0 && operations.isFinite && tokens > 0 && tokens.isFinite
        case .embeddingBytes(let bytes, let size): bytes > 0 && bytes.isFinite && size > 0 && size.isFinite
        }
    }

    /// What a configuration costs in the budget's unit.
    func cost(body: Int, table: Int) -> Double {
        switch self {
        case .parameters: Double(body) + Double(table)
        case .trainingFLOPs(_, let tokens, let hasFullSoftmax):
            6 * (Double(body) + (hasFullSoftmax ? Double(table) : 0)) * tokens
        case .embeddingBytes(_, let size): Double(table) * size
        }
    }

    /// What a configuration costs as a share of the budget.
    func share(body: Int, table: Int) -> Double {
        let limit =
            switch self {
            case .parameters(let most): Double(max(most, 1))
            case .trainingFLOPs(let operations, _, _): operations
            case .embeddingBytes(let bytes, _): bytes
            }
        return cost(body: body, table: table) / limit
    }

    /// Whether a configuration fits. Counts are compared as integers, which a double may round.
    func allows(body: Int, table: Int) -> Bool {
        switch self {
        case .parameters(let most): body <= most && table <= most - body
        case .trainingFLOPs(let operations, _, _): cost(body: body, table: table) <= operations
        case .embeddingBytes(let bytes, _): cost(body: body, table: table) <= bytes
        }
    }
}

/// A budget that nothing fits, and the smallest one that something would.
public enum BudgetNeed: Hashable, Sendable {
    case parameters(Int)
    case trainingFLOPs(Double)
    case embeddingBytes(Double)

    init(_ budget: Budget, body: Int, table: Int) {
        switch budget {
        case .parameters: self = .parameters(body + table)
        case .trainingFLOPs: self = .trainingFLOPs(budget.cost(body: body, table: table))
        case .embeddingBytes: self = .embeddingBytes(budget.cost(body: body, table: table))
        }
    }
}
