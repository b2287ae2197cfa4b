extension FittedLaw {
    /// Fits every form to the measurements of one metric and reports the requested one.
    ///
    /// Pure and deterministic: the order of the measurements does not matter, and no randomness is involved. A 24-point grid
    /// takes about 20 ms. Up to 256 distinct configurations the time grows with the square of their number, because leave-one-out
    /// refits the forms with exponents; beyond, it grows about linearly. The Gaussian processes take time with the cube, and end
    /// at ``LawForm/gaussianProcessLimit``.
    ///
    /// - Throws: ``FitError`` if the measurements do not determine the requested form, or with `auto` no form at all.
    public init(fitting observations: ObservationSet, options: FitOptions = FitOptions()) throws(FitError) {
        let selection = try FormSelection(observations, options: options)
        let evidence =
            options.candidates == .all ? try DPrimeEvidence(fitting: observations, options: options) : nil
        let report = LawReport(observations: observations, design: selection.design, fits: selection.fits)
        self = report.law(selection.chosen, options: options, dPrimeEvidence: evidence)
    }
}
