import ResourceMetering

/// A fitted kriging model: a mixture over the posterior of its hyper-parameters.
///
/// Encoded are the data, the hyper-parameters and the weights. Everything else is computed again on decoding, in the same order
/// and so to the same bits.
///
/// A reference, so that a prediction copies none of the tables.
final class KrigingModel: Sendable {
    /// One point of the compressed posterior.
    struct Part: Hashable, Codable, Sendable {
        var weight: Double
        var parameters: KrigingParameters
    }

    let data: KrigingData
    let parts: [Part]
    let components: [KrigingComponent]
    let rows: KrigingRows

    /// `nil` where no part has a positive definite covariance.
    convenience init?(data: KrigingData, parts: [Part], meter: WorkMeter = WorkMeter()) {
        guard let (kept, components) = Self.conditioned(KrigingRows(data), parts, meter) else { return nil }
        self.init(data: data, parts: kept, components: components)
    }

    private init(data: KrigingData, parts: [Part], components: [KrigingComponent]) {
        self.data = data
        rows = KrigingRows(data)
        self.parts = parts
        self.components = components
    }

    /// The parts whose covariance is positive definite, their weights adding up to 1 again where some are not.
    private static func conditioned(_ rows: KrigingRows, _ parts: [Part], _ meter: WorkMeter) -> (
        [Part], [KrigingComponent]
    )? {
        var kept: [Part] = []
        var components: [KrigingComponent] = []
        for part in parts {
            guard let component = KrigingComponent(rows, part.parameters, meter: meter) else { continue }
            kept.append(part)
            components.append(component)
        }
        guard !kept.isEmpty else { return nil }
        if kept.count < parts.count {
            let total = kept.reduce(0) { $0 + $1.weight }
            for index in kept.indices { kept[index].weight /= total }
        }
        return (kept, components)
    }

    var degreesOfFreedom: Double { data.degreesOfFreedom }

    /// The number of the dataset at a coordinate of D′; `nil` for a dataset that was not measured.
    func dataset(_ u: SIMD3<Double>) -> Int? {
        guard data.datasetCount > 1 else { return 0 }
        return data.points.firstIndex { $0.z == u.z }.map { data.datasets[$0] }
    }

    /// What one component says about a point, in the metric's units.
    struct Moments: Hashable, Sendable {
        var weight: Double
        var mean: Double
        /// Squared scales of t: of the noise-free surface, and of one measurement about it.
        var variance: Double
        var noise: Double
    }

    func moments(_ u: SIMD3<Double>) -> [Moments] {
        let dataset = dataset(u)
        let square = data.unit * data.unit
        return withCorrelations(u, dataset: dataset) { part, component, correlations, prior, slope in
            let n = rows.count
            let explained = component.whitening.squaredLength(times: correlations)
            let rise = component.coefficients.withUnsafeBufferPointer { coefficients in
                coefficients.baseAddress.map { dot($0, correlations, n) } ?? 0
            }
            let (first, second) = component.flatResiduals(correlations, count: n, slope: slope)
            let variance = max(0, prior - explained + component.flatVariance(first, second))
            let mean = component.flat.x + (component.flat.y * slope) + rise
            return Moments(
                weight: part.weight,
                mean: data.centre + (data.unit * mean),
                variance: square * component.scale * variance,
                noise: square * component.scale * component.kernel.parameters.noise
            )
        }
    }

    /// The means of ``moments(_:)``, to the same bits. They cost one product for each row, the variances the square of the rows.
    func means(_ u: SIMD3<Double>) -> [Double] {
        withCorrelations(u, dataset: dataset(u)) { _, component, correlations, _, slope in
            let rise = component.coefficients.withUnsafeBufferPointer { coefficients in
                coefficients.baseAddress.map { dot($0, correlations, rows.count) } ?? 0
            }
            return data.centre + (data.unit * (component.flat.x + (component.flat.y * slope) + rise))
        }
    }

