/// One fitted form: everything that a prediction needs.
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
struct LawModel: Hashable, Sendable {
    struct Member: Hashable, Codable, Sendable {
        var form: LawForm
        /// The weights of all members add up to 1.
        var weight: Double
        var component: LawComponent
    }

    /// Factors of a mixture's standard deviation within the measured levels and beyond them, because the mixture ignores the
    /// uncertainty of its weights. 1 for a single form.
    struct Widening: Hashable, Codable, Sendable {
        var within = 1.0
        var beyond = 1.0

        static let mixture = Widening(within: 1.1, beyond: 1.2)
    }

    /// A dataset with a law of its own, in the same coordinates.
    struct Dataset: Hashable, Codable, Sendable {
        /// τ of the dataset's D′.
        var offset: Double
        var law: LawModel
    }

    let scales: AxisScales
    let members: [Member]
    let widening: Widening
    /// The datasets that their own law predicts better than the joint one does.
    let datasets: [Dataset]

    init(_ design: Design, members: [Member], datasets: [Dataset] = []) {
        scales = design.scales
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

    /// The closed form; `nil` if the law is anything else.
    var parametric: ClosedForm? {
        guard members.count == 1, datasets.isEmpty, case .parametric(let closed) = members[0].component else {
            return nil
        }
        return closed
    }

    /// Whether the law depends on an axis.
    func dependsOn(_ axis: Axis) -> Bool {
        guard scales[axis].levelCount > 1 else { return false }
        return members.contains { member in
            switch member.component {
            case .parametric(let closed): closed.model.structure.shape(axis) != .absent
            case .gaussianProcess: true
            }
        }
    }

    /// The variance of one measurement about the law, the mean over the members.
    var noise: Double { members.reduce(0) { $0 + $1.weight * $1.component.noise } }

    /// The law of a D′: its own if it has one, else the joint one.
    func at(dPrimeOffset: Double) -> LawModel {
        datasets.first { $0.offset == dPrimeOffset }?.law ?? self
    }

    /// The expected value, not clamped.
    func value(_ offsets: Offsets) -> Double {
        if !datasets.isEmpty, let own = datasets.first(where: { $0.offset == offsets.dPrime }) {
            return own.law.value(offsets)
        }
        var sum = 0.0
        for member in members {
            switch member.component {
            case .parametric(let closed): sum += member.weight * closed.model.value(offsets)
            case .gaussianProcess(let process): sum += member.weight * process.value(scales.normalised(offsets))
            }
        }
        return sum
    }

    /// Expectation and variances. A mixture's variance is Σw_k(s_k² + (ŷ_k − ŷ)²), widened.
    func moments(_ offsets: Offsets) -> Moments {
        if !datasets.isEmpty, let own = datasets.first(where: { $0.offset == offsets.dPrime }) {
            return own.law.moments(offsets)
        }
        if members.count == 1 { return moments(members[0].component, offsets) }
        return mixed(widening(offsets)) { moments($0, offsets) }
    }

    /// The moments of ŷ(a) − ŷ(b), with the noise of one measurement at each.
    func difference(_ a: Offsets, _ b: Offsets) -> Moments {
        // Between datasets only the joint law knows the correlation of the errors.
        if a.dPrime == b.dPrime, let own = datasets.first(where: { $0.offset == a.dPrime }) {
            return own.law.difference(a, b)
        }
        if members.count == 1 { return difference(members[0].component, a, b) }
        return mixed(max(widening(a), widening(b))) { difference($0, a, b) }
    }

    private func mixed(_ widening: Double, _ moments: (LawComponent) -> Moments) -> Moments {
        // One pass: the spread about the mixture's mean is Σw·ŷ² − ŷ². The origin is the first member's value, which is close
        // to the others, so that the difference does not cancel.
        var (variance, noise) = (0.0, 0.0)
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
        variance += max(0, second - first * first)
        let square = widening * widening
        return Moments(value: (reference ?? 0) + first, variance: square * variance, noise: square * noise)
    }

    private func moments(_ component: LawComponent, _ offsets: Offsets) -> Moments {
        switch component {
        case .parametric(let closed): return closed.moments(offsets)
        case .gaussianProcess(let process):
            let moments = process.moments(scales.normalised(offsets))
            return Moments(value: moments.value, variance: moments.variance, noise: process.noiseVariance)
        }
    }

    private func difference(_ component: LawComponent, _ a: Offsets, _ b: Offsets) -> Moments {
        switch component {
        case .parametric(let closed): return closed.difference(a, b)
        case .gaussianProcess(let process):
            let difference = process.difference(scales.normalised(a), scales.normalised(b))
            return Moments(value: difference.value, variance: difference.variance, noise: 2 * process.noiseVariance)
        }
    }

    private func widening(_ offsets: Offsets) -> Double {
        // The tolerance keeps the outermost measured levels inside, whatever the rounding of their logarithms.
        func isWithin(_ axis: Axis) -> Bool { abs(offsets[axis]) <= scales[axis].halfRange * (1 + 1e-12) + 1e-12 }
        let isInside = isWithin(.layers) && isWithin(.dim) && (scales.dPrime.levelCount < 2 || isWithin(.dPrime))
        return isInside ? widening.within : widening.beyond
    }
}

/// The scales are coded among the model's own keys, as in stored laws.
extension LawModel: Codable {
    private enum CodingKeys: String, CodingKey {
        case members, widening, datasets
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scales = try AxisScales(from: decoder)
        members = try container.decode([Member].self, forKey: .members)
        widening = try container.decode(Widening.self, forKey: .widening)
        datasets = try container.decode([Dataset].self, forKey: .datasets)
    }

    func encode(to encoder: any Encoder) throws {
        try scales.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(members, forKey: .members)
        try container.encode(widening, forKey: .widening)
        try container.encode(datasets, forKey: .datasets)
    }
}
