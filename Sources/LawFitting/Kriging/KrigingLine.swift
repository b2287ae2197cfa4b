import ResourceMetering

/// The points of a ``KrigingLattice`` with the same layers: every component's location and squared scale as forms in z.
///
/// With z(v) of the lattice, the location is mᵀz, and the variance of the noise-free value is zᵀQz. Q holds the prior, what the measurements
/// explain, and the uncertainty of the flat coefficients.
struct KrigingLine: Sendable {
    private let lattice: KrigingLattice
    /// By lane, m, then Q's lower triangle by rows, whose entries off the diagonal count twice, then the noise; each for the lane's components.
    private let forms: [Double]

    private static let width = KrigingLattice.width

    /// The forms of one component, in numbers, for a z of a length.
    static func length(_ size: Int) -> Int { size + (size * (size + 1) / 2) + 1 }

    /// B and L⁻¹B by columns, and the residuals of both flat columns.
    static func scratchLength(size: Int, rows: Int) -> Int { 2 * size * rows + 2 * size }

    /// `nil` if the meter stops the work.
    init?(_ lattice: KrigingLattice, logLayers: Double, meter: WorkMeter = WorkMeter()) {
        let (model, size) = (lattice.model, lattice.size)
        let (data, rows) = (model.data, model.data.rowCount)
        let u = (logLayers - data.middles.x) / data.halfRanges.x
        var forms = [Double](repeating: 0, count: lattice.lanes * Self.width * Self.length(size))
        let isComplete = forms.withUnsafeMutableBufferPointer { forms in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.scratchLength(size: size, rows: rows)) {
                scratch in
                guard let forms = forms.baseAddress, let scratch = scratch.baseAddress else { return false }
                for index in model.components.indices {
                    // The whitening of the columns and their products with each other.
                    meter.spend(size * rows * (rows / 4 + size / 4 + 20))
                    if meter.isStopped { return false }
                    let lane = forms + ((index / Self.width) * Self.length(size) * Self.width)
                    Self.write(lattice, u, index, scratch, into: lane + (index % Self.width))
                }
                return true
            }
        }
        guard isComplete else { return nil }
        self.forms = forms
        self.lattice = lattice
    }

    /// Writes the forms of a component, ``width`` apart.
    private static func write(
        _ lattice: KrigingLattice,
        _ u: Double,
        _ index: Int,
        _ columns: UnsafeMutablePointer<Double>,
        into target: UnsafeMutablePointer<Double>
    ) {
        let (model, size) = (lattice.model, lattice.size)
        let (component, data) = (model.components[index], model.data)
        let n = data.rowCount
        let parameters = component.kernel.parameters
        let isOneDataset = data.datasetCount == 1
        let psi = SIMD2(
            BoxCox.value(u, parameters.saturations.x),
            BoxCox.value(lattice.s, parameters.saturations.z)
        )
        let whitened = columns + (size * n)
        write(columns: columns, lattice, u, component, psi)
        for column in 0..<size {
            component.whitening.product(times: columns + (column * n), into: whitened + (column * n))
        }

        func product(_ vector: UnsafePointer<Double>, _ column: Int) -> Double {
            dot(vector, columns + (column * n), n)
        }
        let slope = isOneDataset ? 0 : psi.y
        let square = data.unit * data.unit * component.scale
        var next = target
        func append(_ value: Double) {
            next.pointee = value
            next += width
        }
        component.coefficients.withUnsafeBufferPointer { coefficients in
            guard let coefficients = coefficients.baseAddress else { return }
            let flat = component.flat.x + (component.flat.y * slope)
            append(data.centre + data.unit * (flat + product(coefficients, 0)))
            for column in 1..<size { append(data.unit * product(coefficients, column)) }
        }
        component.flatSolved.withUnsafeBufferPointer { solved in
            guard let solved = solved.baseAddress else { return }
            // f₀ − FᵀV⁻¹k of both flat columns, as forms in z.
            let (first, second) = (whitened + (size * n), whitened + (size * n) + size)
            let hasSecond = component.flatSolved.count > n
            for a in 0..<size {
                first[a] = (a == 0 ? 1 : 0) - product(solved, a)
                second[a] = hasSecond ? (a == 0 ? slope : 0) - product(solved + n, a) : 0
            }
            let prior = prior(u, lattice.s, component.kernel, psi, isOneDataset)
            for a in 0..<size {
                for b in 0...a {
                    let explained = dot(whitened + (a * n), whitened + (b * n), n)
                    let inverse = component.flatInverse
                    let flat =
                        (inverse.0 * first[a] * first[b]) + (inverse.1 * (first[a] * second[b] + second[a] * first[b]))
                        + (inverse.2 * second[a] * second[b])
                    // Off the diagonal an entry counts twice.
                    let known = a == b && a < 3 ? prior[a] - explained : -explained
                    append((a == b ? 1 : 2) * square * (known + flat))
                }
            }
        }
        append(square * parameters.noise)
    }

    /// The prior variance is a form in z whose only entries are these, at the diagonal's beginning.
    private static func prior(
        _ u: Double,
        _ s: Double,
        _ kernel: KrigingKernel,
        _ psi: SIMD2<Double>,
        _ isOneDataset: Bool
    ) -> SIMD3<Double> {
        let (parameters, interaction) = (kernel.parameters, kernel.parameters.interaction)
        func square(_ x: Double) -> Double { x * x }
        var constant = square(psi.x) + square(parameters.curvatures.x * ((u * u) - (1.0 / 3)))
        var rise = 1 + square(interaction * psi.x)
        if !isOneDataset {
            constant += square(parameters.curvatures.z * ((s * s) - (1.0 / 3))) + square(interaction * psi.x * psi.y)
            rise += square(interaction * psi.y)
        }
        return SIMD3(constant + parameters.residualVariance + parameters.datasetVariance, rise, 1)
    }

    /// Writes B by columns.
    private static func write(
        columns: UnsafeMutablePointer<Double>,
        _ lattice: KrigingLattice,
        _ u: Double,
        _ component: KrigingComponent,
        _ psi: SIMD2<Double>
    ) {
        let (data, table, kernel) = (lattice.model.data, lattice.model.rows.table, component.kernel)
        let (n, parameters) = (data.rowCount, kernel.parameters)
        let isOneDataset = data.datasetCount == 1
        let s = lattice.s
        let curvature = parameters.curvatures.x * ((u * u) - (1.0 / 3))
        let curvatureZ = parameters.curvatures.z * ((s * s) - (1.0 / 3))
        columns.update(repeating: 0, count: lattice.size * n)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: table.levels.count) { along in
            guard let along = along.baseAddress else { return }
            table.levels.withUnsafeBufferPointer { levels in
                guard let levels = levels.baseAddress else { return }
                Matern.values(u, levels, table.range(0), rate: kernel.rates.x, into: along)
                // With one dataset the factor of D′ is 1.
                if isOneDataset { return }
                Matern.values(s, levels, table.range(2), rate: kernel.rates.z, into: along)
            }
            component.features.withUnsafeBufferPointer { features in
                for row in 0..<n {
                    let place = table.places[row]
                    func feature(_ term: Int) -> Double { features[(term * n) + row] }
                    var constant = (psi.x * feature(0)) + (curvature * feature(2))
                    var rise = feature(1) + (parameters.interaction * psi.x * feature(5))
                    var residual = parameters.residualVariance * along[Int(place.x)]
                    if !isOneDataset {
                        constant +=
                            (curvatureZ * feature(4)) + (parameters.interaction * psi.x * psi.y * feature(6))
                        rise += parameters.interaction * psi.y * feature(7)
                        residual *= along[Int(place.z)]
                    }
                    if let dataset = lattice.dataset, data.datasets[row] == dataset {
                        constant += parameters.datasetVariance
                    }
                    columns[row] = constant
                    columns[n + row] = rise
                    columns[(2 * n) + row] = feature(3)
                    let level = 3 + Int(place.y) - table.range(1).lowerBound
                    columns[(level * n) + row] = residual
                }
            }
        }
    }

    /// Writes the locations and the squared scales of a new measurement at a dim of the lattice, or of the noise-free value.
    func write(dim: Int, includingNoise: Bool, into columns: borrowing MixtureColumns) {
        let (entries, count) = (lattice.size - 1, lattice.model.components.count)
        let laneLength = Self.length(lattice.size) * Self.width
        let (locations, squaredScales) = (columns.locations, columns.squaredScales)
        forms.withUnsafeBufferPointer { forms in
            guard let forms = forms.baseAddress else { return }
            lattice.withCurves(dim) { curves in
                for lane in 0..<lattice.lanes {
                    let own = Lane(forms: forms + lane * laneLength, z: curves + lane * entries * Self.width)
                    let first = lane * Self.width
                    if count - first >= Self.width {
                        own.write(entries, includingNoise, into: locations + first, squaredScales + first)
                    } else {
                        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * Self.width) { all in
                            guard let all = all.baseAddress else { return }
                            own.write(entries, includingNoise, into: all, all + Self.width)
                            (locations + first).update(from: all, count: count - first)
                            (squaredScales + first).update(from: all + Self.width, count: count - first)
                        }
                    }
                }
            }
        }
    }
}

