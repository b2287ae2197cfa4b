import ResourceMetering

/// The moments of every component on a lattice of points, for the price of small products per point.
///
/// At a given u, the covariances of a point with the rows are B·z(v) with z = (1, ψ(v), curvature, Matérn with each measured level of v).
/// So kᵀV⁻¹k = zᵀGz with G = BᵀV⁻¹B, which has as many rows as dim has levels and three more: 7 instead of 24 for a grid of 6 × 4.
struct KrigingLattice {
    private let model: KrigingModel
    private let u: [Double]
    private let v: [Double]
    private let s: Double
    private let dataset: Int?
    /// The length of z.
    private let size: Int
    /// By component, z of every v.
    private let curves: [[Double]]

    /// `nil` where the lattice costs more than its points one by one.
    init?(_ model: KrigingModel, logLayers: [Double], logDim: [Double], logDPrime: Double) {
        let data = model.data
        let levels = model.rows.table.range(1)
        let size = levels.count + 3
        guard size < data.rowCount, logDim.count > size else { return nil }
        self.model = model
        self.size = size
        u = logLayers.map { ($0 - data.middles.x) / data.halfRanges.x }
        v = logDim.map { ($0 - data.middles.y) / data.halfRanges.y }
        let origin = data.normalised(
            LawPoint(logLayers: data.middles.x, logDim: data.middles.y, logDPrime: logDPrime)
        )
        s = origin.z
        dataset = model.dataset(origin)
        let table = model.rows.table
        curves = model.components.map { [v] component in
            v.flatMap { v -> [Double] in
                let parameters = component.kernel.parameters
                let start = [
                    1, BoxCox.value(v, parameters.saturations.y), parameters.curvatures.y * ((v * v) - (1.0 / 3)),
                ]
                return start + levels.map { Matern.value(abs(v - table.levels[$0]) * component.kernel.rates.y) }
            }
        }
    }

    /// By dim, the moments of every component at the i-th layers; empty if the meter stops the work.
    func moments(_ i: Int, meter: WorkMeter = WorkMeter()) -> [[KrigingModel.Moments]] {
        var byComponent: [[KrigingModel.Moments]] = []
        for index in model.components.indices {
            // The whitening of the columns, and their products by dim.
            meter.spend(size * model.data.rowCount * (model.data.rowCount / 2 + 20) / 2 + v.count * size * size)
            if meter.isStopped { return [] }
            byComponent.append(moments(i, index))
        }
        return v.indices.map { j in byComponent.map { $0[j] } }
    }

    private func moments(_ i: Int, _ index: Int) -> [KrigingModel.Moments] {
        let (component, data) = (model.components[index], model.data)
        let (n, kernel) = (data.rowCount, component.kernel)
        let parameters = kernel.parameters
        let psi = SIMD2(BoxCox.value(u[i], parameters.saturations.x), BoxCox.value(s, parameters.saturations.z))
        let isOneDataset = data.datasetCount == 1
        let columns = columns(i, component, psi, isOneDataset)
        var whitened = [Double](repeating: 0, count: size * n)
        whitened.withUnsafeMutableBufferPointer { whitened in
            columns.withUnsafeBufferPointer { columns in
                guard let target = whitened.baseAddress, let source = columns.baseAddress else { return }
                for column in 0..<size {
                    component.whitening.product(times: source + (column * n), into: target + (column * n))
                }
            }
        }
        func products(_ vector: ArraySlice<Double>) -> [Double] {
            (0..<size).map { column in
                zip(vector, columns[(column * n)..<((column + 1) * n)]).reduce(0) { $0 + ($1.0 * $1.1) }
            }
        }
        var gram = [Double](repeating: 0, count: size * size)
        whitened.withUnsafeBufferPointer { whitened in
            guard let base = whitened.baseAddress else { return }
            for a in 0..<size {
                for b in 0...a {
                    // Off the diagonal an entry counts twice.
                    gram[(a * size) + b] = (a == b ? 1 : 2) * dot(base + (a * n), base + (b * n), n)
                }
            }
        }
        let rise = products(component.coefficients[...])
        let first = products(component.flatSolved[..<n])
        let second = component.flatSolved.count > n ? products(component.flatSolved[n...]) : []
        let slope = isOneDataset ? 0 : psi.y
        let square = data.unit * data.unit
        let own = prior(i, component, psi, isOneDataset)
        return v.indices.map { j in
            let base = j * size
            let curves = curves[index]
            func sum(_ weights: [Double]) -> Double {
                var sum = 0.0
                for column in 0..<size { sum += weights[column] * curves[base + column] }
                return sum
            }
            var explained = 0.0
            for a in 0..<size {
                var line = 0.0
                for b in 0...a { line += gram[(a * size) + b] * curves[base + b] }
                explained += line * curves[base + a]
            }
            let flat = component.flatVariance(1 - sum(first), second.isEmpty ? 0 : slope - sum(second))
            let variance = max(0, own(j) - explained + flat)
            let mean = component.flat.x + (component.flat.y * slope) + sum(rise)
            return KrigingModel.Moments(
                weight: model.parts[index].weight,
                mean: data.centre + (data.unit * mean),
                variance: square * component.scale * variance,
                noise: square * component.scale * parameters.noise
            )
        }
    }

