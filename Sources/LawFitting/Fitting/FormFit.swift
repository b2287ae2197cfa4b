/// One form fitted to one design: the input of scores, intervals and reports. All values are on the fitted scale.
struct FormFit {
    let form: LawForm
    let model: LawModel
    /// By row, the form's best fit in-sample.
    let fitted: [Double]
    /// Σ(y − ŷ)² of that fit over all measurements, the pure error included.
    let squares: Double
    /// The same sum of the model that predicts, over imputed rows too. Some forms bound their exponents more for predictions than
    /// for the best fit.
    let predictionSquares: Double
    /// By row, the prediction without that row's measurements; `nil` if some row cannot be left out, or nobody asked.
    let leftOut: [Double]?
    /// The number of free parameters; for kriging only those that no prior shrinks.
    let parameterCount: Int
    /// Those of the intervals.
    let degreesOfFreedom: Int
    /// The trace of the smoother, which is the number of parameters for a closed form.
    let effectiveParameters: Double
    let termination: Termination
    /// By row, the inverse variance of its leave-one-out error, given exponents and hyper-parameters.
    let precisions: [Double]
    /// What the integration over hyper-parameters says; `nil` for a closed form.
    var integration: IntegrationReport?
}
