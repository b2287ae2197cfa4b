/// The forms fitted to a set of measurements, and the one that the options choose.
struct FormSelection {
    let design: Design
    /// Every form that was fitted, in the order of ``LawForm``.
    let fits: [FormFit]
    let chosen: FormFit

    init(_ observations: ObservationSet, options: FitOptions) throws(FitError) {
        guard options.level > 0, options.level < 1 else { throw .levelOutOfRange(options.level) }
        design = Design(observations)
        let target: LawForm? =
            switch options.form {
            case .named(let form): form
            case .auto: BlendFitter.isAllowed(design) ? .blend : nil
            }
        var fits: [FormFit] = []
        var refusals: [FitError] = []
        for form in LawForm.allCases where options.candidates == .all || Self.isRequired(form, for: target) {
            do throws(FitError) {
                fits.append(
                    form == .blend
                        ? try BlendFitter(design: design, fits: fits).fit()
                        : try SingleFormFitter(design: design, form: form).fit()
                )
            } catch {
                if target == form { throw error }
                refusals.append(error)
            }
        }
        let chosen = if let target { fits.first { $0.form == target } } else { Self.richest(fits) }
        guard let chosen else { throw .leastDemanding(refusals) }
        self.fits = fits
        self.chosen = chosen
    }

    /// Whether a law of the target form needs a form. Without a target every closed form competes.
    private static func isRequired(_ form: LawForm, for target: LawForm?) -> Bool {
        guard let target else { return LawForm.parametric.contains(form) }
        return form == target || (target == .blend && LawForm.blended.contains(form))
    }

    /// The closed form with the most parameters, of equally rich ones the better predictor. Forms that can predict left-out
    /// configurations come before all others.
    private static func richest(_ fits: [FormFit]) -> FormFit? {
        let parametric = fits.filter { LawForm.parametric.contains($0.form) }
        let sound = parametric.filter { $0.leftOutSquares != nil }
        func key(_ fit: FormFit) -> (Int, Double) { (-fit.parameterCount, fit.leftOutSquares ?? fit.squares) }
        return (sound.isEmpty ? parametric : sound).min { key($0) < key($1) }
    }
}

extension FitError {
    /// The error to throw if no form could be fitted: the need of the form that needs least.
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
