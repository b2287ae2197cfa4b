import ElementaryFunctions
import ResourceMetering

/// A surface as Σ_r P_r(layers)·Q_r(dim), collected term by term.
struct SurfaceFactors {
    let logLayers: [Double]
    let logDim: [Double]
    let logDPrime: Double
    private let meter: WorkMeter
    /// P_r and Q_r, one after another.
    private var layersFactors: [[Double]] = []
    private var dimFactors: [[Double]] = []
    /// The sums of all functions of one axis only.
    private var layersTerm: [Double]
    private var dimTerm: [Double]

    /// Without meaning if the meter stops the work.
    init(logLayers: [Double], logDim: [Double], logDPrime: Double, meter: WorkMeter) {
        self.logLayers = logLayers
        self.logDim = logDim
        self.logDPrime = logDPrime
        self.meter = meter
        layersTerm = [Double](repeating: 0, count: logLayers.count)
        dimTerm = [Double](repeating: 0, count: logDim.count)
    }

    mutating func add(_ model: LawModel) {
        switch model {
        case .closed(let closed, _): add(closed.model, weight: 1)
        case .blend(let blend):
            add(blend.kriging, weight: blend.krigingWeight)
            for member in blend.members { add(member.closed.model, weight: member.weight) }
        }
    }

    private mutating func add(_ model: ParametricModel, weight: Double) {
        meter.spend((logLayers.count + logDim.count) * Self.unitsPerValue)
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

    private mutating func add(_ kriging: KrigingModel, weight: Double) {
        let data = kriging.data
        for i in layersTerm.indices { layersTerm[i] += weight * data.centre }
        let u = logLayers.map { ($0 - data.middles.x) / data.halfRanges.x }
        let v = logDim.map { ($0 - data.middles.y) / data.halfRanges.y }
        let origin = LawPoint(logLayers: data.middles.x, logDim: data.middles.y, logDPrime: logDPrime)
        let place = SIMD2(data.normalised(origin).z, kriging.dataset(data.normalised(origin)).map(Double.init) ?? -1)
        let (first, second) = (kriging.rows.table.range(0).count, kriging.rows.table.range(1).count)
        let longer = first >= second ? logLayers.count : logDim.count
        let curves = (first + 3) * logLayers.count + (second + 3) * logDim.count
        for (part, component) in zip(kriging.parts, kriging.components) where !meter.isStopped {
            // One exponential for each value of a curve, and for each row a multiple of one curve.
            meter.spend(curves * Self.unitsPerValue + kriging.rows.count * (20 + longer / 2))
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

    /// Writes the surface by layers, `width` apart. Four terms at a time share each load and store of the surface.
    func product(into surface: UnsafeMutableBufferPointer<Double>, at start: Int, width: Int) {
        let count = logDim.count
        let termCount = (dimFactors.count + 3) / 4 * 4
        // One after another, with zeros to a multiple of four: by term along dim, by layers along layers.
        var along = [Double](repeating: 0, count: termCount * count)
        var across = [Double](repeating: 0, count: termCount * logLayers.count)
        for (term, (first, second)) in zip(layersFactors, dimFactors).enumerated() {
            for j in 0..<count { along[(term * count) + j] = second[j] }
            for i in logLayers.indices { across[(i * termCount) + term] = first[i] }
        }
        along.withUnsafeBufferPointer { along in
            across.withUnsafeBufferPointer { across in
                guard let base = surface.baseAddress else { return }
                // The factors of a span stay in the processor's cache while the rows pass.
                for first in stride(from: 0, to: count, by: Self.span) {
                    let columns = first..<min(first + Self.span, count)
                    for i in logLayers.indices {
                        meter.spend(columns.count * (2 + (termCount / 4)))
                        if meter.isStopped { return }
                        let own = base + (start + (i * width))
                        for j in columns { own[j] = layersTerm[i] + dimTerm[j] }
                        for term in stride(from: 0, to: termCount, by: 4) {
                            guard let factors = across.baseAddress.map({ $0 + ((i * termCount) + term) }),
                                let p = along.baseAddress.map({ $0 + (term * count) })
                            else { return }
                            let (a, b, c, d) = (factors[0], factors[1], factors[2], factors[3])
                            let (q, r, s) = (p + count, p + (2 * count), p + (3 * count))
                            var j = columns.lowerBound
                            while j < columns.upperBound {
                                own[j] += ((a * p[j]) + (b * q[j])) + ((c * r[j]) + (d * s[j]))
                                j &+= 1
                            }
                        }
                    }
                }
            }
        }
    }

    /// The levels of dim that pass all rows together.
    private static let span = 256
    /// A value of a curve is an exponential and some products.
    private static let unitsPerValue = 12

    /// The most bytes that the factors of a table take.
    static func bytes(_ model: LawModel, levels: Int) -> Int {
        guard let blend = model.blend else { return 8 * levels * MemoryLayout<Double>.size }
        let (first, second) = (blend.kriging.rows.table.range(0).count, blend.kriging.rows.table.range(1).count)
        let terms = blend.kriging.components.count * (min(first, second) + 1) + max(first, second) + 8
        // The factors, and the same in one piece.
        return 2 * terms * levels * MemoryLayout<Double>.size
    }
}
