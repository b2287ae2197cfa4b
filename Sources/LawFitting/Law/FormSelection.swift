import ResourceMetering

/// The forms fitted to a set of measurements, and the one that the options choose.
struct FormSelection {
    let design: Design
    /// Every form that was fitted, in the order of ``LawForm``.
    let fits: [FormFit]
    /// The forms that could not be fitted, and why.
    let refusals: [LawForm: FitError]
    let chosen: FormFit

    init(_ observations: ObservationSet, options: FitOptions, meter: WorkMeter = WorkMeter()) throws(FitError) {
        guard options.level > 0, options.level < 1 else { throw .levelOutOfRange(options.level) }
        let design = Design(observations)
        self.design = design
        let target: LawForm =
            switch options.form {
            case .named(let form): form
            case .auto: .blend
            }
        let isComplete = options.candidates == .all
        let hasMembers = PredictiveFitter.allowsMembers(design)
        var fits: [FormFit] = []
        var refusals: [LawForm: FitError] = [:]
        func closed(_ form: LawForm, isRestrained: Bool = false) throws(FitError) -> FormFit {
            try ParametricFitter(
                design: design,
                form: form,
                isRestrained: isRestrained,
                meter: meter,
                level: options.level
            ).fit(includingScores: isComplete || target == form || target == .blend)
        }
        for form in LawForm.parametric
        where isComplete || form == target || (target == .blend && hasMembers && form == .performanceLaw) {
            do throws(FitError) {
                fits.append(try closed(form))
            } catch {
                if target == form { throw error }
                refusals[form] = error
            }
        }
        if isComplete || target == .kriging || target == .blend {
            do throws(FitError) {
                let fitter = PredictiveFitter(design: design, meter: meter)
                let kriging = try fitter.kriging()
                if isComplete || target == .kriging { fits.append(fitter.form(.kriging, kriging, members: [])) }
                if isComplete || target == .blend {
                    var members: [FormFit] = []
                    if hasMembers {
                        members = fits.filter { $0.form == .performanceLaw }
                        if let powerLaw = Self.optional({ () throws(FitError) in
                            try closed(.scalingLaw, isRestrained: true)
                        }) {
                            members.append(powerLaw)
                        }
                    }
                    fits.append(fitter.form(.blend, kriging, members: members))
                }
            } catch {
                if target == .kriging || target == .blend { throw error }
                (refusals[.kriging], refusals[.blend]) = (error, error)
            }
        }
        if meter.isStopped { throw .stopped }
        guard let chosen = fits.first(where: { $0.form == target }) else {
            throw refusals[target] ?? .confounded(form: target)
        }
        self.chosen = chosen
        self.fits = isComplete ? fits : [chosen]
        self.refusals = refusals
    }

    /// A member of the blend; `nil` where the data do not determine it, and the others make the blend.
    private static func optional(_ fit: () throws(FitError) -> FormFit) -> FormFit? {
        do throws(FitError) { return try fit() } catch { return nil }
    }
}
