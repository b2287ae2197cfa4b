import ResourceMetering

/// The function behind a fitted law, on the fitted scale: one closed form, or the mixture of kriging with closed forms.
enum LawModel: Hashable, Codable, Sendable {
    case closed(ClosedForm, StudentTQuantiles)
    case blend(PredictiveBlend)

    /// The closed form; `nil` if the law is a mixture.
    var closed: ClosedForm? {
        guard case .closed(let closed, _) = self else { return nil }
        return closed
    }

    /// The mixture; `nil` if the law is a closed form.
    var blend: PredictiveBlend? {
        guard case .blend(let blend) = self else { return nil }
        return blend
    }

    /// Those of the intervals: measurements minus estimated parameters, those of kriging for a mixture.
    var degreesOfFreedom: Double {
        switch self {
        case .closed(_, let quantiles): quantiles.degreesOfFreedom
        case .blend(let blend): blend.kriging.degreesOfFreedom
        }
    }

    /// Whether the law depends on an axis.
    func dependsOn(_ axis: Axis) -> Bool {
        switch self {
        case .closed(let closed, _):
            return closed.model.structure.shape(axis) != .absent && closed.model.scales[axis].levelCount > 1
        case .blend(let blend):
            switch axis {
            case .layers: return blend.geometry.layerLevels > 1
            case .dim: return blend.geometry.dimLevels > 1
            case .dPrime: return blend.kriging.data.datasetCount > 1
            }
        }
    }

    /// The expected value.
    func value(_ point: LawPoint) -> Double {
        switch self {
        case .closed(let closed, _): closed.model.value(closed.model.scales.offsets(of: point))
        case .blend(let blend): blend.value(point)
        }
    }

    /// The central interval for a new measurement.
    func interval(_ point: LawPoint, level: Double) -> LawInterval {
        switch self {
        case .closed(let closed, let quantiles):
            let moments = closed.moments(closed.model.scales.offsets(of: point))
            let half = quantiles.quantile(level) * (moments.variance + moments.noise).squareRoot()
            return LawInterval(
                value: moments.value,
                low: moments.value - half,
                high: moments.value + half,
                standardError: moments.variance.squareRoot()
            )
        case .blend(let blend): return blend.interval(point, level: level)
        }
    }

    /// The distribution of a new measurement, or of the noise-free value.
    func predictive(_ point: LawPoint, includingNoise: Bool) -> StudentMixture {
        switch self {
        case .closed(let closed, let quantiles):
            let moments = closed.moments(closed.model.scales.offsets(of: point))
            let component = StudentMixture.Component(
                weight: 1,
                location: moments.value,
                squaredScale: moments.variance + (includingNoise ? moments.noise : 0),
                degreesOfFreedom: quantiles.degreesOfFreedom
            )
            return StudentMixture(components: [component])
        case .blend(let blend): return blend.predictive(point, includingNoise: includingNoise)
        }
    }

    /// The mean of ``predictive(_:includingNoise:)``, to the same bits, for a small part of its cost.
    func mean(_ point: LawPoint) -> Double {
        switch self {
        case .closed(let closed, _): closed.model.valueAndGradient(closed.model.scales.offsets(of: point)).value
        case .blend(let blend): blend.mean(point)
        }
    }

    /// Work units of ``mean(_:)``.
    var unitsPerMean: Int {
        guard let kriging = blend?.kriging else { return 100 }
        return 200 + kriging.components.count * (100 + 10 * kriging.rows.table.levels.count + 2 * kriging.rows.count)
    }

    /// By point, the distribution of its noise-free value minus that of the reference. Without meaning if the meter stops the work.
    func differences(at points: [LawPoint], reference: LawPoint, meter: WorkMeter = WorkMeter()) -> [StudentMixture] {
        switch self {
        case .closed(let closed, _):
            meter.spend(200 * points.count)
            return PairwisePosterior(closed, degreesOfFreedom: degreesOfFreedom, at: points, reference: reference)
                .differences
        case .blend(let blend):
            return PairwisePosterior(blend, at: points, reference: reference, meter: meter).differences
        }
    }

    /// The tables for the mixtures that the law gives.
    var tables: StudentTables {
        switch self {
        case .closed: StudentTables([degreesOfFreedom])
        case .blend(let blend): blend.tables
        }
    }
}
