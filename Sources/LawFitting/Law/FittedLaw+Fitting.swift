public import ResourceMetering

extension FittedLaw {
    /// Fits every form to the measurements of one metric and reports the requested one.
    ///
    /// Pure and deterministic: the order of the measurements does not matter, and no randomness is involved.
    ///
    /// - Parameters:
    ///   - observations: on the scale on which the metric is fitted.
    ///   - meter: bounds the work. A fit stops within 100 ms.
    /// - Throws: ``FitError`` if the measurements do not determine the requested form; `WorkMeter.Stop` if the meter ends the work.
    public init(
        fitting observations: ObservationSet,
        options: FitOptions = FitOptions(),
        meter: WorkMeter = WorkMeter()
    ) throws {
        do throws(FitError) {
            let selection = try FormSelection(observations, options: options, meter: meter)
            let isComplete = options.candidates == .all
            let evidence = isComplete ? try DPrimeEvidence(fitting: observations, options: options, meter: meter) : nil
            let blend = selection.fits.first { $0.form == .blend }?.model.blend
            let forwardTest = ForwardTest(
                design: selection.design,
                blendHasMembers: blend.map { !$0.members.isEmpty } ?? false,
                meter: meter
            )
            let forward = isComplete ? forwardTest.scores(LawForm.allCases) : [:]
            if meter.isStopped { throw .stopped }
            let report = LawReport(observations: observations, selection: selection, options: options, forward: forward)
            self = report.law(dPrimeEvidence: evidence)
        } catch {
            if error == .stopped { try meter.check() }
            throw error
        }
    }
}
