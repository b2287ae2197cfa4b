import SequenceEntropy

/// What the pooled ApEn of a dataset says about the order of its items.
enum PooledFigure {
    /// It depends on the order.
    case telling(Double)
    /// It depends on the lengths alone, because no item occurs twice in the whole dataset.
    case withoutRepeats
    /// It is the figure of the only user.
    case ofOneUser
    /// Its difference is negative, which only the ends of sequences can cause.
    case negative(Double)
    /// No user has the m + 1 items that it needs.
    case undefined
    case notMeasured

    init(_ record: DatasetRecord) {
        let summary = record.summary
        // At r > 0 items match that are not the same.
        if record.r == 0, summary.tokens > 0, summary.items == summary.tokens {
            self = .withoutRepeats
        } else if summary.users == 1 {
            self = .ofOneUser
        } else if let pooled = summary.pooled, let apEn = pooled.apEn {
            self = record.r == 0 && pooled.isNegative ? .negative(apEn) : .telling(apEn)
        } else {
            self = record.measures.contains(.pooled) ? .undefined : .notMeasured
        }
    }

    /// Whether it says more than the mean over users.
    var isTelling: Bool {
        if case .telling = self { true } else { false }
    }
}
