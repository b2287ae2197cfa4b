/// The law that `auto` fits: a fixed mixture of kriging and two closed forms.
///
/// The members' densities are mixed, so that their disagreement beyond the data is part of the interval. Weights are
/// fixed. Weights by leave-one-out reward interpolation only, and two or three inner forward tests are too noisy to set them.
///
/// A reference, so that a prediction copies none of the tables.
final class PredictiveBlend: Sendable {
    /// A closed form that takes part.
    struct Member: Hashable, Codable, Sendable {
        var form: LawForm
        var weight: Double
        var closed: ClosedForm
        var degreesOfFreedom: Double
    }

    /// The shares of kriging, the Performance Law and the restrained power law.
    static let weights = (kriging: 0.70, performanceLaw: 0.15, powerLaw: 0.15)
    /// Intervals beyond the hull are wider by this share.
    static let widening = 0.15
    /// From this many half-ranges on they are fully widened.
    static let wideningDistance = 0.5

    let kriging: KrigingModel
    let krigingWeight: Double
    let members: [Member]
    let geometry: DesignGeometry
    let tables: StudentTables
    /// The variance of one measurement about the law, the mean over the members.
    let expectedNoise: Double
    /// Its number in the cache of predictions.
    private let number = PredictionCache.newLaw()

    /// The weights of the members that are there are scaled to a sum of 1.
    init(kriging: KrigingModel, members: [Member]) {
        let total = Self.weights.kriging + members.reduce(0) { $0 + $1.weight }
        self.kriging = kriging
        krigingWeight = Self.weights.kriging / total
        self.members = members.map { member in
            Member(
                form: member.form,
                weight: member.weight / total,
                closed: member.closed,
                degreesOfFreedom: member.degreesOfFreedom
            )
        }
        geometry = DesignGeometry(kriging.data)
        tables = StudentTables([kriging.degreesOfFreedom] + members.map(\.degreesOfFreedom))
        expectedNoise = Self.noise(kriging, krigingWeight, self.members)
    }

    private init(restored kriging: KrigingModel, krigingWeight: Double, members: [Member]) {
        self.kriging = kriging
        self.krigingWeight = krigingWeight
        self.members = members
        geometry = DesignGeometry(kriging.data)
        tables = StudentTables([kriging.degreesOfFreedom] + members.map(\.degreesOfFreedom))
        expectedNoise = Self.noise(kriging, krigingWeight, members)
    }

    private static func noise(_ kriging: KrigingModel, _ krigingWeight: Double, _ members: [Member]) -> Double {
        let square = kriging.data.unit * kriging.data.unit
        var sum = 0.0
        for (part, component) in zip(kriging.parts, kriging.components) {
            sum += krigingWeight * part.weight * square * component.scale * component.kernel.parameters.noise
        }
        return members.reduce(sum) { $0 + ($1.weight * $1.closed.residualVariance) }
    }

    func normalised(_ point: LawPoint) -> SIMD3<Double> {
        kriging.data.normalised(point)
    }

    /// The expected value on the fitted scale.
    func value(_ point: LawPoint) -> Double {
        members.reduce(krigingWeight * kriging.value(normalised(point))) { sum, member in
            sum + (member.weight * member.closed.model.value(member.closed.model.scales.offsets(of: point)))
        }
    }

    /// The mean of ``predictive(_:includingNoise:)``, to the same bits.
    func mean(_ point: LawPoint) -> Double {
        var sum = 0.0
        for (part, mean) in zip(kriging.parts, kriging.means(normalised(point))) {
            sum += (krigingWeight * part.weight) * mean
        }
        for member in members {
            let model = member.closed.model
            sum += member.weight * model.valueAndGradient(model.scales.offsets(of: point)).value
        }
        return sum
    }

    /// The distribution of a new measurement, or of the noise-free value.
    func predictive(_ point: LawPoint, includingNoise: Bool = true) -> StudentMixture {
        var mixture = StudentMixture()
        mixture.components.reserveCapacity(kriging.parts.count + members.count)
        for moments in kriging.moments(normalised(point)) {
            mixture.components.append(
                .init(
                    weight: krigingWeight * moments.weight,
                    location: moments.mean,
                    squaredScale: moments.variance + (includingNoise ? moments.noise : 0),
                    degreesOfFreedom: kriging.degreesOfFreedom
                )
            )
        }
        for member in members {
            let moments = member.closed.moments(member.closed.model.scales.offsets(of: point))
            mixture.components.append(
                .init(
                    weight: member.weight,
                    location: moments.value,
                    squaredScale: moments.variance + (includingNoise ? moments.noise : 0),
                    degreesOfFreedom: member.degreesOfFreedom
                )
            )
        }
        return mixture
    }

    /// A distribution that ``predictive(_:includingNoise:)`` gave, apart by members: each one's weight and its own distribution.
    func apart(_ mixture: StudentMixture) -> [(form: LawForm, weight: Double, mixture: StudentMixture)] {
        let count = kriging.parts.count
        func own(_ components: some Sequence<StudentMixture.Component>, _ weight: Double) -> StudentMixture {
            StudentMixture(
                components: components.map { component in
                    var component = component
                    component.weight /= weight
                    return component
                }
            )
        }
        return [(.kriging, krigingWeight, own(mixture.components.prefix(count), krigingWeight))]
            + zip(members, mixture.components.dropFirst(count)).map { ($0.form, $0.weight, own([$1], $0.weight)) }
    }

