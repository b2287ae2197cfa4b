import ElementaryFunctions

/// A law's expected values on a lattice of layers and dim.
///
/// Every closed form, and every component of kriging, is a sum of products of a function of layers and a function of dim. So the
/// surface over a million configurations is the product of two thin matrices.
struct SurfaceTable {
    private let width: Int
    /// On the fitted scale, by layers, then by dim.
    private let values: [Double]

    init(_ model: LawModel, logLayers: [Double], logDim: [Double], logDPrime: Double) {
        var factors = SurfaceFactors(logLayers: logLayers, logDim: logDim, logDPrime: logDPrime)
        switch model {
        case .closed(let closed, _): factors.add(closed.model, weight: 1)
        case .blend(let blend):
            factors.add(blend.kriging, weight: blend.krigingWeight)
            for member in blend.members { factors.add(member.closed.model, weight: member.weight) }
        }
        width = logDim.count
        values = factors.product()
    }

    /// The value at the i-th layers and j-th dim.
    @inline(__always)
    func value(_ i: Int, _ j: Int) -> Double { values[i * width + j] }
}

/// A surface as Σ_r P_r(layers)·Q_r(dim), collected term by term.
struct SurfaceFactors {
    let logLayers: [Double]
    let logDim: [Double]
    let logDPrime: Double
    /// P_r and Q_r, one after another.
    private var layersFactors: [[Double]] = []
    private var dimFactors: [[Double]] = []
    /// The sums of all functions of one axis only.
    private var layersTerm: [Double]
    private var dimTerm: [Double]

    init(logLayers: [Double], logDim: [Double], logDPrime: Double) {
        self.logLayers = logLayers
        self.logDim = logDim
        self.logDPrime = logDPrime
        layersTerm = [Double](repeating: 0, count: logLayers.count)
        dimTerm = [Double](repeating: 0, count: logDim.count)
    }

    mutating func add(_ model: ParametricModel, weight: Double) {
        let scales = model.scales
        let dPrime = scales.dPrime.levelCount > 1 ? logDPrime - scales.dPrime.middle : 0
        let constant = model.parameters[0] + model.term(.dPrime, at: dPrime)
        let layers = logLayers.map { $0 - scales.layers.middle }
        let dim = logDim.map { $0 - scales.dim.middle }
        for i in layers.indices { layersTerm[i] += weight * (constant + model.term(.layers, at: layers[i])) }
        for j in dim.indices { dimTerm[j] += weight * model.term(.dim, at: dim[j]) }
        guard let index = model.structure.interactionIndex else { return }
        let coefficient = weight * model.parameters[index]
        layersFactors.append(layers.map { coefficient * scales.layers.normalised($0) })
        dimFactors.append(dim.map { scales.dim.normalised($0) })
    }

    mutating func add(_ kriging: KrigingModel, weight: Double) {
        let data = kriging.data
        for i in layersTerm.indices { layersTerm[i] += weight * data.centre }
        let u = logLayers.map { ($0 - data.middles.x) / data.halfRanges.x }
        let v = logDim.map { ($0 - data.middles.y) / data.halfRanges.y }
        let origin = LawPoint(logLayers: data.middles.x, logDim: data.middles.y, logDPrime: logDPrime)
        let place = SIMD2(data.normalised(origin).z, kriging.dataset(data.normalised(origin)).map(Double.init) ?? -1)
        for (part, component) in zip(kriging.parts, kriging.components) {
            add(component, kriging, scale: weight * data.unit * part.weight, u, v, place)
        }
    }

