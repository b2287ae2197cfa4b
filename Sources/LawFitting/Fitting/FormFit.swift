/// One form fitted to one design: the input of scores, intervals and reports.
struct FormFit {
    let form: LawForm
    let model: LawModel
    /// Σ(y − ŷ)² of the form's best fit over all measurements, the pure error included.
    let squares: Double
    /// The same sum of the model that predicts, over imputed rows too. `separable` bounds its exponents more for predictions
    /// than for the best fit.
    let predictionSquares: Double
    /// By row, the prediction without that row's measurements; `nil` if some row cannot be left out.
    let leftOut: [Double]?
    /// Σ(y − ŷ₍₋c₎)² over all measurements.
    let leftOutSquares: Double?
    /// The number of measurements minus this is the degrees of freedom.
    let parameterCount: Int
    /// The trace of the smoother, which is the number of parameters for a closed form.
    let effectiveParameters: Double
    let termination: Termination
    /// By row, the inverse variance of its leave-one-out error, given exponents and hyper-parameters.
    let precisions: [Double]
}
