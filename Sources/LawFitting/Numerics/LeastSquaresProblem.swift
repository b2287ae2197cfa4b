/// A nonlinear least-squares problem: minimise ‖r(x)‖² over a box.
protocol LeastSquaresProblem {
    /// The allowed range of each parameter; infinite ends where there is none.
    var bounds: [ClosedRange<Double>] { get }
    /// ‖data‖, against which a residual counts as zero.
    var dataLength: Double { get }

    /// r(x), or `nil` where the model has no finite value.
    mutating func residuals(at x: [Double]) -> [Double]?
    /// ∂r/∂x by columns, at a point whose residuals were the last to be asked for or were so before a refused step.
    mutating func jacobian(at x: [Double]) -> [Double]
}
