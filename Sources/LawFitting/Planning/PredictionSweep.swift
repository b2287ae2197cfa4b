import ElementaryFunctions
public import ResourceMetering

extension FittedLaw {
    /// The predictions of a whole grid, by layers, then by dim.
    ///
    /// They agree with ``predict(layers:dim:dPrime:level:)`` to rounding. A grid of 10,000 costs a fraction of as many predictions.
    ///
    /// - Parameters:
    ///   - layers: at least 1 each.
    ///   - dim: as well.
    ///   - threads: they take a part of the layers.
    /// - Throws: ``PredictionError``, or `WorkMeter.Stop`.
    public func surface(
        layers: [Int],
        dim: [Int],
        dPrime: Double? = nil,
        level: Double? = nil,
        threads: any SpareThreads = NoSpareThreads(),
        meter: WorkMeter = WorkMeter()
    ) throws -> [[Prediction]] {
        let sizes = layers.flatMap { layers in dim.map { ModelSize(layers: layers, dim: $0) } }
        let all = try predict(sizes, dPrime: dPrime, level: level, threads: threads, meter: meter)
        return layers.indices.map { Array(all[$0 * dim.count..<($0 + 1) * dim.count]) }
    }

    /// The predictions of many configurations of one D′, in their order.
    ///
    /// They agree with ``predict(layers:dim:dPrime:level:)`` to rounding. The more of them share their layers, the less one costs.
    ///
    /// - Parameters:
    ///   - sizes: layers and dim at least 1 each.
    ///   - threads: they take a part of the layers.
    /// - Throws: ``PredictionError``, or `WorkMeter.Stop`.
    public func predict(
        _ sizes: [ModelSize],
        dPrime: Double? = nil,
        level: Double? = nil,
        threads: any SpareThreads = NoSpareThreads(),
        meter: WorkMeter = WorkMeter()
    ) throws -> [Prediction] {
        let level = try valid(level)
        for size in sizes {
            for (axis, value) in [(Axis.layers, size.layers), (.dim, size.dim)] where value < 1 {
                throw PredictionError.coordinateOutOfRange(axis: axis, value: Double(value))
            }
        }
        let sweep = PredictionSweep(law: self, logDPrime: try logDPrime(dPrime), level: level)
        return try sweep.predictions(sizes, threads, meter)
    }

    /// The memory of ``predict(_:dPrime:level:threads:meter:)`` for so many sizes, in bytes, estimated from above.
    ///
    /// - Parameter threads: how many threads may predict at the same time, the calling one included.
    public func bytes(ofSizes count: Int, threads: Int) -> Int {
        count * 200 + (model.blend.map { PredictionSweep.bytes($0.kriging, dims: count, threads: threads) } ?? 0)
    }

    /// Work units of one prediction with its interval.
    var unitsPerPrediction: Int {
        guard let kriging = model.blend?.kriging else { return 300 }
        return kriging.unitsPerPoint + PredictionSweep.unitsPerComponent * kriging.components.count
    }
}

/// The layers and the embedding dimension of a model.
public struct ModelSize: Hashable, Sendable {
    public let layers: Int
    public let dim: Int

    public init(layers: Int, dim: Int) {
        self.layers = layers
        self.dim = dim
    }
}

/// Predicts many configurations of one law and one D′.
///
/// Configurations of the same layers are one line of a ``KrigingLattice``. Lines are independent, and threads take them in turn.
struct PredictionSweep: Sendable {
    let law: FittedLaw
    let logDPrime: Double
    let level: Double

    /// Configurations of the same layers.
    private struct Line: Sendable {
        let layers: Int
        /// Their places in the levels of dim, ascending, each once: otherwise a client could make a line of any length.
        var dims: [Int] = []
        /// For each configuration its place in the result, and in `dims`.
        var places: [(result: Int, dim: Int)] = []

        mutating func append(_ place: Int, dim: Int) {
            if dims.last != dim { dims.append(dim) }
            places.append((place, dims.count - 1))
        }
    }

