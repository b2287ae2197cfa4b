import ResourceMetering

/// Fits `kriging`, and `blend` from the same kriging model and fits of closed forms.
struct PredictiveFitter {
    let design: Design
    /// `nil` for the effort that suits the number of rows.
    var effort: HyperparameterIntegration.Effort?
    var meter = WorkMeter()

    /// A kriging model of a design. Both forms share it.
    struct Kriging {
        let fit: KrigingFitter.Fit
        /// The rows that it is conditioned on.
        let rows: [Int]
        let geometry: DesignGeometry

        /// The place of each of these rows among them.
        var places: [Int: Int] { Dictionary(zip(rows, rows.indices), uniquingKeysWith: { first, _ in first }) }
    }

    /// Whether the design identifies the closed forms well enough to take part in the blend.
    static func allowsMembers(_ design: Design) -> Bool {
        design.levelCount(.dPrime) <= 1 && DesignGeometry(design.points).supportsParametricMembers
    }

    func kriging() throws(FitError) -> Kriging {
        let data = KrigingData(design)
        // Distinct configurations; a level of D′ more needs one run more for its slope.
        let need = data.datasetCount > 1 ? KrigingFitter.configurationsNeeded + 1 : KrigingFitter.configurationsNeeded
        if design.rowCount == 1 { throw .oneConfiguration(need: need) }
        guard data.rowCount >= KrigingFitter.configurationsNeeded, data.degreesOfFreedom >= 2 else {
            throw .tooFewConfigurations(form: .kriging, have: data.rowCount, need: need)
        }
        let rows = data.thinnedRows(to: LawForm.krigingLimit)
        let own = rows.count < data.rowCount ? data.selecting(rows) : data
        guard let fit = KrigingFitter(effort: effort, meter: meter).fit(own) else {
            if meter.isStopped { throw .stopped }
            throw .confounded(form: .kriging)
        }
        return Kriging(fit: fit, rows: rows, geometry: DesignGeometry(own))
    }

    /// A closed form that replicates refute beyond doubt has no part in the blend: its bias would stay whatever is measured. Without
    /// replicates nothing is refuted. A form that is nearly right helps beyond the data, so the bound is far below a test's level.
    private static let refutedBelow = 1e-6

    /// A closed form that gives a run a likelihood of zero or less, which no loss has, has no part in the blend either: the run itself
    /// refutes it, and the blend would promise the loss of a model that never learns.
    private func isImpossible(_ member: FormFit) -> Bool {
        design.metricScale.isReversed && !member.fitted.allSatisfy(design.metricScale.expresses)
    }

    /// How many times smaller the errors of left-out configurations must be with kriging alone for the closed forms to be refuted.
    ///
    /// They have no term for layers and dim together, so they cannot follow a ridge. On the real tables here the blend's errors are at most
    /// 1.5 times those of kriging.
    private static let refutingRatio = 2.0
    /// The level of the paired test. Left-out values have noise of their own, so runs can prove a bias long before the ratio shows it. A
    /// quadratic surface of 64 runs kept a bias of 1.4 times the noise near its peak, at a ratio of 1.4.
    private static let refutingLevel = 0.025
    /// Fewer configurations say too little about either.
    private static let refutingConfigurations = 12

    /// Whether leaving configurations out refutes the closed forms of a blend.
    private func isRefuted(_ blend: PredictiveBlend, _ kriging: Kriging, _ members: [FormFit]) -> Bool {
        guard !blend.members.isEmpty, kriging.rows.count >= Self.refutingConfigurations else { return false }
        let (leaveOneOut, places) = (kriging.fit.leaveOneOut, kriging.places)
        guard let mixed = leftOut(leaveOneOut, places, members, blend) else { return false }
        var (own, both, squares) = (0.0, 0.0, 0.0)
        for (place, row) in kriging.rows.enumerated() {
            let errors = SIMD2(design.means[row] - leaveOneOut.mixtures[place].mean, design.means[row] - mixed[row])
            let squared = errors * errors
            own += squared.x
            both += squared.y
            squares += (squared.y - squared.x) * (squared.y - squared.x)
        }
        if own * Self.refutingRatio * Self.refutingRatio < both { return true }
        // Student's test of the differences between the squared errors.
        let (n, sum) = (Double(kriging.rows.count), both - own)
        let variance = (squares - sum * sum / n) / (n - 1)
        guard sum > 0, variance > 0 else { return false }
        let t = sum / (n * variance).squareRoot()
        return StudentT.twoSidedTail(t, degreesOfFreedom: n - 1) < 2 * Self.refutingLevel
    }

