/// One form fitted to one design: what scores, intervals and reports are made of.
struct FormFit {
    let form: LawForm
    let model: LawModel
    /// Σ(y − ŷ)² over all measurements, the pure error included: the form's best.
    let squares: Double
    /// The same for the model that predicts, which `separable` restrains more than its best fit, and with inferred rows.
    let predictionSquares: Double
    /// Per row, the prediction without that row's measurements; `nil` where one cannot be left out.
    let leftOut: [Double]?
    /// Σ(y − ŷ₍₋c₎)² over all measurements.
    let leftOutSquares: Double?
    /// Measurements less this are the degrees of freedom.
    let parameterCount: Int
    /// The trace of the smoother; for a closed form the number of parameters.
    let effectiveParameters: Double
    let termination: Termination
    /// Per row, one over the variance of its leave-one-out error, given exponents and hyper-parameters.
    let precisions: [Double]
}