    /// The expected value.
    func value(_ u: SIMD3<Double>) -> Double {
        let values = withCorrelations(u, dataset: dataset(u)) { part, component, correlations, _, slope in
            let rise = component.coefficients.withUnsafeBufferPointer { coefficients in
                coefficients.baseAddress.map { dot($0, correlations, rows.count) } ?? 0
            }
            return part.weight * (component.flat.x + (component.flat.y * slope) + rise)
        }
        return data.centre + (data.unit * values.reduce(0, +))
    }

    /// Calls the body with every component's covariances of a point with the rows, its own prior variance, and the flat slope's
    /// column there.
    func withCorrelations<Result>(
        _ u: SIMD3<Double>,
        dataset: Int?,
        _ body: (Part, KrigingComponent, UnsafeMutablePointer<Double>, Double, Double) -> Result
    ) -> [Result] {
        let (n, levelCount) = (rows.count, rows.table.levels.count)
        let width = KrigingKernel.featureCount
        let isOneDataset = data.datasetCount == 1
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: n + levelCount + width) { scratch in
            guard let correlations = scratch.baseAddress else { return [] }
            let along = correlations + n
            let own = along + levelCount
            return components.indices.map { index in
                let component = components[index]
                let kernel = component.kernel
                let psi = kernel.saturated(u)
                kernel.features(u, psi, into: own)
                rows.table.levels.withUnsafeBufferPointer { levels in
                    guard let levels = levels.baseAddress else { return }
                    // With one dataset the factor of D′ is 1.
                    for axis in 0..<(isOneDataset ? 2 : 3) {
                        let range = rows.table.range(axis)
                        Matern.values(u[axis], levels, range, rate: kernel.rates[axis], into: along)
                    }
                    for level in rows.table.range(0) { along[level] *= kernel.parameters.residualVariance }
                }
                component.features.withUnsafeBufferPointer { features in
                    rows.table.places.withUnsafeBufferPointer { places in
                        guard let features = features.baseAddress, let places = places.baseAddress else { return }
                        KrigingKernel.trends(
                            own,
                            features,
                            rows: n,
                            of: n,
                            isOneDataset: isOneDataset,
                            into: correlations
                        )
                        var row = 0
                        while row < n {
                            let place = places[row]
                            var residual = along[Int(place.x)] * along[Int(place.y)]
                            if !isOneDataset { residual *= along[Int(place.z)] }
                            correlations[row] += residual
                            row &+= 1
                        }
                    }
                }
                let shared = kernel.parameters.datasetVariance
                if shared > 0, let dataset {
                    for row in 0..<n where data.datasets[row] == dataset { correlations[row] += shared }
                }
                let trend = KrigingKernel.trend(own, own, isOneDataset: isOneDataset)
                let prior = trend + kernel.parameters.residualVariance + shared
                return body(parts[index], component, correlations, prior, data.datasetCount > 1 ? psi.z : 0)
            }
        }
    }
}

extension KrigingComponent {
    /// f₀ − FᵀV⁻¹k for both flat columns.
    @inline(__always)
    func flatResiduals(_ correlations: UnsafePointer<Double>, count: Int, slope: Double) -> (Double, Double) {
        flatSolved.withUnsafeBufferPointer { solved in
            guard let solved = solved.baseAddress else { return (1, slope) }
            let first = 1 - dot(solved, correlations, count)
            let second = flatSolved.count > count ? slope - dot(solved + count, correlations, count) : 0
            return (first, second)
        }
    }
}

extension KrigingModel: Hashable {
    static func == (left: KrigingModel, right: KrigingModel) -> Bool {
        left.data == right.data && left.parts == right.parts
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(data)
        hasher.combine(parts)
    }
}

extension KrigingModel: Codable {
    private enum CodingKeys: String, CodingKey {
        case data, parts
    }

    convenience init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let data = try container.decode(KrigingData.self, forKey: .data)
        let parts = try container.decode([Part].self, forKey: .parts)
        guard let (kept, components) = Self.conditioned(KrigingRows(data), parts, WorkMeter()) else {
            throw DecodingError.dataCorruptedError(
                forKey: .parts,
                in: container,
                debugDescription: "the covariance of the measurements is not positive definite"
            )
        }
        self.init(data: data, parts: kept, components: components)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(data, forKey: .data)
        try container.encode(parts, forKey: .parts)
    }
}
