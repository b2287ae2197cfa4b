import TemporaryStorage

extension LengthStatistics {
    /// The figures for one of the pattern lengths.
    ///
    /// - Parameter checkpoint: Is told from time to time what share of the pooled figure is counted; what it throws ends
    ///   the work.
    func summary<Stop: Error>(
        _ index: Int,
        short: ShortPolicy,
        checkpoint: (_ share: Double) throws(Stop) -> Void
    ) throws(Stop) -> EntropySummary {
        let patterns = patterns[index]
        var stop: Stop?
        let (pooled, pooledAbsence) = pooledSummary(patterns) { share in
            do throws(Stop) {
                try checkpoint(share)
            } catch {
                stop = error
            }
            return stop == nil
        }
        if let stop { throw stop }
        return summary(patterns, short: short, pooled: pooled, pooledAbsence)
    }

    private func summary(
        _ patterns: PatternStatistics,
        short: ShortPolicy,
        pooled: EntropySummary.Pooled?,
        _ pooledAbsence: EntropySummary.Absence?
    ) -> EntropySummary {
        var absences: [EntropySummary.Quantity: EntropySummary.Absence] = [:]
        func absent(_ reason: EntropySummary.Absence, _ quantities: EntropySummary.Quantity...) {
            for quantity in quantities { absences[quantity] = reason }
        }

        let (users, tokens, items) = (sequences.users, sequences.tokens, sequences.items)
        let (undefined, zero, negative) = (patterns.undefined, patterns.zero, patterns.negative)
        var mean = patterns.entropies
        if short == .zero { mean.add(0, count: undefined) }
        let distribution = mean.distribution()
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

        if let pooled {
            if pooled.apEn == nil {
                absent(users == 0 ? .noSequence : .allTooShort, .pooledApEn, .pooledApEnPrime, .pooledDPrime)
            } else if pooled.apEnPrime == nil {
                absent(.zeroApEn, .pooledApEnPrime, .pooledDPrime)
            }
        } else {
            absent(pooledAbsence ?? .notAsked, .pooledApEn, .pooledApEnPrime, .pooledDPrime)
        }

        func measured(_ measure: Measure, _ quantity: EntropySummary.Quantity, _ value: () -> Double?) -> Double? {
            guard measures.contains(measure) else {
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
        let compressionRatio = measured(.compression, .compressionRatio) {
            let ratio = sequences.compression.ratio()
            if ratio == nil { absent(.compressionFailed, .compressionRatio) }
            return ratio
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
            negative: negative,
            withoutRepeat: sequences.withoutRepeat,
            length: length,
            apEnDistribution: distribution,
            perSequenceDPrime: perSequenceCount > 0 ? patterns.perSequence.value : nil,
            perSequenceExcluded: users - perSequenceCount,
            pooled: pooled,
            lempelZivEntropy: lempelZivEntropy,
            shannonEntropy: shannonEntropy,
            compressionRatio: compressionRatio,
            absences: absences,
            warnings: warnings(patterns, pooledIsNegative: pooled?.isNegative ?? false)
        )
    }

    private func pooledSummary(
        _ patterns: PatternStatistics,
        shouldContinue: (_ share: Double) -> Bool
    ) -> (EntropySummary.Pooled?, EntropySummary.Absence?) {
        let entropy: ApproximateEntropy
        if let pooled = sequences.pooled {
            do throws(SpillFile.Failure) {
                let windows = (patterns.windows, patterns.nextWindows)
                guard let counted = try pooled.entropy(m: patterns.m, windows: windows, shouldContinue: shouldContinue)
                else { return (nil, nil) }
                entropy = counted
            } catch {
                return (nil, .storageFailed)
            }
        } else if let values = sequences.pooledValues {
            guard let counted = values.entropy(m: patterns.m, r: r, shouldContinue: shouldContinue) else { return (nil, nil) }
            entropy = counted
        } else {
            return (nil, .notAsked)
        }
        let apEn = entropy.isDefined ? entropy.value : nil
        let apEnPrime = apEn.flatMap { $0 > 0 ? 1 / $0 : nil }
        let summary = EntropySummary.Pooled(
            apEn: apEn,
            apEnPrime: apEnPrime,
            dPrime: apEnPrime.map { Double(sequences.tokens) * $0 },
            isNegative: entropy.signed < 0,
            windows: entropy.windows,
            nextWindows: entropy.nextWindows
        )
        return (summary, nil)
    }

    private func warnings(_ patterns: PatternStatistics, pooledIsNegative: Bool) -> [EntropyWarning] {
        var warnings: [EntropyWarning] = []
        let (users, negative) = (sequences.users, patterns.negative)
        if users > 0, sequences.withoutRepeat == users { warnings.append(.noRepeats(sequences: users)) }
        if negative > 0 || pooledIsNegative {
            warnings.append(.negativeApEn(sequences: negative, of: users, pooled: pooledIsNegative))
        }
        if r >= 1, users > 0, !sequences.hasFraction { warnings.append(.labelTolerance(r: r)) }
        return warnings
    }
}