    /// The central interval for a new measurement.
    func interval(_ point: LawPoint, level: Double) -> LawInterval {
        let key = PredictionCache.Key(law: number, point: point, level: level)
        if let known = PredictionCache.shared.interval(key) { return known }
        let interval = interval(of: predictive(point), at: point, level: level)
        PredictionCache.shared.insert(interval, key)
        return interval
    }

    /// The interval of a predictive distribution at a point.
    func interval(of mixture: StudentMixture, at point: LawPoint, level: Double) -> LawInterval {
        let quantiles = mixture.quantiles([(1 - level) / 2, (1 + level) / 2], tables: tables)
        return interval(mixture.mean, mixture.squaredScale, SIMD2(quantiles[0], quantiles[1]), point)
    }

    /// The interval of what a predictive distribution at the point is summed up by.
    func interval(_ summary: Summary, _ point: LawPoint) -> LawInterval {
        interval(summary.x, summary.y, summary.highHalf, point)
    }

    private func interval(_ mean: Double, _ squaredScale: Double, _ quantiles: SIMD2<Double>, _ point: LawPoint)
        -> LawInterval
    {
        let factor = wideningFactor(point)
        return LawInterval(
            value: mean,
            low: mean + (factor * (quantiles.x - mean)),
            high: mean + (factor * (quantiles.y - mean)),
            standardError: factor * max(0, squaredScale - expectedNoise).squareRoot()
        )
    }

    /// Columns for the distributions of a line's points, with the weights of the components.
    func columns() -> MixtureColumns {
        let count = kriging.parts.count
        let degreesOfFreedom = repeatElement(kriging.degreesOfFreedom, count: count) + members.map(\.degreesOfFreedom)
        let columns = MixtureColumns(degreesOfFreedom, tables: tables)
        for (index, part) in kriging.parts.enumerated() { columns.weights[index] = krigingWeight * part.weight }
        for (index, member) in members.enumerated() { columns.weights[count + index] = member.weight }
        return columns
    }

    /// A predictive distribution's mean, squared scale, lower and upper quantile. Each is a smooth function of dim between measured levels.
    typealias Summary = SIMD4<Double>

    /// The distribution of a new measurement at one point of a line, after those before it.
    ///
    /// - Parameters:
    ///   - place: the place of the point's dim among those of the line.
    ///   - columns: those of ``columns()``; the distribution at the point is written into them.
    ///   - track: the quantiles of the points before, where the search for these begins.
    func summary(
        _ point: LawPoint,
        on line: KrigingLine,
        place: Int,
        level: Double,
        columns: borrowing MixtureColumns,
        along track: inout QuantileTrack
    ) -> Summary {
        line.write(place, into: columns)
        for (index, member) in members.enumerated() {
            let moments = member.closed.moments(member.closed.model.scales.offsets(of: point))
            let column = kriging.parts.count + index
            columns.locations[column] = moments.value
            columns.squaredScales[column] = moments.variance + moments.noise
        }
        let mean = columns.mean
        let squaredScale = columns.squaredScale(mean: mean)
        let spread = squaredScale.squareRoot()
        guard spread > 0 else { return Summary(mean, squaredScale, mean, mean) }
        columns.prepare(spread: spread)
        let starts = mean + spread * (track.next(at: point.logDim) ?? columns.matched(level))
        let quantiles = SIMD2(
            columns.quantile((1 - level) / 2, from: starts.x, spread: spread),
            columns.quantile((1 + level) / 2, from: starts.y, spread: spread)
        )
        track.append((quantiles - mean) / spread, at: point.logDim)
        return Summary(mean, squaredScale, quantiles.x, quantiles.y)
    }

    /// 1 inside the hull, rising to 1.15 half a half-range beyond it.
    func wideningFactor(_ point: LawPoint) -> Double {
        let u = normalised(point)
        let plane = geometry.normalisedHull.distance(SIMD2(u.x, u.y))
        let data = kriging.data.datasetCount > 1 ? max(0, abs(u.z) - 1) : 0
        let distance = ((plane * plane) + (data * data)).squareRoot()
        return 1 + (Self.widening * min(1, distance / Self.wideningDistance))
    }
}

extension PredictiveBlend: Hashable {
    static func == (left: PredictiveBlend, right: PredictiveBlend) -> Bool {
        left.kriging == right.kriging && left.krigingWeight == right.krigingWeight && left.members == right.members
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(kriging)
        hasher.combine(krigingWeight)
        hasher.combine(members)
    }
}

extension PredictiveBlend: Codable {
    private enum CodingKeys: String, CodingKey {
        case kriging, krigingWeight, members
    }

    convenience init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            restored: try container.decode(KrigingModel.self, forKey: .kriging),
            krigingWeight: try container.decode(Double.self, forKey: .krigingWeight),
            members: try container.decode([Member].self, forKey: .members)
        )
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kriging, forKey: .kriging)
        try container.encode(krigingWeight, forKey: .krigingWeight)
        try container.encode(members, forKey: .members)
    }
}
