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

extension EntropySummary.Quantity {
    /// Where the figure stands in the answer.
    var path: String {
        switch self {
        case .apEn: "apEn"
        case .apEnPrime: "apEnPrime"
        case .dPrime: "dPrime"
        case .perSequenceDPrime: "perSequence.dPrime"
        case .length: "sequences.length"
        case .apEnDistribution: "sequences.apEn"
        case .pooledApEn: "pooled.apEn"
        case .pooledApEnPrime: "pooled.apEnPrime"
        case .pooledDPrime: "pooled.dPrime"
        case .lempelZivEntropy: "measures.lempelZivEntropy"
        case .shannonEntropy: "measures.shannonEntropy"
        case .compressionRatio: "measures.compressionRatio"
        }
    }
}

extension EntropySummary.Absence {
    /// Why the figure does not exist.
    var words: String {
        switch self {
        case .notAsked: "was not asked for; add it to `measures`"
        case .noSequence: "the dataset has no user"
        case .noItem: "the dataset has no item"
        case .allTooShort: "every user has fewer than m + 1 items"
        case .zeroApEn: "ApEn is 0, and 1/0 does not exist"
        case .storageFailed: "the patterns could not be kept in a temporary file"
        case .compressionFailed: "the items could not be compressed"
        }
    }
}
