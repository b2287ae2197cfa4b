import LawFitting
import TableReading

extension LawAnswer.Metric {
    init(_ law: FittedLaw) {
        self.init(
            form: law.form.rawValue,
            // Losses are refused until they can be fitted.
            goal: MetricGoal.maximise.rawValue,
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
            candidates: law.candidates.map(LawAnswer.CandidateScores.init),
            optimum: LawAnswer.Optimum(law.optimum),
            termination: LawAnswer.Search(
                reason: law.termination.reason.rawValue,
                iterations: law.termination.iterations,
                starts: law.termination.starts,
                startsReachingBest: law.termination.startsReachingBest
            ),
            dPrimeCheck: LawAnswer.DPrimeCheck(law.dPrimeEvidence),
            warnings: law.warnings.map(Warning.init)
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
        self.init(
            form: candidate.form.rawValue,
            parameters: candidate.parameterCount,
            r2: candidate.scores.r2,
            adjustedR2: candidate.scores.adjustedR2,
            rmse: candidate.scores.rmse,
            looR2: candidate.scores.looR2,
            looRmse: candidate.scores.looRmse,
            aicc: candidate.scores.aicc
        )
    }
}

extension LawAnswer.Optimum {
    init(_ optimum: ContinuousOptimum) {
        self.init(
            layers: optimum.layers,
            dim: optimum.dim,
            value: optimum.value,
            interior: optimum.interior
        )
    }
}

extension LawAnswer.DPrimeCheck {
    init(_ evidence: DPrimeEvidence?) {
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
            supported: check?.isSupported,
            unavailable: evidence?.message ?? "was not computed for this law"
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
            return "needs \(need) datasets with enough experiments for their own law, and there are \(have)"
        case .unavailable(.noCommonRange(let axis)):
            return "the datasets have no range of \(axis.rawValue) in common"
        }
    }
}
