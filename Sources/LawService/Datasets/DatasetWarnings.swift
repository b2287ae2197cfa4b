import SequenceEntropy

/// The warnings that a reader must know before relying on the measurements of a dataset.
enum DatasetWarnings {
    static func of(_ record: DatasetRecord) -> [Warning] {
        let summary = record.summary
        var warnings = summary.warnings.compactMap { warning($0, record) }
        if summary.undefined > 0 {
            warnings.append(
                Warning(
                    code: "shortSequences",
                    message: """
                        \(Readable.integer(summary.undefined)) of \(Readable.integer(summary.users)) users \(Readable.has(summary.undefined)) fewer than m + 1 items, so their ApEn is \
                        undefined. `short=exclude` leaves them out of the mean; `short=zero` counts them as 0, as the \
                        published code does, and makes D′ larger.
                        """
                )
            )
        }
        return warnings
    }

    private static func warning(_ fact: EntropyWarning, _ record: DatasetRecord) -> Warning? {
        let r = record.r
        return switch fact {
        // At r > 0 items match that are not the same.
        case .noRepeats where r > 0: nil
        case .noRepeats:
            Warning(
                code: "noRepeats",
                message: """
                    No user has an item twice, so the ApEn of a user with K windows is ln(K/(K−1)). It depends on the length \
                    alone: shuffling the items would not change it.\
                    \(PooledFigure(record).isTelling ? " Look at `pooled` instead." : "")
                    """
            )
        case .negativeApEn(let sequences, let all, let pooled):
            Warning(
                code: "negativeApEn",
                message: """
                    \(negative(sequences, all, pooled)) a negative Φ^m − Φ^(m+1), which the absolute value in the definition hides.\
                    \(r > 0 ? "" : " There ApEn depends on length more than on order.")
                    """
            )
        case .labelTolerance(let r):
            Warning(
                code: "labelTolerance",
                message: """
                    With r = \(r) different items match if their ids are close, so the results depend on how the items are \
                    numbered. Use r = 0 for item ids.
                    """
            )
        }
    }

    /// The subject of the sentence, and its verb.
    private static func negative(_ sequences: Int, _ all: Int, _ pooled: Bool) -> String {
        if sequences == 0, pooled { return "The pooled ApEn has" }
        return
            "\(Readable.integer(sequences)) of \(Readable.integer(all)) users\(pooled ? " and the pooled ApEn have" : " " + Readable.has(sequences))"
    }
}

extension EntropySummary.Quantity {
    /// The path of the value in the answer.
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
    /// Why the value does not exist.
    var message: String {
        switch self {
        case .notAsked: "was not requested; add it to `measures`"
        case .noSequence: "the dataset has no users"
        case .noItem: "the dataset has no items"
        case .allTooShort: "every user has fewer than m + 1 items"
        case .zeroApEn: "ApEn is 0, so 1/ApEn is undefined"
        case .storageFailed: "the patterns could not be written to a temporary file"
        case .compressionFailed: "the items could not be compressed"
        }
    }
}