    /// The law with these closed forms as members, weighted as the blend says; kriging alone without any, and if it is much better alone.
    func blend(_ kriging: Kriging, members: [FormFit]) -> PredictiveBlend {
        let blend = weighted(kriging, members: members)
        return isRefuted(blend, kriging, members) ? weighted(kriging, members: []) : blend
    }

    private func weighted(_ kriging: Kriging, members: [FormFit]) -> PredictiveBlend {
        PredictiveBlend(
            kriging: kriging.fit.model,
            members: members.compactMap { member in
                guard let closed = member.model.closed, member.degreesOfFreedom >= 2, !isImpossible(member) else {
                    return nil
                }
                let lackOfFit = LackOfFitTest(design: design, fit: member).pValue
                guard lackOfFit.map({ $0 >= Self.refutedBelow }) != false else { return nil }
                return PredictiveBlend.Member(
                    form: member.form,
                    weight: member.form == .performanceLaw
                        ? PredictiveBlend.weights.performanceLaw : PredictiveBlend.weights.powerLaw,
                    closed: closed,
                    degreesOfFreedom: Double(member.degreesOfFreedom)
                )
            }
        )
    }

    /// The fit of `kriging` (no members) or `blend`.
    func form(_ form: LawForm, _ kriging: Kriging, members: [FormFit], includingLeftOut: Bool = true) -> FormFit {
        let blend = blend(kriging, members: members)
        let own = KrigingFittedRows(kriging.fit.model)
        let (leaveOneOut, places) = (kriging.fit.leaveOneOut, kriging.places)
        let fitted = (0..<design.rowCount).map { row -> Double in
            guard let place = places[row] else { return blend.value(design.points[row]) }
            return blend.members.reduce(blend.krigingWeight * own.values[place]) { sum, member in
                sum + (member.weight * member.closed.model.value(design.offsets[row]))
            }
        }
        let precisions = (0..<design.rowCount).map { row -> Double in
            guard let place = places[row] else {
                return 1 / max(blend.predictive(design.points[row]).squaredScale, .leastNormalMagnitude)
            }
            return 1 / max(leaveOneOut.mixtures[place].squaredScale, .leastNormalMagnitude)
        }
        let canLeaveOut = includingLeftOut && kriging.rows.count > KrigingFitter.configurationsNeeded
        meter.spend(design.rowCount * kriging.fit.model.components.count * 200)
        func residual(_ row: Int) -> Double { design.means[row] - fitted[row] }
        return FormFit(
            form: form,
            model: .blend(blend),
            fitted: fitted,
            squares: design.measuredSquares(residual),
            predictionSquares: design.allSquares(residual),
            leftOut: canLeaveOut ? leftOut(leaveOneOut, places, members, blend) : nil,
            parameterCount: kriging.fit.model.data.flatCount,
            degreesOfFreedom: max(1, Int(kriging.fit.model.degreesOfFreedom)),
            effectiveParameters: Double(kriging.rows.count) - own.noiseTrace,
            termination: Termination(
                reason: .combined,
                iterations: kriging.fit.evaluations,
                starts: 1,
                startsReachingBest: 1
            ),
            precisions: precisions,
            integration: IntegrationReport(
                logEvidence: kriging.fit.logEvidence,
                effectiveSampleSize: kriging.fit.effectiveSampleSize,
                evaluations: kriging.fit.evaluations
            )
        )
    }

    /// The mixture's means. A member that cannot leave rows out does not take part; a row that kriging does not use is predicted as
    /// any other point.
    private func leftOut(
        _ kriging: KrigingLeaveOneOut,
        _ places: [Int: Int],
        _ members: [FormFit],
        _ blend: PredictiveBlend
    ) -> [Double]? {
        let predictions = (0..<design.rowCount).map { row -> Double in
            let own =
                places[row].map { kriging.mixtures[$0].mean }
                ?? blend.kriging.value(blend.normalised(design.points[row]))
            var (sum, total) = (blend.krigingWeight * own, blend.krigingWeight)
            for member in blend.members {
                guard let value = members.first(where: { $0.form == member.form })?.leftOut?[row] else { continue }
                sum += member.weight * value
                total += member.weight
            }
            return sum / total
        }
        return predictions.allSatisfy(\.isFinite) ? predictions : nil
    }
}
