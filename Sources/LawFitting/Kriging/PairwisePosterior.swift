import ResourceMetering

/// The noise-free difference of a law between points and one reference: its distribution, not draws of it.
///
/// It needs the covariance of each point with the reference only, so it costs far less than a joint posterior.
struct PairwisePosterior: Sendable {
    /// By point, the mixture of f(point) − f(reference) on the fitted scale.
    let differences: [StudentMixture]

    /// Without meaning if the meter stops the work.
    init(_ blend: PredictiveBlend, at points: [LawPoint], reference: LawPoint, meter: WorkMeter = WorkMeter()) {
        let all = points + [reference]
        let last = points.count
        var differences = points.map { _ in StudentMixture() }
        for surface in blend.kriging.surfaces(at: all, meter: meter) where !meter.isStopped {
            // Two covariances for each point, and a component of its difference.
            meter.spend(points.count * (150 + blend.kriging.rows.count))
            let own = surface.covariance(last, last)
            for index in points.indices {
                let variance = surface.covariance(index, index) + own - (2 * surface.covariance(index, last))
                differences[index].components.append(
                    StudentMixture.Component(
                        weight: blend.krigingWeight * surface.weight,
                        location: surface.means[index] - surface.means[last],
                        squaredScale: max(0, variance),
                        degreesOfFreedom: blend.kriging.degreesOfFreedom
                    )
                )
            }
        }
        for member in blend.members {
            let scales = member.closed.model.scales
            let other = scales.offsets(of: reference)
            for index in points.indices {
                let moments = member.closed.difference(scales.offsets(of: points[index]), other)
                differences[index].components.append(
                    StudentMixture.Component(
                        weight: member.weight,
                        location: moments.value,
                        squaredScale: moments.variance,
                        degreesOfFreedom: member.degreesOfFreedom
                    )
                )
            }
        }
        self.differences = differences
    }

    init(_ closed: ClosedForm, degreesOfFreedom: Double, at points: [LawPoint], reference: LawPoint) {
        let scales = closed.model.scales
        let other = scales.offsets(of: reference)
        differences = points.map { point in
            let moments = closed.difference(scales.offsets(of: point), other)
            return StudentMixture(components: [
                StudentMixture.Component(
                    weight: 1,
                    location: moments.value,
                    squaredScale: moments.variance,
                    degreesOfFreedom: degreesOfFreedom
                )
            ])
        }
    }
}
