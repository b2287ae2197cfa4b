import ResourceMetering

/// How well a form predicts the largest measured level of an axis from the rest.
///
/// Leave-one-out rewards interpolation only; this rewards what people ask for.
public struct ForwardScores: Hashable, Codable, Sendable {
    /// The RMSE over the configurations of the largest level, in the metric's unit; `nil` where the rest does not determine the
    /// form.
    public let layers: Double?
    public let dim: Double?

    public init(layers: Double?, dim: Double?) {
        self.layers = layers
        self.dim = dim
    }
}

/// Predicts the largest level of each axis from the rest, by every form.
struct ForwardTest {
    let design: Design
    /// Whether the blend has closed forms. One that all runs refute has none here either, so that the test is about the law that answers.
    var blendHasMembers = true
    var meter = WorkMeter()

    /// By form; a form that the rest does not determine has `nil` for that axis.
    func scores(_ forms: [LawForm]) -> [LawForm: ForwardScores] {
        let (layers, dim) = (errors(.layers, forms), errors(.dim, forms))
        return Dictionary(
            forms.map { ($0, ForwardScores(layers: layers[$0] ?? nil, dim: dim[$0] ?? nil)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The rows of the largest level that are measured, and all rows below it; `nil` without two levels.
    func split(_ axis: Axis) -> (rest: [Int], test: [Int])? {
        let rows = 0..<design.rowCount
        guard design.levelCount(axis) >= 2 else { return nil }
        let largest = rows.reduce(-Double.infinity) { max($0, design.offsets[$1][axis]) }
        let rest = rows.filter { design.offsets[$0][axis] < largest }
        let test = rows.filter { design.offsets[$0][axis] == largest && $0 < design.measuredRowCount }
        guard rest.contains(where: { $0 < design.measuredRowCount }), !test.isEmpty else { return nil }
        return (rest, test)
    }

    private func errors(_ axis: Axis, _ forms: [LawForm]) -> [LawForm: Double] {
        guard let (rest, test) = split(axis) else { return [:] }
        var errors: [LawForm: Double] = [:]
        for (form, model) in models(Design(design, rows: rest), forms) {
            if let error = error(model, test) { errors[form] = error }
        }
        return errors
    }

    /// The forms that a design determines.
    private func models(_ rest: Design, _ forms: [LawForm]) -> [LawForm: LawModel] {
        var models: [LawForm: LawModel] = [:]
        func closed(_ form: LawForm, isRestrained: Bool = false) -> FormFit? {
            do throws(FitError) {
                let fitter = ParametricFitter(design: rest, form: form, isRestrained: isRestrained, meter: meter)
                return try fitter.fit(includingScores: false)
            } catch {
                // The rest does not determine the form, which is a score of its own.
                return nil
            }
        }
        for form in forms where LawForm.parametric.contains(form) { models[form] = closed(form)?.model }
        guard forms.contains(.kriging) || forms.contains(.blend) else { return models }
        let effort = KrigingFitter.forwardEffort(rowCount: rest.rowCount)
        let fitter = PredictiveFitter(design: rest, effort: effort, meter: meter)
        do throws(FitError) {
            let kriging = try fitter.kriging()
            models[.kriging] = .blend(fitter.blend(kriging, members: []))
            guard forms.contains(.blend) else { return models }
            let members =
                blendHasMembers && PredictiveFitter.allowsMembers(rest)
                ? [closed(.performanceLaw), closed(.scalingLaw, isRestrained: true)].compactMap { $0 } : []
            models[.blend] = .blend(fitter.blend(kriging, members: members))
        } catch {
            // As above.
            return models
        }
        return models
    }

    private func error(_ model: LawModel, _ test: [Int]) -> Double? {
        let scale = design.metricScale
        var (squares, count) = (0.0, 0.0)
        for row in test {
            let error = scale.original(design.means[row]) - scale.original(model.value(design.points[row]))
            let slope = scale.slope(at: design.means[row])
            squares += (design.weights[row] * error * error) + (slope * slope * design.pureErrors[row])
            count += design.weights[row]
        }
        let error = (squares / count).squareRoot()
        return error.isFinite ? error : nil
    }
}
