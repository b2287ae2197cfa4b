/// A nonlinear least-squares problem: minimise ‖r(x)‖² over a box.
protocol LeastSquaresProblem {
    /// The allowed range of each parameter; an infinite end is no bound.
    var bounds: [ClosedRange<Double>] { get }
    /// ‖data‖, the unit in which residuals are negligible.
    var dataLength: Double { get }

    /// r(x); `nil` if the model has no finite value there.
    mutating func residuals(at x: [Double]) -> [Double]?
    /// ∂r/∂x by columns.
    ///
    /// Called only right after `residuals(at: x)` for the same x, so that an implementation may reuse its work.
    mutating func jacobian(at x: [Double]) -> [Double]
}
