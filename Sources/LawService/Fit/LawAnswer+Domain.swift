import LawFitting

extension LawAnswer.Metric {
    init(_ metric: MetricLaw) {
        let law = metric.law
        self.init(
            form: law.form.rawValue,
            goal: law.goal.rawValue,
            scale: law.scale.rawValue,
            experiments: law.count,
            inferred: law.inferredCount,
            parameters: Dictionary(
                law.parameters.map { ($0.name, LawAnswer.Parameter($0)) },
                uniquingKeysWith: { first, _ in first }
            ),
            r2: law.scores.r2,
            adjustedR2: law.scores.adjustedR2,
            rmse: law.scores.rmse,
            looR2: law.scores.looR2,
            looRmse: law.scores.looRmse,
            aicc: law.scores.aicc,
            lnEvidence: law.integration?.logEvidence,
            measuredRange: law.measuredRange,
            candidates: law.candidates.map(LawAnswer.CandidateScores.init),
            optimum: OptimumAnswer(law.optimum),
            termination: LawAnswer.Search(
                reason: law.termination.reason.rawValue,
                iterations: law.termination.iterations,
                starts: law.termination.starts,
                startsReachingBest: law.termination.startsReachingBest
            ),
            dPrimeCheck: LawAnswer.DPrimeCheck(law.dPrimeEvidence, goal: law.goal),
            warnings: law.warnings.map(Warning.init)
                + (law.isOptimumClamped ? [.clamped("The prediction at the optimum", [metric])] : [])
        )
    }
}

extension LawAnswer.Parameter {
    init(_ parameter: FittedParameter) {
        self.init(
            value: parameter.value,
            standardError: parameter.standardError,
            low: parameter.low,
            high: parameter.high,
            unavailable: parameter.absence?.message
        )
    }
}

extension LawAnswer.CandidateScores {
    init(_ candidate: Candidate) {
        let scores = candidate.scores
        self.init(
            form: candidate.form.rawValue,
            parameters: candidate.parameterCount,
            r2: scores?.r2,
            adjustedR2: scores?.adjustedR2,
            rmse: scores?.rmse,
            looR2: scores?.looR2,
            looRmse: scores?.looRmse,
            aicc: scores?.aicc,
            lnEvidence: candidate.integration?.logEvidence,
            effectiveSampleSize: candidate.integration?.effectiveSampleSize,
            forward: LawAnswer.Forward(layers: candidate.forward?.layers, dim: candidate.forward?.dim),
            unavailable: candidate.refusal?.message(isPart: false)
        )
    }
}

extension LawAnswer.DPrimeCheck {
    init(_ evidence: DPrimeEvidence?, goal: LawGoal) {
        let check = evidence?.check
        self.init(
            levels: (check?.levels ?? []).map {
                LawAnswer.Level(dPrime: $0.dPrime, value: $0.value, standardError: $0.standardError)
            },
            slope: check?.slope,
            low: check?.slopeLow,
            high: check?.slopeHigh,
            correlation: check?.correlation,
            pValue: check?.pValue,
            supported: check?.isSupported(for: goal),
            unavailable: evidence.map(\.message) ?? "was not computed for this law"
        )
    }
}

extension DPrimeEvidence {
    /// Why there is no check, or why one of its values is missing; `nil` if none is missing.
    fileprivate var message: String? {
        switch self {
        case .checked(let check):
            if check.correlation == nil { return "all levels are equal, so there is no correlation" }
            return check.pValue == nil ? "the line passes through every level, so its error is 0" : nil
        case .unavailable(.fewDatasets(let have, let need)):
            return "needs \(need) distinct D′, and the experiments have \(have)"
        case .unavailable(.fewLaws(let have, let need)):
            return
                "needs \(need) datasets with enough experiments for their own law, and there \(have == 1 ? "is" : "are") \(have)"
        case .unavailable(.noCommonRange(let axis)):
            return "the datasets have no range of \(axis.rawValue) in common"
        }
    }
}
