/// Fits the blend, or kriging alone where its closed forms are not identified.
struct PredictiveBlendFitter {
    let design: Design
    /// `nil` for the effort that suits the number of rows.
    var effort: HyperparameterIntegration.Effort?

    struct Fit {
        var blend: PredictiveBlend
        /// By row, the prediction without that row's measurements; `nil` where one cannot be left out.
        var leftOut: [Double]?
        /// By row, one over the variance of its leave-one-out error, by kriging.
        var precisions: [Double]
        /// By row, the expected value.
        var fitted: [Double]
        var effectiveParameters: Double
        var effectiveSampleSize: Double
        var evaluations: Int
        var logEvidence: Double
    }

    /// A closed form fitted, with its leave-one-out predictions where they were requested.
    struct ClosedFit {
        var member: PredictiveBlend.Member
        var leftOut: [Double?]
    }

    /// `includingLeftOut` costs the refits of the closed forms.
    func fit(withMembers: Bool = true, includingLeftOut: Bool = true) -> Fit? {
        let data = KrigingData(design)
        guard let kriging = KrigingFitter(effort: effort).fit(data) else { return nil }
        let geometry = DesignGeometry(data)
        var members: [ClosedFit] = []
        if withMembers, data.datasetCount == 1, geometry.supportsParametricMembers {
            members = [
                closedFit(design.structure(.performanceLaw), PredictiveBlend.weights.performanceLaw, includingLeftOut),
                closedFit(design.structure(.scalingLaw).restrained, PredictiveBlend.weights.powerLaw, includingLeftOut),
            ].compactMap { $0 }
        }
        let blend = PredictiveBlend(kriging: kriging.model, members: members.map(\.member))
        let leaveOneOut = KrigingLeaveOneOut(kriging.model)
        let canLeaveOut = data.rowCount > KrigingFitter.configurationsNeeded
        let fitted = (0..<design.rowCount).map { row in
            members.reduce(blend.krigingWeight * leaveOneOut.fitted[row]) { sum, member in
                sum + (weight(member, blend) * member.member.closed.model.value(design.offsets[row]))
            }
        }
        return Fit(
            blend: blend,
            leftOut: canLeaveOut && includingLeftOut ? leftOut(leaveOneOut, members, blend) : nil,
            precisions: leaveOneOut.mixtures.map { 1 / max($0.squaredScale, .leastNormalMagnitude) },
            fitted: fitted,
            effectiveParameters: Double(design.rowCount) - leaveOneOut.noiseTrace,
            effectiveSampleSize: kriging.effectiveSampleSize,
            evaluations: kriging.evaluations,
            logEvidence: kriging.logEvidence
        )
    }

    private func weight(_ member: ClosedFit, _ blend: PredictiveBlend) -> Double {
        blend.members.first { $0.form == member.member.form }?.weight ?? 0
    }

    /// The mixture's means; a member that some row alone determines does not take part in that row's.
    private func leftOut(
        _ kriging: KrigingLeaveOneOut,
        _ members: [ClosedFit],
        _ blend: PredictiveBlend
    ) -> [Double] {
        (0..<design.rowCount).map { row in
            var (sum, total) = (blend.krigingWeight * kriging.mixtures[row].mean, blend.krigingWeight)
            for member in members {
                guard let value = member.leftOut[row] else { continue }
                sum += weight(member, blend) * value
                total += weight(member, blend)
            }
            return sum / total
        }
    }

    private func closedFit(_ structure: ModelStructure, _ weight: Double, _ includingLeftOut: Bool) -> ClosedFit? {
        let degreesOfFreedom = Double(design.count - structure.parameterCount)
        guard degreesOfFreedom >= 2 else { return nil }
        let search = ExponentSearch(design: design, structure: structure)
        guard let result = search.fit(), result.isFullRank else { return nil }
        guard let covariance = Covariance(design, result.model) else { return nil }
        let squares = result.squares + design.pureError
        let variance = squares <= design.negligibleSquares ? 0 : squares / degreesOfFreedom
        let closed = ClosedForm(result.model, covariance, residualVariance: variance)
        let lone = Set(design.loneRows)
        return ClosedFit(
            member: PredictiveBlend.Member(
                form: structure.form,
                weight: weight,
                closed: closed,
                degreesOfFreedom: degreesOfFreedom
            ),
            leftOut: includingLeftOut ? search.leaveOneOut(from: result.model, excluding: lone) : []
        )
    }
}
