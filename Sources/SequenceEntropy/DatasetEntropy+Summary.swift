import TemporaryStorage

extension DatasetEntropy {
    /// The summary of the sequences added so far, for each pattern length in the order of `options.m`.
    ///
    /// - Parameters:
    ///   - short: How the mean treats sequences whose ApEn is undefined.
    ///   - countingMemory: Bytes for the pooled measure at r = 0; `nil` for half of the memory.
    ///   - counted: Receives the finished share of the pooled measure from time to time, from 0 to 1. Counting takes seconds
    ///     for tens of millions of items.
    ///   - admits: Is asked for the bytes that the pooled measure takes beside them. If it refuses, the result means nothing.
    public func summaries(
        short: ShortPolicy = .exclude,
        countingMemory: Int? = nil,
        counted: (_ share: Double) -> Void = { _ in },
        admits: (_ bytes: Int) -> Bool = { _ in true }
    ) -> [EntropySummary] {
        let parts = Double(patterns.count)
        let compression = compression?.ratio()
        return patterns.enumerated().map { index, patterns in
            let pooled = pooledMeasure(patterns, countingMemory, admits) { counted((Double(index) + $0) / parts) }
            return summary(patterns, short: short, pooled: pooled, compression: compression)
        }
    }

    /// The pooled measure, or why it is absent.
    private enum PooledMeasure {
        case measured(EntropySummary.Pooled)
        case absent(EntropySummary.Absence)
    }

    private func pooledMeasure(
        _ patterns: PatternStatistics,
        _ memory: Int?,
        _ admits: (_ bytes: Int) -> Bool,
        counted: (_ share: Double) -> Void
    ) -> PooledMeasure {
        do throws(SpillFile.Failure) {
            guard let entropy = try pooledEntropy(patterns, memory: memory, admits: admits, counted: counted) else {
                return .absent(.notAsked)
            }
            let apEn = entropy.isDefined ? entropy.value : nil
            let apEnPrime = apEn.flatMap { $0 > 0 ? 1 / $0 : nil }
            return .measured(
                EntropySummary.Pooled(
                    apEn: apEn,
                    apEnPrime: apEnPrime,
                    dPrime: apEnPrime.map { Double(sequences.tokens) * $0 },
                    isNegative: entropy.signed < 0,
                    windows: entropy.windows,
                    nextWindows: entropy.nextWindows
                )
            )
        } catch {
            // The cause itself is in `storageFailure`, or the disk failed after the last sequence.
            return .absent(.storageFailed)
        }
    }

    private func summary(
        _ patterns: PatternStatistics,
        short: ShortPolicy,
        pooled: PooledMeasure,
        compression: BlockCompression.Ratio?
    ) -> EntropySummary {
        var absences: [EntropySummary.Quantity: EntropySummary.Absence] = [:]
        func absent(_ reason: EntropySummary.Absence, _ quantities: EntropySummary.Quantity...) {
            for quantity in quantities { absences[quantity] = reason }
        }

        let (users, tokens, items) = (sequences.users, sequences.tokens, sequences.items)
        let (undefined, zero) = (patterns.undefined, patterns.zero)
        var entropies = patterns.entropies
        if short == .zero { entropies.add(0, count: undefined) }
        let distribution = entropies.distribution()
        let apEn = distribution?.mean
        let apEnPrime = apEn.flatMap { $0 > 0 ? 1 / $0 : nil }
        if apEn == nil {
            absent(users == 0 ? .noSequence : .allTooShort, .apEn, .apEnPrime, .dPrime, .apEnDistribution)
        } else if apEnPrime == nil {
            absent(.zeroApEn, .apEnPrime, .dPrime)
        }
        let perSequenceCount = users - undefined - zero
        if perSequenceCount == 0 {
            absent(users == 0 ? .noSequence : users == undefined ? .allTooShort : .zeroApEn, .perSequenceDPrime)
        }
        let length = sequences.lengths.distribution()
        if length == nil { absent(.noSequence, .length) }

        var pooledSummary: EntropySummary.Pooled?
        switch pooled {
        case .absent(let reason): absent(reason, .pooledApEn, .pooledApEnPrime, .pooledDPrime)
        case .measured(let measured):
            pooledSummary = measured
            if measured.apEn == nil {
                absent(users == 0 ? .noSequence : .allTooShort, .pooledApEn, .pooledApEnPrime, .pooledDPrime)
            } else if measured.apEnPrime == nil {
                absent(.zeroApEn, .pooledApEnPrime, .pooledDPrime)
            }
        }

        func measured(_ measure: Measure, _ quantity: EntropySummary.Quantity, _ value: () -> Double?) -> Double? {
            guard options.measures.contains(measure) else {
                absent(.notAsked, quantity)
                return nil
            }
            guard tokens > 0 else {
                absent(users == 0 ? .noSequence : .noItem, quantity)
                return nil
            }
            return value()
        }
        let lempelZivEntropy = measured(.lempelZiv, .lempelZivEntropy) { sequences.lempelZiv.value / Double(users) }
        let shannonEntropy = measured(.shannon, .shannonEntropy) { items.shannonEntropy() }
        let measure = options.measures.contains(.compressionOfAllBlocks) ? Measure.compressionOfAllBlocks : .compression
        let compressionRatio = measured(measure, .compressionRatio) {
            if compression == nil { absent(.compressionFailed, .compressionRatio) }
            return compression?.value
        }

        return EntropySummary(
            users: users,
            items: items.distinct,
            tokens: tokens,
            apEn: apEn,
            apEnPrime: apEnPrime,
            dPrime: apEnPrime.map { Double(tokens) * $0 },
            undefined: undefined,
            zero: zero,
            negative: patterns.negative,
            withoutRepeat: sequences.withoutRepeat,
            length: length,
            apEnDistribution: distribution,
            lengthBins: sequences.lengths.binsOfWholeNumbers(),
            apEnBins: entropies.bins(),
            perSequenceDPrime: perSequenceCount > 0 ? patterns.perSequence.value : nil,
            perSequenceExcluded: users - perSequenceCount,
            pooled: pooledSummary,
            lempelZivEntropy: lempelZivEntropy,
            shannonEntropy: shannonEntropy,
            compressionRatio: compressionRatio,
            compressionBlocks: compression?.blocks,
            compressionError: compression?.standardError,
            absences: absences,
            warnings: warnings(patterns, pooledIsNegative: pooledSummary?.isNegative ?? false)
        )
    }

    private func warnings(_ patterns: PatternStatistics, pooledIsNegative: Bool) -> [EntropyWarning] {
        var warnings: [EntropyWarning] = []
        let (users, negative) = (sequences.users, patterns.negative)
        // At r > 0 items match that are not the same.
        if options.r == 0, users > 0, sequences.withoutRepeat == users { warnings.append(.noRepeats(sequences: users)) }
        if negative > 0 || pooledIsNegative {
            warnings.append(.negativeApEn(sequences: negative, of: users, pooled: pooledIsNegative))
        }
        if options.r >= 1, users > 0, !sequences.hasFraction { warnings.append(.labelTolerance(r: options.r)) }
        return warnings
    }
}
