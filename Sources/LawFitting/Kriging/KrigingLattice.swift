import ResourceMetering

/// The moments of every component on a lattice of points, for the price of small products per point.
///
/// At a given u, the covariances of a point with the rows are B·z(v) with z = (1, ψ(v), curvature, Matérn with each measured level of v).
/// So kᵀV⁻¹k = zᵀGz with G = BᵀV⁻¹B, which has as many rows as dim has levels and three more: 7 instead of 24 for a grid of 6 × 4.
struct KrigingLattice: Sendable {
    private let model: KrigingModel
    private let v: [Double]
    private let s: Double
    private let dataset: Int?
    /// The length of z. A line of fewer points costs more than its points one by one.
    let size: Int
    /// By component, the entries of z one after another, each of every v.
    private let curves: [[Double]]

    /// `nil` where the lattice costs more than its points one by one. Without meaning if the meter stops the work.
    init?(
        _ model: KrigingModel,
        logDim: [Double],
        logDPrime: Double,
        threads: any SpareThreads = NoSpareThreads(),
        meter: WorkMeter = WorkMeter()
    ) {
        guard let size = Self.size(model, dims: logDim.count) else { return nil }
        let (data, table) = (model.data, model.rows.table)
        self.model = model
        self.size = size
        v = logDim.map { ($0 - data.middles.y) / data.halfRanges.y }
        let origin = data.normalised(
            LawPoint(logLayers: data.middles.x, logDim: data.middles.y, logDPrime: logDPrime)
        )
        s = origin.z
        dataset = model.dataset(origin)
        curves = threads.map(model.components.count) { [v] index in
            // A value of a curve for each dim.
            meter.spend(12 * v.count * size)
            if meter.isStopped { return [] }
            let kernel = model.components[index].kernel
            let (parameters, rate) = (kernel.parameters, kernel.rates.y)
            var curves = v.map { _ in 1.0 }
            curves += v.map { BoxCox.value($0, parameters.saturations.y) }
            curves += v.map { parameters.curvatures.y * (($0 * $0) - (1.0 / 3)) }
            for level in table.range(1) { curves += v.map { Matern.value(abs($0 - table.levels[level]) * rate) } }
            return curves
        }
    }

    /// The length of z; `nil` where the lattice costs more than its points one by one.
    private static func size(_ model: KrigingModel, dims: Int) -> Int? {
        let size = model.rows.table.range(1).count + 3
        return size < model.data.rowCount && dims > size ? size : nil
    }

    /// The memory of the curves, in bytes.
    static func curveBytes(_ model: KrigingModel, dims: Int) -> Int {
        size(model, dims: dims).map { $0 * dims * model.components.count * MemoryLayout<Double>.size } ?? 0
    }

    /// The memory of a line while it is computed and of its moments, in bytes, estimated from above.
    static func lineBytes(_ model: KrigingModel, dims: Int) -> Int {
        guard let size = size(model, dims: dims) else { return 0 }
        // Those of all components, those of one, and some sums by dim.
        let moments = (model.components.count + 1) * MemoryLayout<KrigingModel.Moments>.size
        let byDim = dims * (moments + (size + 8) * MemoryLayout<Double>.size)
        return byDim + 2 * size * (model.data.rowCount + size) * MemoryLayout<Double>.size
    }

    /// The points of one line: the same layers, and some of the lattice's dims.
    private struct Line {
        let u: Double
        let v: [Double]
        /// The entries of z of one component, as in ``KrigingLattice/curves``.
        var curves: [Double]
    }

    /// The moments of every component along a line: by point, then by component. Empty if the meter stops the work.
    ///
    /// - Parameter dims: places in the lattice's dims, ascending.
    func moments(logLayers: Double, dims: [Int], meter: WorkMeter = WorkMeter()) -> [KrigingModel.Moments] {
        let (data, count, rows) = (model.data, model.components.count, model.data.rowCount)
        let isWhole = dims.count == v.count
        var line = Line(u: (logLayers - data.middles.x) / data.halfRanges.x, v: dims.map { v[$0] }, curves: [])
        return [KrigingModel.Moments](unsafeUninitializedCapacity: count * dims.count) { moments, written in
            guard let target = moments.baseAddress else { return }
            for index in 0..<count {
                // The whitening of the columns and their products with each other, and what they give by dim.
                meter.spend(size * rows * (rows / 4 + size / 4 + 20) + dims.count * (60 + size * size / 2))
                if meter.isStopped { return }
                line.curves = isWhole ? curves[index] : part(dims, index)
                for (j, own) in self.moments(line, index).enumerated() {
                    (target + (j * count) + index).initialize(to: own)
                }
            }
            written = count * dims.count
        }
    }

    /// The entries of z at some dims.
    private func part(_ dims: [Int], _ index: Int) -> [Double] {
        let (all, width) = (curves[index], v.count)
        return [Double](unsafeUninitializedCapacity: size * dims.count) { part, written in
            for entry in 0..<size {
                for dim in dims {
                    part[written] = all[entry * width + dim]
                    written += 1
                }
            }
        }
    }

