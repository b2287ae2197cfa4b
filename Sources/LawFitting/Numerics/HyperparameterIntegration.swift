import ElementaryFunctions
import ResourceMetering

/// The posterior of a kriging model's hyper-parameters as a few weighted points: adaptive importance sampling on a fixed Sobol
/// sequence.
///
/// The first stage covers the prior. Each further stage covers a normal distribution with the moments of the posterior so far.
/// As long as a few points hold all the weight, the likelihood is tempered before the moments are taken. All stages are
/// weighted together by prior · likelihood / (mixture of the proposals), the balance heuristic of Veach and Guibas (1995), so
/// that a poor early proposal does no harm. There is no chance in it.
struct HyperparameterIntegration {
    /// How much work the integration may do.
    struct Effort: Hashable, Sendable {
        var pointsPerStage = 512
        var stageLimit = 6
        /// Enough effective points to stop.
        var sufficient = 200.0
        /// How many points the posterior is compressed to.
        var componentLimit = 64
        /// How many points the posterior is compressed to for leaving rows out. Each row left out gives the points other weights, and a few
        /// points may then have most of the weight.
        var leaveOneOutLimit = 256
        /// Where in the sequence the first stage begins; another start shows the error of the integration.
        var firstPoint = 0
    }

    struct Point: Hashable, Sendable {
        var z: [Double]
        var weight: Double
    }

    let points: [Point]
    /// More of them; `nil` if they are those of ``points``.
    let finePoints: [Point]?
    /// (Σw)²/Σw² of all points, before compression.
    let effectiveSampleSize: Double
    /// How often the likelihood was evaluated.
    let evaluations: Int
    /// ln of the mean likelihood under the prior.
    let logEvidence: Double
    /// The normal distribution with the moments of the posterior, where a further stage would look.
    let moments: NormalProposal

    /// One stage about the mode of a likelihood that is too dear for several: `preliminary` is the posterior of a part of the data.
    ///
    /// Without meaning if the meter stopped the work.
    init(
        about preliminary: NormalProposal,
        pointCount: Int,
        componentLimit: Int,
        meter: WorkMeter = WorkMeter(),
        logLikelihood: ([Double]) -> Double
    ) {
        let dimension = preliminary.mean.count
        let mode = ModeSearch().proposal(from: preliminary) { meter.isStopped ? -.infinity : logLikelihood($0) }
        let sequence = SobolSequence(dimension: dimension)
        var samples = Samples(dimension: dimension)
        for index in 0..<pointCount where !meter.isStopped {
            let z = mode.proposal.point(sequence.normals(index))
            samples.append(z, logLikelihood(z))
        }
        samples.weigh([mode.proposal])
        self.init(samples, mode.evaluations + samples.count, componentLimit, leaveOneOutLimit: componentLimit, meter)
    }

    private init(
        _ samples: Samples,
        _ evaluations: Int,
        _ componentLimit: Int,
        leaveOneOutLimit: Int,
        _ meter: WorkMeter
    ) {
        self.evaluations = evaluations
        guard !meter.isStopped else {
            (points, finePoints) = ([], nil)
            (effectiveSampleSize, logEvidence, moments) = (0, -.infinity, .prior(samples.dimension))
            return
        }
        let weights = samples.weights(power: 1)
        effectiveSampleSize = Samples.effectiveSize(weights)
        logEvidence = samples.logEvidence
        points = samples.compressed(weights, to: componentLimit)
        finePoints = leaveOneOutLimit > componentLimit ? samples.compressed(weights, to: leaveOneOutLimit) : nil
        moments = samples.proposal()
    }

    /// Without meaning if the meter stopped the work.
    init(
        dimension: Int,
        effort: Effort = Effort(),
        meter: WorkMeter = WorkMeter(),
        logLikelihood: ([Double]) -> Double
    ) {
        let sequence = SobolSequence(dimension: dimension)
        var samples = Samples(dimension: dimension)
        var proposals = [NormalProposal.prior(dimension)]
        for stage in 0..<effort.stageLimit {
            let first = effort.firstPoint + (stage * effort.pointsPerStage)
            for index in 0..<effort.pointsPerStage where !meter.isStopped {
                let z = proposals[stage].point(sequence.normals(first + index))
                samples.append(z, logLikelihood(z))
            }
            meter.spend(samples.count * dimension * proposals.count * 10)
            if meter.isStopped { break }
            samples.weigh(proposals)
            if samples.effectiveSize(power: 1) >= effort.sufficient || stage + 1 == effort.stageLimit { break }
            proposals.append(samples.proposal())
        }
        self.init(
            samples,
            samples.count,
            effort.componentLimit,
            leaveOneOutLimit: effort.leaveOneOutLimit,
            meter
        )
    }
}

/// The points evaluated so far.
private struct Samples {
    let dimension: Int
    /// One after another.
    private var coordinates: [Double] = []
    private var logLikelihoods: [Double] = []
    /// ln of prior/mixture by point.
    private var logRatios: [Double] = []

