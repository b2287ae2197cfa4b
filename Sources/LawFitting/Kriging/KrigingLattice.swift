import ResourceMetering

/// The moments of every component on a lattice of points, for the price of a small quadratic form per point.
///
/// At a given u, the covariances of a point with the rows are B·z(v) with z = (1, ψ(v), curvature, Matérn with each measured level of v).
/// So kᵀV⁻¹k = zᵀGz with G = BᵀV⁻¹B, which has as many rows as dim has levels and three more: 7 instead of 24 for a grid of 6 × 4.
///
/// Components lie side by side in groups of ``width``, so that the loops over them vectorise.
struct KrigingLattice: Sendable {
    let model: KrigingModel
    let s: Double
    let dataset: Int?
    /// The length of z. A line of fewer points costs more than its points one by one.
    let size: Int
    /// Chunks of dims. In a chunk, dims come one after another, and the groups of a dim. A group has the entries of z one after another, each for
    /// all of its components. The first entry, which is 1, is left out.
    private let curves: [[Double]]
    /// Dims whose curves one thread computes at a time.
    private let chunkLength: Int

    /// Components of a group.
    static let width = 8
    /// The numbers of so many curves are computed between two looks at a meter.
    private static let longestChunk = 1 << 14
    /// The memory of all curves, in bytes, unless few dims need more. Fewer dims would not be worth the forms of their lines.
    private static let mostCurveBytes = 16 << 20
    private static let fewDims = 1_024
    private static let manyDims = 4_096

    /// `nil` where the lattice costs more than its points one by one, and if the meter stops the work.
    init?(
        _ model: KrigingModel,
        logDim: [Double],
        logDPrime: Double,
        threads: any SpareThreads = NoSpareThreads(),
        meter: WorkMeter = WorkMeter()
    ) {
        guard let size = Self.size(model, dims: logDim.count) else { return nil }
        let data = model.data
        self.model = model
        self.size = size
        let origin = data.normalised(
            LawPoint(logLayers: data.middles.x, logDim: data.middles.y, logDPrime: logDPrime)
        )
        s = origin.z
        dataset = model.dataset(origin)
        let chunkLength = max(1, Self.longestChunk / (size * model.components.count))
        let chunks = stride(from: 0, to: logDim.count, by: chunkLength).map { first in
            first..<min(first + chunkLength, logDim.count)
        }
        self.chunkLength = chunkLength
        curves = threads.map(chunks.count) { number in
            if meter.isStopped { return [] }
            let chunk = chunks[number]
            // A value of a curve for each dim and component.
            meter.spend(12 * chunk.count * size * model.components.count)
            return Self.curves(model, logDim[chunk].map { ($0 - data.middles.y) / data.halfRanges.y })
        }
        // Some chunks are missing then.
        if meter.isStopped { return nil }
    }

    private static func curves(_ model: KrigingModel, _ dims: [Double]) -> [Double] {
        let (table, groups) = (model.rows.table, groups(model))
        let range = table.range(1)
        let entries = range.count + 2
        let groupLength = entries * width
        return [Double](unsafeUninitializedCapacity: dims.count * groups * groupLength) { curves, written in
            guard let base = curves.baseAddress else { return }
            // The last group may have fewer components than places.
            if model.components.count % width > 0 {
                for dim in dims.indices {
                    (base + ((dim + 1) * groups - 1) * groupLength).initialize(repeating: 0, count: groupLength)
                }
            }
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * range.count) { along in
                table.levels.withUnsafeBufferPointer { levels in
                    guard let along = along.baseAddress else { return }
                    let levels = UnsafeBufferPointer(rebasing: levels[range])
                    let decays = along + range.count
                    for (index, component) in model.components.enumerated() {
                        let (parameters, rate) = (component.kernel.parameters, component.kernel.rates.y)
                        Matern.decays(between: levels, rate: rate, into: decays)
                        for (dim, v) in dims.enumerated() {
                            let own = base + (dim * groups + index / width) * groupLength + index % width
                            own[0] = BoxCox.value(v, parameters.saturations.y)
                            own[width] = parameters.curvatures.y * ((v * v) - (1.0 / 3))
                            Matern.values(v, ascending: levels, rate: rate, decays: decays, into: along)
                            for entry in 0..<range.count { own[(entry + 2) * width] = along[entry] }
                        }
                    }
                }
            }
            written = dims.count * groups * groupLength
        }
    }

    /// The length of z; `nil` where the lattice costs more than its points one by one.
    private static func size(_ model: KrigingModel, dims: Int) -> Int? {
        let size = entries(model)
        return size < model.data.rowCount && dims > size ? size : nil
    }

    /// The length that z has in every lattice of a model: the levels of dim, and three.
    static func entries(_ model: KrigingModel) -> Int { model.rows.table.range(1).count + 3 }

    private static func groups(_ model: KrigingModel) -> Int { (model.components.count + width - 1) / width }

    /// Groups of components.
    var groups: Int { Self.groups(model) }

    /// How many dims a lattice should have at most, so that its curves take little memory.
    static func mostDims(_ model: KrigingModel) -> Int {
        min(manyDims, max(fewDims, mostCurveBytes / max(1, curveBytes(model, dims: 1, of: manyDims))))
    }

    /// The memory of the curves, in bytes.
    static func curveBytes(_ model: KrigingModel, dims: Int) -> Int { curveBytes(model, dims: dims, of: dims) }

    private static func curveBytes(_ model: KrigingModel, dims: Int, of all: Int) -> Int {
        size(model, dims: all).map { ($0 - 1) * dims * groups(model) * width * MemoryLayout<Double>.size } ?? 0
    }

    /// The memory of a ``KrigingLine`` and of what it is made of, in bytes.
    static func lineBytes(_ model: KrigingModel, dims: Int) -> Int {
        guard let size = size(model, dims: dims) else { return 0 }
        return KrigingLine.doubles(size: size, rows: model.data.rowCount, dims: dims, groups: groups(model))
            * MemoryLayout<Double>.size
    }

    /// Calls the body with the curves at a dim, group by group.
    func withCurves(_ dim: Int, _ body: (UnsafePointer<Double>) -> Void) {
        let chunk = curves[dim / chunkLength]
        let length = groups * (size - 1) * Self.width
        let place = (dim % chunkLength) * length
        precondition(place + length <= chunk.count, "the dim is none of the lattice's")
        chunk.withUnsafeBufferPointer { if let base = $0.baseAddress { body(base + place) } }
    }
}