    private func moments(_ line: Line, _ index: Int) -> [KrigingModel.Moments] {
        let (component, data) = (model.components[index], model.data)
        let (n, kernel) = (data.rowCount, component.kernel)
        let parameters = kernel.parameters
        let psi = SIMD2(BoxCox.value(line.u, parameters.saturations.x), BoxCox.value(s, parameters.saturations.z))
        let isOneDataset = data.datasetCount == 1
        let columns = columns(line.u, component, psi, isOneDataset)
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
        let explained = explained(whitened, n, line)
        let rise = byDim(products(component.coefficients[...]), line)
        let first = byDim(products(component.flatSolved[..<n]), line)
        let second = component.flatSolved.count > n ? byDim(products(component.flatSolved[n...]), line) : nil
        let slope = isOneDataset ? 0 : psi.y
        let square = data.unit * data.unit
        let prior = prior(line, index, psi, isOneDataset)
        return line.v.indices.map { j in
            let flat = component.flatVariance(1 - first[j], second.map { slope - $0[j] } ?? 0)
            let variance = max(0, prior[j] - explained[j] + flat)
            let mean = component.flat.x + (component.flat.y * slope) + rise[j]
            return KrigingModel.Moments(
                weight: model.parts[index].weight,
                mean: data.centre + (data.unit * mean),
                variance: square * component.scale * variance,
                noise: square * component.scale * parameters.noise
            )
        }
    }

    /// By dim, Σ w·z.
    private func byDim(_ weights: [Double], _ line: Line) -> [Double] {
        let width = line.v.count
        var sums = [Double](repeating: 0, count: width)
        sums.withUnsafeMutableBufferPointer { sums in
            line.curves.withUnsafeBufferPointer { curves in
                guard let sums = sums.baseAddress, let curves = curves.baseAddress else { return }
                for column in 0..<size {
                    Self.add(weights[column], times: curves + (column * width), count: width, to: sums)
                }
            }
        }
        return sums
    }

    /// By dim, zᵀGz with G of the whitened columns. The sums run over dim in the innermost loop, so that it vectorises.
    private func explained(_ whitened: [Double], _ n: Int, _ points: Line) -> [Double] {
        let width = points.v.count
        var sums = [Double](repeating: 0, count: width)
        var line = sums
        whitened.withUnsafeBufferPointer { whitened in
            points.curves.withUnsafeBufferPointer { curves in
                sums.withUnsafeMutableBufferPointer { sums in
                    line.withUnsafeMutableBufferPointer { line in
                        guard let whitened = whitened.baseAddress, let curves = curves.baseAddress,
                            let sums = sums.baseAddress, let line = line.baseAddress
                        else { return }
                        for a in 0..<size {
                            for j in 0..<width { line[j] = 0 }
                            for b in 0...a {
                                // Off the diagonal an entry counts twice.
                                let entry = (a == b ? 1 : 2) * dot(whitened + (a * n), whitened + (b * n), n)
                                Self.add(entry, times: curves + (b * width), count: width, to: line)
                            }
                            let own = curves + (a * width)
                            var j = 0
                            while j < width {
                                sums[j] += line[j] * own[j]
                                j &+= 1
                            }
                        }
                    }
                }
            }
        }
        return sums
    }

    @inline(__always)
    private static func add(
        _ factor: Double,
        times values: UnsafePointer<Double>,
        count: Int,
        to sums: UnsafeMutablePointer<Double>
    ) {
        var j = 0
        while j < count {
            sums[j] += factor * values[j]
            j &+= 1
        }
    }

    /// B by columns.
    private func columns(_ u: Double, _ component: KrigingComponent, _ psi: SIMD2<Double>, _ isOneDataset: Bool)
        -> [Double]
    {
        let (data, table, kernel) = (model.data, model.rows.table, component.kernel)
        let (n, parameters) = (data.rowCount, component.kernel.parameters)
        let curvature = parameters.curvatures.x * ((u * u) - (1.0 / 3))
        let curvatureZ = parameters.curvatures.z * ((s * s) - (1.0 / 3))
        let along = table.range(0).map { Matern.value(abs(u - table.levels[$0]) * kernel.rates.x) }
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
    private func prior(_ line: Line, _ index: Int, _ psi: SIMD2<Double>, _ isOneDataset: Bool) -> [Double] {
        let (kernel, width) = (model.components[index].kernel, line.v.count)
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: KrigingKernel.featureCount) { features in
            guard let features = features.baseAddress else { return [] }
            return line.v.indices.map { j in
                // ψ of dim is the second entry of z.
                kernel.features(
                    SIMD3(line.u, line.v[j], s),
                    SIMD3(psi.x, line.curves[width + j], psi.y),
                    into: features
                )
                return KrigingKernel.trend(features, features, isOneDataset: isOneDataset)
                    + kernel.parameters.residualVariance + kernel.parameters.datasetVariance
            }
        }
    }
}