/// The forms of a lane's components, and their z at one dim.
private struct Lane {
    let forms: UnsafePointer<Double>
    let z: UnsafePointer<Double>

    private typealias Values = SIMD8<Double>

    func write(
        _ entries: Int,
        _ includingNoise: Bool,
        into locations: UnsafeMutablePointer<Double>,
        _ squaredScales: UnsafeMutablePointer<Double>
    ) {
        var next = UnsafeRawPointer(forms)
        Self.store(row(&next, entries), locations)
        var variance = row(&next, 0)
        var entry = 0
        while entry < entries {
            entry &+= 1
            variance += row(&next, entry) * Self.load(UnsafeRawPointer(z), entry &- 1)
        }
        variance.replace(with: 0, where: .!(variance .> 0))
        if includingNoise { variance += Self.load(next, 0) }
        Self.store(variance, squaredScales)
    }

    /// The first factors, and the sums of as many others times the entries of z. `next` moves on.
    @inline(__always)
    private func row(_ next: inout UnsafeRawPointer, _ entries: Int) -> Values {
        var sum = Self.load(next, 0)
        var entry = 0
        while entry < entries {
            sum += Self.load(next, entry &+ 1) * Self.load(UnsafeRawPointer(z), entry)
            entry &+= 1
        }
        next += (entries &+ 1) &* MemoryLayout<Values>.stride
        return sum
    }

    @inline(__always)
    private static func load(_ base: UnsafeRawPointer, _ index: Int) -> Values {
        base.loadUnaligned(fromByteOffset: index &* MemoryLayout<Values>.stride, as: Values.self)
    }

    @inline(__always)
    private static func store(_ values: Values, _ target: UnsafeMutablePointer<Double>) {
        UnsafeMutableRawPointer(target).storeBytes(of: values, as: Values.self)
    }
}
