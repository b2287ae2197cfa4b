import SequenceEntropy

/// What a reader of a dataset's figures must know before relying on them.
enum DatasetWarnings {
    static func of(_ summary: EntropySummary) -> [Warning] {
        var warnings = summary.warnings.map(warning)
        if summary.undefined > 0 {
            warnings.append(
                Warning(
                    code: "shortSequences",
                    message: """
                        \(summary.undefined) of \(summary.users) users have fewer than m + 1 items, so their ApEn is \
                        undefined. `short=exclude` leaves them out of the mean; `short=zero` counts them as 0, as the \
                        published code does, and makes D′ larger.
                        """
                )
            )
        }
        return warnings
    }

    private static func warning(_ fact: EntropyWarning) -> Warning {
        switch fact {
        case .noRepeats:
            Warning(
                code: "noRepeats",
                message: """
                    No user meets an item twice, so every user's ApEn is ln(K/(K−1)), a function of length alone: it says \
                    nothing about order, and shuffling the items would not change it. Look at `pooled` instead.
                    """
            )
        case .negativeApEn(let sequences, let all, let pooled):
            Warning(
                code: "negativeApEn",
                message: """
                    \(sequences) of \(all) users\(pooled ? " and the pooled figure" : "") have Φ^m − Φ^(m+1) below 0, which \
                    the absolute value of the definition hides: there the figure measures length more than order.
                    """
            )
        case .labelTolerance(let r):
            Warning(
                code: "labelTolerance",
                message: """
                    r = \(r) lets different items match when their ids are near, so the figures depend on how the items \
                    happen to be numbered. Use r = 0 for item ids.
                    """
            )
        }
    }
}
