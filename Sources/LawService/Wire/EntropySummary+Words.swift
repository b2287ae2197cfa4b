import SequenceEntropy

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