    init(dimension: Int) { self.dimension = dimension }

    var count: Int { logLikelihoods.count }

    mutating func append(_ z: [Double], _ logLikelihood: Double) {
        coordinates.append(contentsOf: z)
        logLikelihoods.append(logLikelihood)
    }

    private func z(_ index: Int) -> [Double] { Array(coordinates[index * dimension..<(index + 1) * dimension]) }

    /// Sets ln(prior/mixture of the proposals) of every point; the proposals have equally many points.
    mutating func weigh(_ proposals: [NormalProposal]) {
        let share = 1 / Double(proposals.count)
        let prior = NormalProposal.prior(dimension)
        logRatios = (0..<count).map { index in
            let z = z(index)
            let own = prior.logDensity(z)
            let logarithms = proposals.map { $0.logDensity(z) - own }
            let largest = max(0, logarithms.max() ?? 0)
            let sum = logarithms.reduce(0) { $0 + (share * Elementary.exp($1 - largest)) }
            return -(largest + Elementary.log(sum))
        }
    }

    /// Normalised weights ∝ prior · likelihood^power / mixture.
    func weights(power: Double) -> [Double] {
        let logarithms = zip(logLikelihoods, logRatios).map { (power * $0) + $1 }
        let largest = logarithms.max() ?? 0
        guard largest > -.infinity else { return logarithms.map { _ in 1 / Double(count) } }
        let raw = logarithms.map { $0 > -.infinity ? Elementary.exp($0 - largest) : 0 }
        let total = raw.reduce(0, +)
        return raw.map { $0 / total }
    }

    /// ln of the average of likelihood · prior/mixture.
    var logEvidence: Double {
        let logarithms = zip(logLikelihoods, logRatios).map { $0 + $1 }
        let largest = logarithms.max() ?? 0
        guard largest > -.infinity else { return -.infinity }
        let sum = logarithms.reduce(0) { $0 + ($1 > -.infinity ? Elementary.exp($1 - largest) : 0) }
        return largest + Elementary.log(sum / Double(count))
    }

    func effectiveSize(power: Double) -> Double { Self.effectiveSize(weights(power: power)) }

    static func effectiveSize(_ weights: [Double]) -> Double {
        let squares = weights.squaredLength
        return squares > 0 ? 1 / squares : 0
    }

    /// N(m, 1.2·(S + 0.02·I)) with the weighted moments, tempered until they rest on enough points.
    func proposal() -> NormalProposal {
        var power = 1.0
        var weights = weights(power: power)
        let need = max(2 * Double(dimension), 30)
        while Self.effectiveSize(weights) < need, power > 1e-3 {
            power *= 0.8
            weights = self.weights(power: power)
        }
        var mean = [Double](repeating: 0, count: dimension)
        for index in 0..<count {
            for axis in 0..<dimension { mean[axis] += weights[index] * coordinates[(index * dimension) + axis] }
        }
        var covariance = [Double](repeating: 0, count: dimension * dimension)
        for index in 0..<count where weights[index] > 0 {
            let base = index * dimension
            for i in 0..<dimension {
                let first = weights[index] * (coordinates[base + i] - mean[i])
                for j in 0...i { covariance[(i * dimension) + j] += first * (coordinates[base + j] - mean[j]) }
            }
        }
        for i in 0..<dimension {
            covariance[(i * dimension) + i] += 0.02
            for j in 0...i { covariance[(i * dimension) + j] *= 1.2 }
        }
        return NormalProposal(mean: mean, covariance: covariance) ?? .prior(dimension)
    }

    /// Systematic resampling along the likelihood: every region of the posterior is represented in proportion. Keeping the
    /// heaviest points instead biases to the mode.
    ///
    /// The copies' weights are then tilted, so that the points have the mean of all of them. That removes most of the
    /// error of the resampling.
    func compressed(_ weights: [Double], to limit: Int) -> [HyperparameterIntegration.Point] {
        let order = (0..<count).sorted { a, b in (-logLikelihoods[a], a) < (-logLikelihoods[b], b) }
        var result: [HyperparameterIntegration.Point] = []
        var (cumulative, next) = (0.0, 0.5)
        for index in order {
            cumulative += weights[index] * Double(limit)
            var copies = 0.0
            while next < cumulative, next < Double(limit) {
                copies += 1
                next += 1
            }
            if copies > 0 { result.append(.init(z: z(index), weight: copies)) }
        }
        let total = result.reduce(0) { $0 + $1.weight }
        for index in result.indices { result[index].weight /= total }

        var moments = [Double](repeating: 0, count: dimension)
        for index in 0..<count where weights[index] > 0 {
            for axis in 0..<dimension { moments[axis] += weights[index] * coordinates[(index * dimension) + axis] }
        }
        if let tilted = ExponentialTilting(points: result, moments: moments)?.weights {
            for index in result.indices { result[index].weight = tilted[index] }
        }
        return result
    }
}
