import ResourceMetering

/// Finds the global minimum over a form's exponents: it polishes each of the grid's lowest minima.
struct ExponentSearch {
    let design: Design
    let structure: ModelStructure
    let meter: WorkMeter
    /// 20 Levenberg–Marquardt steps, then `finisher` for what has not converged.
    private let solver = LevenbergMarquardt(maxIterations: 20)
    private let finisher = ProjectedNewton()

    /// Minima along D′'s exponent that become starts.
    private static let dPrimeMinima = 2

    struct Result {
        var model: ParametricModel
        /// Σ weight·(ȳ − ŷ)².
        var squares: Double
        var termination: Termination
        /// Whether the linear coefficients are determined at the solution.
        var isFullRank: Bool
    }

    init(design: Design, structure: ModelStructure, meter: WorkMeter = WorkMeter()) {
        self.meter = meter
        self.design = design
        self.structure = structure
    }

    /// The fit to all rows; `nil` if the model has no finite value anywhere on the grid.
    func fit() -> Result? {
        meter.spend(polishUnits)
        if meter.isStopped { return nil }
        var problem = VariableProjection(design: design, structure: structure)
        var starts = ExponentGrid(design: design, structure: structure, meter: meter).starts()
        if meter.isStopped { return nil }
        if structure.dPrime.hasExponent {
            starts = starts.flatMap { scanDPrime(&problem, from: $0) }
        }
        return polish(&problem, from: starts)
    }

    /// By row, the prediction of the fit to all other rows; `nil` if they do not determine one. Excluded rows are skipped.
    func leaveOneOut(from full: ParametricModel, excluding excluded: Set<Int>) -> [Double?] {
        let grid = ExponentGrid(design: design, structure: structure, meter: meter)
        let starts = grid.startsLeavingOut()
        guard starts.count == design.rowCount else { return [Double?](repeating: nil, count: design.rowCount) }
        return starts.enumerated().map { row, minima in
            meter.spend(polishUnits)
            if excluded.contains(row) || meter.isStopped { return nil }
            var problem = VariableProjection(design: design, structure: structure, leavingOut: row)
            // The grid has exponents of layers and dim only, so that of D′ starts from the full fit's. One more start is the full
            // fit itself.
            let starts = minima.map { $0 + full.exponents[$0.count...] } + [full.exponents]
            guard let result = polish(&problem, from: starts, isRefined: false), result.isFullRank else { return nil }
            return result.model.value(design.offsets[row])
        }
    }

    /// Work units of one polish of the grid's starts.
    private var polishUnits: Int { 4_000 + (600 * design.rowCount * structure.exponentCount) }

    /// The lowest minima along D′'s exponent, with the others fixed.
    private func scanDPrime(_ problem: inout VariableProjection, from start: [Double]) -> [[Double]] {
        let candidates = ExponentGrid.spacing(structure.dPrime.exponentRange(design.scales.dPrime))
        let squares = candidates.map { candidate in
            problem.residuals(at: start + [candidate])?.squaredLength ?? .infinity
        }
        let minima = candidates.indices.filter { index in
            squares[index].isFinite
                && (index == 0 || squares[index] < squares[index - 1])
                && (index == candidates.count - 1 || squares[index] <= squares[index + 1])
        }
        return minima.sorted { squares[$0] < squares[$1] }.prefix(Self.dPrimeMinima).map { start + [candidates[$0]] }
    }

    /// - Parameter isRefined: whether the exponents are needed to nearly all digits, so that a law of other units is the same law.
    private func polish(
        _ problem: inout VariableProjection,
        from starts: [[Double]],
        isRefined: Bool = true
    ) -> Result? {
        var solutions: [LevenbergMarquardt.Solution] = []
        for start in starts {
            guard let solution = solver.minimise(&problem, from: start) else { continue }
            solutions.append(solution.reason == .iterations ? finisher.minimise(&problem, from: solution) : solution)
        }
        // `min(by:)` keeps the first of equals.
        guard var best = solutions.min(by: { $0.cost < $1.cost }) else { return nil }
        if isRefined { best = finisher.refined(&problem, from: best) }
        guard let model = problem.model(at: best.x) else { return nil }
        // Two exact fits, with residuals of the order of rounding, have reached the same minimum too.
        let negligible = 1e-30 * problem.dataLength * problem.dataLength
        let reached = solutions.count { $0.cost <= best.cost * (1 + 1e-6) + negligible }
        return Result(
            model: model,
            squares: best.cost,
            termination: Termination(
                reason: best.reason,
                iterations: best.iterations,
                starts: starts.count,
                startsReachingBest: reached
            ),
            isFullRank: problem.isFullRank
        )
    }
}
