/// Fits every form to the measurements of one metric and reports the one asked for.
///
/// Pure and deterministic: the order of the measurements does not matter, and there is no chance in it. A 24-point grid takes
/// some 20 ms; the time grows with the square of the number of distinct configurations up to 256, where leave-one-out is by
/// refitting, about linearly beyond, and with its cube for the Gaussian processes, which end at 2,000.
///
/// - Throws: ``FitError`` where the form asked for, or with `auto` every form, is not determined by the measurements.
public func fit(_ observations: ObservationSet, options: FitOptions = FitOptions()) throws(FitError) -> FittedLaw {
    guard options.level > 0, options.level < 1 else { throw .levelOutOfRange(options.level) }
    let design = Design(observations)
    let target: LawForm? =
        switch options.form {
        case .named(let form): form
        case .auto: BlendFitter.isAllowed(design) ? .blend : nil
        }
    var fits: [FormFit] = []
    var refusals: [FitError] = []
    for form in LawForm.allCases where options.candidates == .all || isRequired(form, for: target) {
        do throws(FitError) {
            fits.append(try fitted(form, to: design, given: fits))
        } catch {
            if target == form { throw error }
            refusals.append(error)
        }
    }
    let assembly = LawReport(observations: observations, design: design, fits: fits)
    let chosen = if let target { fits.first { $0.form == target } } else { assembly.richest }
    guard let chosen else { throw .leastDemanding(refusals) }
    let evidence = options.candidates == .all ? try checkDPrime(observations, options: options) : nil
    return assembly.law(chosen, options: options, dPrimeEvidence: evidence)
}

/// Whether a form has to be fitted for a law of the target form; without a target every closed form competes.
private func isRequired(_ form: LawForm, for target: LawForm?) -> Bool {
    guard let target else { return LawForm.parametric.contains(form) }
    return form == target || (target == .blend && LawForm.blended.contains(form))
}

/// Fits one form; a mixture from the fits before it.
func fitted(_ form: LawForm, to design: Design, given fits: [FormFit]) throws(FitError) -> FormFit {
    switch form {
    case .performanceLaw, .scalingLaw, .logQuadratic, .logQuadraticInteraction, .separable:
        try ParametricFitter(design: design, form: form).fit()
    case .gaussianProcess, .gaussianProcessAdditive:
        try GaussianProcessFitter(design: design, form: form).fit()
    case .blend:
        try BlendFitter(design: design, fits: fits).fit()
    }
}

extension FitError {
    /// What to say where no form could be fitted: the need of the form that needs least.
    fileprivate static func leastDemanding(_ refusals: [FitError]) -> FitError {
        var best: FitError = .oneConfiguration
        var leastNeed = Int.max
        for refusal in refusals {
            switch refusal {
            case .tooFewPoints(_, let have, let need) where need < leastNeed:
                (best, leastNeed) = (.tooFewPoints(form: nil, have: have, need: need), need)
            case .tooFewConfigurations(_, let have, let need) where need < leastNeed:
                (best, leastNeed) = (.tooFewConfigurations(form: nil, have: have, need: need), need)
            case .confounded where leastNeed == Int.max:
                best = .confounded(form: nil)
            case .tooFewPoints, .tooFewConfigurations, .tooManyConfigurations, .tooFewLevels, .confounded,
                .oneConfiguration, .levelOutOfRange:
                continue
            }
        }
        return best
    }
}
