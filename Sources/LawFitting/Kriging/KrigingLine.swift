import ResourceMetering

/// The points of a ``KrigingLattice`` with the same layers: every component's location and squared scale there.
///
/// With z(v) of the lattice, a component's location is mᵀz, and the variance of the noise-free value is zᵀQz. Q holds the prior, what the
/// measurements explain, and the uncertainty of the flat coefficients. The forms of one group of components are made, and are used for all points,
/// before those of the next one: so they stay in a cache.
struct KrigingLine: Sendable {
    /// Point by point the locations of all components, then their squared scales for a new measurement.
    private let moments: [Double]
    private let componentCount: Int
    /// From the locations of a point to its scales.
    private let stride: Int

    private static let width = KrigingLattice.width
    /// Work units between two looks at a meter.
    private static let unitsAtOnce = 1 << 18

    /// m, Q's lower triangle by rows, the square that a variance is scaled by, and the noise of one component, in numbers.
    private static func length(_ size: Int) -> Int { size + (size * (size + 1) / 2) + 2 }

    /// B and L⁻¹B by columns, and the residuals of both flat columns.
    private static func scratchLength(size: Int, rows: Int) -> Int { 2 * size * rows + 2 * size }

    /// The numbers that a line takes in memory.
    static func doubles(size: Int, rows: Int, dims: Int, groups: Int) -> Int {
        dims * 2 * groups * width + length(size) * width + scratchLength(size: size, rows: rows)
    }

    /// Work units of the forms of one component: the whitening of the columns and their products with each other.
    private static func unitsPerForms(size: Int, rows: Int) -> Int { size * rows * (rows / 4 + size / 4 + 20) }

    /// The number of points of a line that cost as much as its forms.
    static func pointsPerForms(_ model: KrigingModel) -> Int {
        let size = KrigingLattice.entries(model)
        let unitsPerPoint = KrigingModel.unitsPerQuantiles + 60 + size * size / 2
        return unitsPerForms(size: size, rows: model.data.rowCount) / unitsPerPoint
    }

    /// `nil` if the meter stops the work.
    ///
    /// - Parameter dims: places in the lattice's dims.
    init?(_ lattice: KrigingLattice, logLayers: Double, dims: [Int], meter: WorkMeter = WorkMeter()) {
        let (model, size) = (lattice.model, lattice.size)
        let (data, rows) = (model.data, model.data.rowCount)
        let u = (logLayers - data.middles.x) / data.halfRanges.x
        let stride = lattice.groups * Self.width
        let length = Self.length(size) * Self.width
        var moments = [Double](repeating: 0, count: dims.count * 2 * stride)
        let isComplete = moments.withUnsafeMutableBufferPointer { moments in
            withUnsafeTemporaryAllocation(
                of: Double.self,
                capacity: length + Self.scratchLength(size: size, rows: rows)
            ) { scratch in
                guard let moments = moments.baseAddress, let forms = scratch.baseAddress else { return false }
                for group in 0..<lattice.groups {
                    let first = group * Self.width
                    forms.initialize(repeating: 0, count: length)
                    for index in first..<min(first + Self.width, model.components.count) {
                        meter.spend(Self.unitsPerForms(size: size, rows: rows))
                        if meter.isStopped { return false }
                        Self.write(lattice, u, index, forms + length, into: forms + (index - first))
                    }
                    let own = FormGroup(forms: forms, entries: size - 1, centre: data.centre, unit: data.unit)
                    let units = Self.width * (60 + size * size / 2)
                    let chunk = max(1, Self.unitsAtOnce / units)
                    for begin in Swift.stride(from: 0, to: dims.count, by: chunk) {
                        let end = min(begin + chunk, dims.count)
                        meter.spend(units * (end - begin))
                        if meter.isStopped { return false }
                        for place in begin..<end {
                            let target = moments + place * 2 * stride + first
                            lattice.withCurves(dims[place]) { curves in
                                own.write(at: curves + group * (size - 1) * Self.width, into: target, target + stride)
                            }
                        }
                    }
                }
                return true
            }
        }
        guard isComplete else { return nil }
        self.moments = moments
        self.stride = stride
        componentCount = model.components.count
    }

    /// Writes the locations and the squared scales of a new measurement at one of the dims.
    func write(_ place: Int, into columns: borrowing MixtureColumns) {
        precondition((place + 1) * 2 * stride <= moments.count && componentCount <= columns.count)
        moments.withUnsafeBufferPointer { moments in
            guard let own = moments.baseAddress.map({ $0 + place * 2 * stride }) else { return }
            columns.locations.update(from: own, count: componentCount)
            columns.squaredScales.update(from: own + stride, count: componentCount)
        }
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
        var next = target
        func append(_ value: Double) {
            next.pointee = value
            next += width
        }
        component.coefficients.withUnsafeBufferPointer { coefficients in
            guard let coefficients = coefficients.baseAddress else { return }
            let flat = component.flat.x + (component.flat.y * slope)
            append(flat + product(coefficients, 0))
            for column in 1..<size { append(product(coefficients, column)) }
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
                    append((a == b ? 1 : 2) * (known + flat))
                }
            }
        }
        let square = data.unit * data.unit * component.scale
        append(square)
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
}

/// The forms of a group's components. See ``KrigingLine``.
private struct FormGroup {
    let forms: UnsafePointer<Double>
    /// The entries of z but for the first one.
    let entries: Int
    let centre: Double
    let unit: Double

    /// One number for each component of a group.
    private typealias Values = SIMD8<Double>

    /// - Parameter z: the entries for the group's components.
    func write(
        at z: UnsafePointer<Double>,
        into locations: UnsafeMutablePointer<Double>,
        _ squaredScales: UnsafeMutablePointer<Double>
    ) {
        let z = UnsafeRawPointer(z)
        var next = UnsafeRawPointer(forms)
        Self.store(centre + unit * row(&next, z, entries), locations)
        var variance = row(&next, z, 0)
        var entry = 0
        while entry < entries {
            entry &+= 1
            variance += row(&next, z, entry) * Self.load(z, entry &- 1)
        }
        variance.replace(with: 0, where: .!(variance .> 0))
        Self.store(Self.load(next, 0) * variance + Self.load(next, 1), squaredScales)
    }

    /// The first factors, and the sums of as many others times the entries of z. `next` moves on.
    @inline(__always)
    private func row(_ next: inout UnsafeRawPointer, _ z: UnsafeRawPointer, _ entries: Int) -> Values {
        var sum = Self.load(next, 0)
        var entry = 0
        while entry < entries {
            sum += Self.load(next, entry &+ 1) * Self.load(z, entry)
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
