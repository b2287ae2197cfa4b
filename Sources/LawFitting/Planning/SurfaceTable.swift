/// A law tabulated for a search space.
///
/// Every form is a sum of products of a function of layers and a function of dim. That includes a Gaussian process, because its
/// kernel is such a sum. So the surface over a million configurations is the product of two thin matrices.
struct SurfaceTable {
    private let width: Int
    /// The predictions by layers, then by dim, not clamped.
    private let values: [Double]

    init(_ law: FittedLaw, layers: [Int], dim: [Int], dPrimeOffset: Double) {
        let model = law.model.at(dPrimeOffset: dPrimeOffset)
        let first = layers.map { model.scales.layers.offset(of: Double($0)) }
        let second = dim.map { model.scales.dim.offset(of: Double($0)) }
        var factors = SurfaceFactors(layers: first, dim: second, dPrimeOffset: dPrimeOffset)
        for member in model.members {
            switch member.component {
            case .parametric(let closed): factors.add(closed.model, weight: member.weight)
            case .gaussianProcess(let process): factors.add(process, scales: model.scales, weight: member.weight)
            }
        }
        width = dim.count
        values = factors.product()
    }

    /// The prediction at the i-th layers and j-th dim, not clamped.
    @inline(__always)
    func value(_ i: Int, _ j: Int) -> Double { values[i * width + j] }
}

/// A surface as Σ_r P_r(layers)·Q_r(dim), collected term by term.
struct SurfaceFactors {
    let layers: [Double]
    let dim: [Double]
    let dPrimeOffset: Double
    /// P_r and Q_r, one after another.
    private var layersFactors: [[Double]] = []
    private var dimFactors: [[Double]] = []
    /// The sums of all functions of one axis only.
    private var layersTerm: [Double]
    private var dimTerm: [Double]

    /// τ of the layers and of the dims.
    init(layers: [Double], dim: [Double], dPrimeOffset: Double) {
        self.layers = layers
        self.dim = dim
        self.dPrimeOffset = dPrimeOffset
        layersTerm = [Double](repeating: 0, count: layers.count)
        dimTerm = [Double](repeating: 0, count: dim.count)
    }

    mutating func add(_ model: ParametricModel, weight: Double) {
        let constant = model.parameters[0] + model.term(.dPrime, at: dPrimeOffset)
        for i in layers.indices { layersTerm[i] += weight * (constant + model.term(.layers, at: layers[i])) }
        for j in dim.indices { dimTerm[j] += weight * model.term(.dim, at: dim[j]) }
        guard let index = model.structure.interactionIndex else { return }
        let coefficient = weight * model.parameters[index]
        layersFactors.append(layers.map { coefficient * model.scales.layers.normalised($0) })
        dimFactors.append(dim.map { model.scales.dim.normalised($0) })
    }

    /// f = mean + Σ_b k_v(dim, b)·(Σ_rows at b α·k_s·k_u(layers, row)), one product per measured dim.
    mutating func add(_ process: GaussianProcess, scales: AxisScales, weight: Double) {
        let (points, kernel) = (process.data.points, process.kernel)
        let rates = SIMD3(
            Matern.rate(kernel.lengths.x),
            Matern.rate(kernel.lengths.y),
            Matern.rate(kernel.lengths.z)
        )
        let s = scales.dPrime.normalised(dPrimeOffset)
        let shares = points.indices.map { row in
            weight * process.coefficients[row]
                * Matern.value(abs(points[row].z - s) * rates.z)
        }
        let u = layers.map { scales.layers.normalised($0) }
        let v = dim.map { scales.dim.normalised($0) }
        let byDim = Dictionary(grouping: points.indices) { points[$0].y }
        for i in u.indices { layersTerm[i] += weight * process.mean }
        let scale = kernel.composition == .additive ? 1.0 / 3 : 1
        for level in byDim.keys.sorted() {
            let rows = byDim[level] ?? []
            let along = v.map { Matern.value(abs($0 - level) * rates.y) }
            var factor = [Double](repeating: 0, count: u.count)
            for row in rows {
                for i in u.indices {
                    factor[i] += scale * shares[row] * Matern.value(abs(u[i] - points[row].x) * rates.x)
                }
            }
            if kernel.composition == .additive {
                let total = rows.reduce(0) { $0 + shares[$1] } / 3
                for i in u.indices { layersTerm[i] += factor[i] }
                for j in v.indices { dimTerm[j] += total * along[j] }
            }
            layersFactors.append(factor)
            dimFactors.append(along)
        }
    }

    /// The surface by layers, then by dim.
    func product() -> [Double] {
        let width = dim.count
        var surface = [Double](repeating: 0, count: layers.count * width)
        surface.withUnsafeMutableBufferPointer { surface in
            for i in layers.indices {
                let base = i * width
                for j in 0..<width { surface[base + j] = layersTerm[i] + dimTerm[j] }
                for r in layersFactors.indices {
                    let factor = layersFactors[r][i]
                    dimFactors[r].withUnsafeBufferPointer { along in
                        for j in 0..<width { surface[base + j] += factor * along[j] }
                    }
                }
            }
        }
        return surface
    }
}
