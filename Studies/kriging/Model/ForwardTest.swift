/// How well a form predicts the largest measured level of an axis from the rest.
///
/// Leave-one-out rewards interpolation only; this rewards what people ask for.
public struct ForwardScores: Hashable, Codable, Sendable {
    /// The RMSE over the configurations of the largest level; `nil` where the rest does not determine the form.
    public let layers: Double?
    public let dim: Double?

    public init(layers: Double?, dim: Double?) {
        self.layers = layers
        self.dim = dim
    }
}

struct ForwardTest {
    let design: Design

    /// `fitted` fits the rest and returns its predictor, or `nil` where it cannot.
    func scores(_ fitted: (Design) -> ((Offsets) -> Double)?) -> ForwardScores {
        ForwardScores(layers: error(.layers, fitted), dim: error(.dim, fitted))
    }

    private func error(_ axis: Axis, _ fitted: (Design) -> ((Offsets) -> Double)?) -> Double? {
        let rows = 0..<design.rowCount
        guard design.levelCount(axis) >= 2 else { return nil }
        let largest = rows.reduce(-Double.infinity) { max($0, design.offsets[$1][axis]) }
        let rest = rows.filter { design.offsets[$0][axis] < largest }
        // Only measured configurations are scored.
        let test = rows.filter { design.offsets[$0][axis] == largest && $0 < design.measuredRowCount }
        guard rest.contains(where: { $0 < design.measuredRowCount }), !test.isEmpty else { return nil }
        guard let predictor = fitted(Design(design, rows: rest)) else { return nil }
        let squares = test.reduce(0) { sum, row in
            let error = design.means[row] - predictor(design.offsets[row])
            return sum + (design.weights[row] * error * error) + design.pureErrors[row]
        }
        let count = test.reduce(0) { $0 + design.weights[$1] }
        let error = (squares / count).squareRoot()
        return error.isFinite ? error : nil
    }
}
