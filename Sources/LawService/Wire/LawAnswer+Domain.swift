import LawFitting

extension LawAnswer.Metric {
    init(_ law: FittedLaw) {
        self.init(
            form: law.form.rawValue,
            experiments: law.count,
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
            unavailable: parameter.absence?.words
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
