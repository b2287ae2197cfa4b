import ElementaryFunctions
import ResourceMetering

/// Fits a kriging model: integrates its hyper-parameters and conditions it on the measurements.
struct KrigingFitter {
    var prior = KrigingPrior()
    /// `nil` for the effort that suits the number of rows.
    var effort: HyperparameterIntegration.Effort?
    var meter = WorkMeter()

    /// Fewer distinct configurations have no degrees of freedom to speak of.
    static let configurationsNeeded = LawForm.krigingConfigurationsNeeded
    /// More rows than these are integrated with fewer points: a factorisation costs time with their cube.
    static let manyRows = 60
    static let largeRowCount = 150
    static let hugeRowCount = 300

    struct Fit {
        var model: KrigingModel
        /// What the model says about every row without it, from more points of the posterior than the model keeps.
        var leaveOneOut: KrigingLeaveOneOut
        var effectiveSampleSize: Double
        var evaluations: Int
        /// ln of the restricted evidence of the values, up to a constant of the design.
        var logEvidence: Double
    }

    /// `nil` where the data have too few rows, or the meter stopped the work.
    func fit(_ data: KrigingData) -> Fit? {
        guard data.rowCount >= Self.configurationsNeeded, data.degreesOfFreedom >= 2 else { return nil }
        let integration = integration(of: data)
        func model(_ points: [HyperparameterIntegration.Point]) -> KrigingModel? {
            let parts = points.map { KrigingModel.Part(weight: $0.weight, parameters: prior.parameters($0.z, data)) }
            return KrigingModel(data: data, parts: parts, meter: meter)
        }
        guard !meter.isStopped, let own = model(integration.points) else { return nil }
        guard let fine = integration.finePoints.map(model) ?? own, !meter.isStopped else { return nil }
        return Fit(
            model: own,
            leaveOneOut: KrigingLeaveOneOut(fine),
            effectiveSampleSize: integration.effectiveSampleSize,
            evaluations: integration.evaluations,
            logEvidence: integration.logEvidence - (data.degreesOfFreedom * Elementary.log(data.unit))
        )
    }

    /// Up to `largeRowCount` rows the integration explores the likelihood itself. Beyond, it explores that of a few rows, and looks at
    /// the full one about its mode only.
    private func integration(of data: KrigingData) -> HyperparameterIntegration {
        // A part may lack a dataset, so the coordinates are always those of all rows.
        func explored(_ part: KrigingData, _ effort: HyperparameterIntegration.Effort) -> HyperparameterIntegration {
            let likelihood = KrigingLikelihood(part, meter: meter)
            return HyperparameterIntegration(
                dimension: KrigingPrior.dimension(datasetCount: data.datasetCount),
                effort: effort,
                meter: meter
            ) { z in
                likelihood.logDensity(prior.parameters(z, data))
            }
        }
        let own = effort ?? Self.effort(rowCount: data.rowCount)
        if data.rowCount <= Self.largeRowCount { return explored(data, own) }
        let preliminary = explored(data.thinned(to: Self.manyRows), Self.preliminaryEffort)
        // A subset knows the hyper-parameters well enough: a few curves' lengths are known long before their values are.
        let estimation = data.thinned(to: Self.hugeRowCount)
        let likelihood = KrigingLikelihood(estimation, meter: meter)
        return HyperparameterIntegration(
            about: preliminary.moments,
            pointCount: own.pointsPerStage,
            componentLimit: own.componentLimit,
            meter: meter
        ) { z in
            likelihood.logDensity(prior.parameters(z, data))
        }
    }

    /// A forward test needs a mean, not tails: a part of the points.
    static func forwardEffort(rowCount: Int) -> HyperparameterIntegration.Effort {
        var effort = effort(rowCount: rowCount)
        effort.pointsPerStage = max(effort.pointsPerStage / 2, rowCount > largeRowCount ? 32 : 64)
        effort.sufficient /= 2
        effort.stageLimit = min(effort.stageLimit, 3)
        effort.componentLimit = min(effort.componentLimit, 24)
        effort.leaveOneOutLimit = effort.componentLimit
        return effort
    }

    /// How many points fit into the time: some 10 ms for a grid of 24, 0.3 s for 240 rows, a few seconds for 1,000.
    static func effort(rowCount: Int) -> HyperparameterIntegration.Effort {
        var effort = HyperparameterIntegration.Effort()
        switch rowCount {
        case ...manyRows:
            break
        case ...largeRowCount:
            effort.pointsPerStage = 256
            effort.sufficient = 100
            effort.componentLimit = 32
            effort.leaveOneOutLimit = 64
        default:
            // One stage about the mode.
            effort.pointsPerStage = 64
            effort.stageLimit = 1
            effort.componentLimit = 12
            effort.leaveOneOutLimit = 12
        }
        return effort
    }

    /// The exploration that finds where the mode of a large design lies.
    private static let preliminaryEffort = HyperparameterIntegration.Effort(
        pointsPerStage: 256,
        stageLimit: 3,
        sufficient: 60,
        componentLimit: 1
    )
}