    /// B by columns.
    private func columns(_ i: Int, _ component: KrigingComponent, _ psi: SIMD2<Double>, _ isOneDataset: Bool)
        -> [Double]
    {
        let (data, table, kernel) = (model.data, model.rows.table, component.kernel)
        let (n, parameters) = (data.rowCount, component.kernel.parameters)
        let curvature = parameters.curvatures.x * ((u[i] * u[i]) - (1.0 / 3))
        let curvatureZ = parameters.curvatures.z * ((s * s) - (1.0 / 3))
        let along = table.range(0).map { Matern.value(abs(u[i] - table.levels[$0]) * kernel.rates.x) }
        let across = table.range(2).map { isOneDataset ? 1 : Matern.value(abs(s - table.levels[$0]) * kernel.rates.z) }
        var columns = [Double](repeating: 0, count: size * n)
        for row in 0..<n {
            let place = table.places[row]
            func feature(_ term: Int) -> Double { component.features[(term * n) + row] }
            var constant = (psi.x * feature(0)) + (curvature * feature(2))
            var rise = feature(1) + (parameters.interaction * psi.x * feature(5))
            if !isOneDataset {
                constant += (curvatureZ * feature(4)) + (parameters.interaction * psi.x * psi.y * feature(6))
                rise += parameters.interaction * psi.y * feature(7)
            }
            if let dataset, data.datasets[row] == dataset { constant += parameters.datasetVariance }
            columns[row] = constant
            columns[n + row] = rise
            columns[(2 * n) + row] = feature(3)
            let level = 3 + Int(place.y) - table.range(1).lowerBound
            columns[(level * n) + row] =
                parameters.residualVariance * along[Int(place.x) - table.range(0).lowerBound]
                * across[Int(place.z) - table.range(2).lowerBound]
        }
        return columns
    }

    /// The prior variance by dim.
    private func prior(
        _ i: Int,
        _ component: KrigingComponent,
        _ psi: SIMD2<Double>,
        _ isOneDataset: Bool
    ) -> (Int) -> Double {
        let parameters = component.kernel.parameters
        let psiV = v.map { BoxCox.value($0, parameters.saturations.y) }
        return { j in
            let place = SIMD3(u[i], v[j], s)
            return withUnsafeTemporaryAllocation(of: Double.self, capacity: KrigingKernel.featureCount) { features in
                guard let features = features.baseAddress else { return 0 }
                component.kernel.features(place, SIMD3(psi.x, psiV[j], psi.y), into: features)
                return KrigingKernel.trend(features, features, isOneDataset: isOneDataset) + parameters.residualVariance
                    + parameters.datasetVariance
            }
        }
    }
}
