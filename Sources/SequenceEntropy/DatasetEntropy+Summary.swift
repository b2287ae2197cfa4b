import TemporaryStorage

extension DatasetEntropy {
    /// The figures of what has been added so far.
    public func summary(short: ShortPolicy = .exclude) -> EntropySummary {
        var absences: [EntropySummary.Quantity: EntropySummary.Absence] = [:]
        func absent(_ reason: EntropySummary.Absence, _ quantities: EntropySummary.Quantity...) {
            for quantity in quantities { absences[quantity] = reason }
        }

        var mean = entropies
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
        let length = lengths.distribution()
        if length == nil { absent(.noSequence, .length) }

        let pooled = pooledSummary()
        if let pooled {
            if pooled.apEn == nil {
                absent(users == 0 ? .noSequence : .allTooShort, .pooledApEn, .pooledApEnPrime, .pooledDPrime)
            } else if pooled.apEnPrime == nil {
                absent(.zeroApEn, .pooledApEnPrime, .pooledDPrime)
            }
        } else {
            let reason = options.measures.contains(.pooled) ? EntropySummary.Absence.storageFailed : .notAsked
            absent(reason, .pooledApEn, .pooledApEnPrime, .pooledDPrime)
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
        let lempelZivEntropy = measured(.lempelZiv, .lempelZivEntropy) { lempelZiv.value / Double(users) }
        let shannonEntropy = measured(.shannon, .shannonEntropy) { items.shannonEntropy() }
        let compressionRatio = measured(.compression, .compressionRatio) {
            let ratio = compression.ratio()
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
            withoutRepeat: withoutRepeat,
            length: length,
            apEnDistribution: distribution,
            perSequenceDPrime: perSequenceCount > 0 ? perSequence.value : nil,
            perSequenceExcluded: users - perSequenceCount,
            pooled: pooled,
            lempelZivEntropy: lempelZivEntropy,
            shannonEntropy: shannonEntropy,
            compressionRatio: compressionRatio,
            absences: absences,
            warnings: warnings(pooledIsNegative: pooled?.isNegative ?? false)
        )
    }

    private func pooledSummary() -> EntropySummary.Pooled? {
        guard options.measures.contains(.pooled) else { return nil }
        let entropy: ApproximateEntropy
        if let pooled {
            entropy = pooled.entropy()
        } else if let pooledWindows {
            do throws(SpillFile.Failure) {
                entropy = try pooledWindows.entropy()
            } catch {
                return nil
            }
        } else {
            let windows = ToleranceWindows(m: options.m, r: options.r)
            entropy = pooledValues.withUnsafeBufferPointer { windows.entropy(of: $0, lengths: pooledLengths) }
        }
        let apEn = entropy.isDefined ? entropy.value : nil
        let apEnPrime = apEn.flatMap { $0 > 0 ? 1 / $0 : nil }
        return EntropySummary.Pooled(
            apEn: apEn,
            apEnPrime: apEnPrime,
            dPrime: apEnPrime.map { Double(tokens) * $0 },
            isNegative: entropy.signed < 0,
            windows: entropy.windows,
            nextWindows: entropy.nextWindows
        )
    }

    private func warnings(pooledIsNegative: Bool) -> [EntropyWarning] {
        var warnings: [EntropyWarning] = []
        if users > 0, withoutRepeat == users { warnings.append(.noRepeats(sequences: users)) }
        if negative > 0 || pooledIsNegative {
            warnings.append(.negativeApEn(sequences: negative, of: users, pooled: pooledIsNegative))
        }
        if options.r >= 1, users > 0, !hasFraction { warnings.append(.labelTolerance(r: options.r)) }
        return warnings
    }
}
