/// τ of layers, dim and D′.
typealias Offsets = (Double, Double, Double)

/// What a law knows about a value: its expectation, the variance of that, and the variance of one measurement about it.
struct Moments: Hashable, Sendable {
    var value: Double
    var variance: Double
    var noise: Double
}

/// One form fitted: all that predicting takes.
enum LawComponent: Hashable, Codable, Sendable {
    case parametric(ClosedForm)
    case gaussianProcess(GaussianProcess)

    /// The variance of one measurement about the law.
    var noise: Double {
        switch self {
        case .parametric(let closed): closed.residualVariance
        case .gaussianProcess(let process): process.noiseVariance
        }
    }
}

/// The function behind a fitted law: one form, or a weighted mixture of several.
struct LawModel: Hashable, Codable, Sendable {
    struct Member: Hashable, Codable, Sendable {
        var form: LawForm
        /// The weights of all members add up to 1.
        var weight: Double
        var component: LawComponent
    }

    /// A mixture's standard deviation, which knows nothing of the weights' own uncertainty, is widened by so much within the
    /// measured levels and beyond them. 1 for a single form.
    struct Widening: Hashable, Codable, Sendable {
        var within = 1.0
        var beyond = 1.0

        static let mixture = Widening(within: 1.1, beyond: 1.2)
    }

    let layersScale: AxisScale
    let dimScale: AxisScale
    let dPrimeScale: AxisScale
    let members: [Member]
    let widening: Widening
    /// Datasets whose own law predicts them better than the joint one does.
    let datasets: [Dataset]

    /// The law of one D′ alone, in the same coordinates.
    struct Dataset: Hashable, Codable, Sendable {
        /// τ of D′.
        var offset: Double
        var law: LawModel
    }

    init(_ design: Design, members: [Member], datasets: [Dataset] = []) {
        layersScale = design.layersScale
        dimScale = design.dimScale
        dPrimeScale = design.dPrimeScale
        self.members = members
        self.datasets = datasets
        widening = members.count > 1 ? .mixture : Widening()
    }

    /// A single form.
    init(_ design: Design, _ form: LawForm, _ component: LawComponent) {
        self.init(design, members: [Member(form: form, weight: 1, component: component)])
    }

    /// The rows of the largest Gaussian process; 0 without one.
    var largestProcess: Int {
        members.reduce(0) { largest, member in
            guard case .gaussianProcess(let process) = member.component else { return largest }
            return max(largest, process.data.points.count)
        }
    }

    /// The closed form, where the law is one.
    var parametric: ClosedForm? {
        guard members.count == 1, datasets.isEmpty, case .parametric(let closed) = members[0].component else {
            return nil
        }
        return closed
    }

    /// Whether an axis enters the law.
    func sees(_ axis: Axis) -> Bool {
        guard scale(axis).levelCount > 1 else { return false }
        return members.contains { member in
            switch member.component {
            case .parametric(let closed): closed.model.structure.shape(axis) != .absent
            case .gaussianProcess: scale(axis).levelCount > 1
            }
        }
    }

    func scale(_ axis: Axis) -> AxisScale {
        switch axis {
        case .layers: layersScale
        case .dim: dimScale
        case .dPrime: dPrimeScale
        }
    }

    func offsets(layers: Double, dim: Double, dPrimeOffset: Double) -> Offsets {
        (layersScale.offset(of: layers), dimScale.offset(of: dim), dPrimeOffset)
    }

    /// u, v and s.
    func normalised(_ offsets: Offsets) -> SIMD3<Double> {
        SIMD3(
            layersScale.normalised(offsets.0),
            dimScale.normalised(offsets.1),
            dPrimeScale.normalised(offsets.2)
        )
    }

    /// The variance of one measurement about the law, the mean over the members.
    var noise: Double { members.reduce(0) { $0 + $1.weight * $1.component.noise } }

    /// The law that speaks about a D′: its own where it has one, else the joint one.
    func at(dPrimeOffset: Double) -> LawModel {
        datasets.first { $0.offset == dPrimeOffset }?.law ?? self
    }

    /// The expected value, not clamped.
    func value(_ offsets: Offsets) -> Double {
        if !datasets.isEmpty, let own = datasets.first(where: { $0.offset == offsets.2 }) {
            return own.law.value(offsets)
        }
        var sum = 0.0
        for member in members {
            switch member.component {
            case .parametric(let closed): sum += member.weight * closed.model.value(offsets)
            case .gaussianProcess(let process): sum += member.weight * process.value(normalised(offsets))
            }
        }
        return sum
    }

    /// Expectation and variances: of a mixture Σw_k(s_k² + (ŷ_k − ŷ)²), widened.
    func moments(_ offsets: Offsets) -> Moments {
        if !datasets.isEmpty, let own = datasets.first(where: { $0.offset == offsets.2 }) {
            return own.law.moments(offsets)
        }
        if members.count == 1 { return moments(members[0].component, offsets) }
        return mixed(widening(offsets)) { moments($0, offsets) }
    }

    /// The same of ŷ(a) − ŷ(b), with the noise of one measurement of each.
    func difference(_ a: Offsets, _ b: Offsets) -> Moments {
        // Between datasets the joint law alone knows how errors go together.
        if a.2 == b.2, let own = datasets.first(where: { $0.offset == a.2 }) { return own.law.difference(a, b) }
        if members.count == 1 { return difference(members[0].component, a, b) }
        return mixed(max(widening(a), widening(b))) { difference($0, a, b) }
    }

    private func mixed(_ widening: Double, _ moments: (LawComponent) -> Moments) -> Moments {
        // One pass: the spread about the mixture's mean is Σw·ŷ² − ŷ² about the first member's value, which is close.
        var (value, variance, noise) = (0.0, 0.0, 0.0)
        var reference: Double?
        var (first, second) = (0.0, 0.0)
        for member in members {
            let own = moments(member.component)
            let origin = reference ?? own.value
            reference = origin
            first += member.weight * (own.value - origin)
            second += member.weight * (own.value - origin) * (own.value - origin)
            variance += member.weight * own.variance
            noise += member.weight * own.noise
        }
        value = (reference ?? 0) + first
        variance += max(0, second - first * first)
        let square = widening * widening
        return Moments(value: value, variance: square * variance, noise: square * noise)
    }

    private func moments(_ component: LawComponent, _ offsets: Offsets) -> Moments {
        switch component {
        case .parametric(let closed): return closed.moments(offsets)
        case .gaussianProcess(let process):
            let moments = process.moments(normalised(offsets))
            return Moments(value: moments.value, variance: moments.variance, noise: process.noiseVariance)
        }
    }

    private func difference(_ component: LawComponent, _ a: Offsets, _ b: Offsets) -> Moments {
        switch component {
        case .parametric(let closed): return closed.difference(a, b)
        case .gaussianProcess(let process):
            let difference = process.difference(normalised(a), normalised(b))
            return Moments(value: difference.value, variance: difference.variance, noise: 2 * process.noiseVariance)
        }
    }

    private func widening(_ offsets: Offsets) -> Double {
        func isWithin(_ tau: Double, _ scale: AxisScale) -> Bool { abs(tau) <= scale.halfRange * (1 + 1e-12) + 1e-12 }
        let isInside =
            isWithin(offsets.0, layersScale) && isWithin(offsets.1, dimScale)
            && (dPrimeScale.levelCount < 2 || isWithin(offsets.2, dPrimeScale))
        return isInside ? widening.within : widening.beyond
    }
}