    /// Work units of the quantiles of one component of a mixture.
    static let unitsPerComponent = 50

    /// The memory of the curves and of the lines that threads have at once, in bytes, estimated from above.
    static func bytes(_ kriging: KrigingModel, dims: Int, threads: Int) -> Int {
        let dims = min(dims, KrigingLattice.mostDims(kriging))
        return KrigingLattice.curveBytes(kriging, dims: dims) + threads * KrigingLattice.lineBytes(kriging, dims: dims)
    }

    /// - Throws: `WorkMeter.Stop`.
    func predictions(_ sizes: [ModelSize], _ threads: any SpareThreads, _ meter: WorkMeter) throws -> [Prediction] {
        var result = [Prediction?](repeating: nil, count: sizes.count)
        // The sizes in the order of dim, so that a block of them is a slice.
        let order = sizes.indices.sorted { sizes[$0].dim < sizes[$1].dim }
        var next = order[...]
        let mostDims = law.model.blend.map { KrigingLattice.mostDims($0.kriging) } ?? .max
        while let first = next.first {
            var dims = [sizes[first].dim]
            var lines: [Int: Line] = [:]
            while let place = next.first {
                let size = sizes[place]
                if size.dim != dims[dims.count - 1] {
                    if dims.count == mostDims { break }
                    dims.append(size.dim)
                }
                lines[size.layers, default: Line(layers: size.layers)].append(place, dim: dims.count - 1)
                next.removeFirst()
            }
            let block = lines.values.sorted { $0.layers < $1.layers }
            let predicted = try predictions(block, dims, threads, meter)
            for (line, own) in zip(block, predicted) {
                for place in line.places { result[place.result] = own[place.dim] }
            }
        }
        return result.compactMap(\.self)
    }

    /// The predictions of some lines.
    private func predictions(_ lines: [Line], _ dims: [Int], _ threads: any SpareThreads, _ meter: WorkMeter) throws
        -> [[Prediction]]
    {
        let logDim = dims.map { Elementary.log(Double($0)) }
        let lattice = law.model.blend.flatMap { blend in
            KrigingLattice(blend.kriging, logDim: logDim, logDPrime: logDPrime, threads: threads, meter: meter)
        }
        try meter.check()
        let result = threads.map(lines.count) { number in
            predictions(lines[number], logDim, lattice, meter)
        }
        try meter.check()
        return result
    }

    /// The predictions of a line. Without meaning if the meter stops the work.
    private func predictions(_ line: Line, _ logDim: [Double], _ lattice: KrigingLattice?, _ meter: WorkMeter)
        -> [Prediction]
    {
        if meter.isStopped { return [] }
        let logLayers = Elementary.log(Double(line.layers))
        let points = line.dims.map { LawPoint(logLayers: logLayers, logDim: logDim[$0], logDPrime: logDPrime) }
        guard let lattice, let blend = law.model.blend, points.count > lattice.size else {
            return points.map { point in
                meter.spend(law.unitsPerPrediction)
                return meter.isStopped ? .none : law.prediction(point, level: level)
            }
        }
        guard let moments = KrigingLine(lattice, logLayers: logLayers, dims: line.dims, meter: meter) else { return [] }
        let units = Self.unitsPerComponent * blend.kriging.components.count
        let columns = blend.columns()
        var track = QuantileTrack()
        var predictions: [Prediction] = []
        predictions.reserveCapacity(points.count)
        for (place, point) in points.enumerated() {
            meter.spend(units)
            if meter.isStopped { return [] }
            let interval = blend.interval(
                point,
                on: moments,
                place: place,
                level: level,
                columns: columns,
                along: &track
            )
            predictions.append(law.prediction(interval))
        }
        return predictions
    }
}

extension Prediction {
    /// For work that was stopped.
    fileprivate static let none = Prediction(value: 0, low: 0, high: 0, standardError: 0, isClamped: false)
}