    /// β̂ + Σ_rows α·k: the trend terms' sums over the rows are taken first, and the residual has one product per measured level of
    /// the axis with fewer levels.
    ///
    /// - Parameter place: the coordinate of D′ and the number of its dataset, −1 for a dataset that was not measured.
    private mutating func add(
        _ component: KrigingComponent,
        _ kriging: KrigingModel,
        scale: Double,
        _ u: [Double],
        _ v: [Double],
        _ place: SIMD2<Double>
    ) {
        let (rows, data, kernel) = (kriging.rows, kriging.data, component.kernel)
        let width = KrigingKernel.featureCount
        var sums = [Double](repeating: 0, count: width)
        for row in 0..<rows.count {
            for term in 0..<width {
                sums[term] += component.coefficients[row] * component.features[(term * rows.count) + row]
            }
        }
        let parameters = kernel.parameters
        var constant = component.flat.x
        var (alongLayers, alongDim) = (sums[0], sums[1])
        if data.datasetCount > 1 {
            let slope = BoxCox.value(place.x, parameters.saturations.z)
            constant += component.flat.y * slope
            constant += sums[4] * parameters.curvatures.z * ((place.x * place.x) - (1.0 / 3))
            alongLayers += sums[6] * parameters.interaction * slope
            alongDim += sums[7] * parameters.interaction * slope
            for row in 0..<rows.count where Double(data.datasets[row]) == place.y {
                constant += parameters.datasetVariance * component.coefficients[row]
            }
        }
        let psiU = u.map { BoxCox.value($0, parameters.saturations.x) }
        let psiV = v.map { BoxCox.value($0, parameters.saturations.y) }
        for i in u.indices {
            let curvature = sums[2] * parameters.curvatures.x * ((u[i] * u[i]) - (1.0 / 3))
            layersTerm[i] += scale * (constant + (alongLayers * psiU[i]) + curvature)
        }
        for j in v.indices {
            let curvature = sums[3] * parameters.curvatures.y * ((v[j] * v[j]) - (1.0 / 3))
            dimTerm[j] += scale * ((alongDim * psiV[j]) + curvature)
        }
        let interaction = scale * sums[5] * parameters.interaction
        layersFactors.append(psiU.map { interaction * $0 })
        dimFactors.append(psiV)
        addResidual(component, kriging, scale: scale * parameters.residualVariance, u, v, place.x)
    }

    private mutating func addResidual(
        _ component: KrigingComponent,
        _ kriging: KrigingModel,
        scale: Double,
        _ u: [Double],
        _ v: [Double],
        _ s: Double
    ) {
        let (table, rates) = (kriging.rows.table, component.kernel.rates)
        let shares = kriging.data.points.indices.map { row in
            kriging.data.datasetCount > 1
                ? component.coefficients[row] * Matern.value(abs(kriging.data.points[row].z - s) * rates.z)
                : component.coefficients[row]
        }
        let (first, second) = (table.range(0), table.range(1))
        let isByDim = second.count <= first.count
        let (few, many) = isByDim ? (second, first) : (first, second)
        let (fewRate, manyRate) = isByDim ? (rates.y, rates.x) : (rates.x, rates.y)
        let (fewPositions, manyPositions) = isByDim ? (v, u) : (u, v)
        func curve(_ positions: [Double], _ level: Int, _ rate: Double) -> [Double] {
            positions.map { Matern.value(abs($0 - table.levels[level]) * rate) }
        }
        let curves = many.map { curve(manyPositions, $0, manyRate) }
        var factors = few.map { _ in [Double](repeating: 0, count: manyPositions.count) }
        for row in shares.indices {
            let own = table.places[row]
            let (fewPlace, manyPlace) = isByDim ? (Int(own.y), Int(own.x)) : (Int(own.x), Int(own.y))
            let share = scale * shares[row]
            let along = curves[manyPlace - many.lowerBound]
            factors[fewPlace - few.lowerBound].withUnsafeMutableBufferPointer { factor in
                for index in factor.indices { factor[index] += share * along[index] }
            }
        }
        for (level, factor) in zip(few, factors) {
            let along = curve(fewPositions, level, fewRate)
            layersFactors.append(isByDim ? factor : along)
            dimFactors.append(isByDim ? along : factor)
        }
    }

    /// The surface by layers, then by dim. Four terms at a time share each load and store of the surface.
    func product() -> [Double] {
        let width = logDim.count
        let zero = [Double](repeating: 0, count: width)
        let padded = dimFactors + [[Double]](repeating: zero, count: (4 - (dimFactors.count % 4)) % 4)
        var surface = [Double](repeating: 0, count: logLayers.count * width)
        surface.withUnsafeMutableBufferPointer { surface in
            for i in logLayers.indices {
                let own = UnsafeMutableBufferPointer(rebasing: surface[(i * width)..<((i + 1) * width)])
                for j in 0..<width { own[j] = layersTerm[i] + dimTerm[j] }
                for first in stride(from: 0, to: padded.count, by: 4) {
                    func factor(_ r: Int) -> Double { r < layersFactors.count ? layersFactors[r][i] : 0 }
                    let (a, b, c, d) = (factor(first), factor(first + 1), factor(first + 2), factor(first + 3))
                    padded[first].withUnsafeBufferPointer { p in
                        padded[first + 1].withUnsafeBufferPointer { q in
                            padded[first + 2].withUnsafeBufferPointer { r in
                                padded[first + 3].withUnsafeBufferPointer { s in
                                    for j in 0..<width {
                                        own[j] += ((a * p[j]) + (b * q[j])) + ((c * r[j]) + (d * s[j]))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return surface
    }
}
