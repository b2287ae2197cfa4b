import ElementaryFunctions
public import ResourceMetering

extension FittedLaw {
    /// The predictions of a whole grid, by layers, then by dim.
    ///
    /// They agree with ``predict(layers:dim:dPrime:level:)`` to 1e-9 of the spread. A grid of 10,000 costs a fraction of as many predictions.
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
    /// They agree with ``predict(layers:dim:dPrime:level:)`` to 1e-9 of the spread: see ``SmoothStretch``. The more of them share their layers, the less one costs.
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
        for size in sizes where size.layers < 1 || size.dim < 1 {
            let (axis, value) = size.layers < 1 ? (Axis.layers, size.layers) : (.dim, size.dim)
            throw PredictionError.coordinateOutOfRange(axis: axis, value: Double(value))
        }
        let sweep = PredictionSweep(law: self, logDPrime: try logDPrime(dPrime), level: level)
        return try sweep.predictions(sizes, threads, meter)
    }

    /// The memory of ``predict(_:dPrime:level:threads:meter:)`` for so many sizes, in bytes, estimated from above.
    ///
    /// - Parameter threads: how many threads may predict at the same time, the calling one included.
    public func bytes(ofSizes count: Int, threads: Int) -> Int {
        count * 280 + (model.blend.map { PredictionSweep.bytes($0.kriging, dims: count, threads: threads) } ?? 0)
    }

    /// Work units of one prediction with its interval.
    var unitsPerPrediction: Int {
        guard let kriging = model.blend?.kriging else { return 300 }
        return kriging.unitsPerPoint + KrigingModel.unitsPerQuantiles * kriging.components.count
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
    /// Whether a line may be interpolated from its values at the points of a stretch. Tests refuse.
    var isSmooth: @Sendable (ArraySlice<PredictiveBlend.Summary>) -> Bool = { SmoothStretch.isConverged($0) }

    /// Configurations of the same layers.
    struct Line: Sendable {
        let layers: Int
        /// Their places in the levels of dim, ascending, each once: otherwise a client could make a line of any length.
        private(set) var dims: [Int] = []
        /// For each configuration its place in the result, and in `dims`.
        private(set) var places: [(result: Int, dim: Int)] = []

        init(layers: Int, capacity: Int) {
            self.layers = layers
            dims.reserveCapacity(capacity)
            places.reserveCapacity(capacity)
        }

        mutating func append(_ place: Int, dim: Int) {
            if dims.last != dim { dims.append(dim) }
            places.append((place, dims.count - 1))
        }

        /// How many of its dims are among some.
        func count(in range: Range<Int>) -> Int {
            firstPlace(from: range.upperBound) - firstPlace(from: range.lowerBound)
        }

        /// The first place in `dims` of this dim or of a later one.
        func firstPlace(from dim: Int) -> Int {
            var (low, high) = (0, dims.count)
            while low < high {
                let middle = (low + high) / 2
                if dims[middle] < dim { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// Some neighbours among the dims of a line.
    private struct Piece {
        /// Places in the dims of the line.
        let places: Range<Int>
        /// The number of the stretch in which they are interpolated; `nil` if they are not.
        let stretch: Int?
    }

    /// What is computed for the lines of a block: some of the dims, and the points of the stretches.
    private struct Plan {
        let logDim: [Double]
        let stretches: [SmoothStretch]
        /// Of the lattice; `nil` if there is none.
        private(set) var lattice: KrigingLattice?
        /// The place in the lattice of each dim that is computed.
        private(set) var places: [Int]
        /// That of the first point of each stretch.
        private(set) var firstNodes: [Int] = []
        /// The log dims of the lattice.
        private(set) var sampled: [Double] = []

        /// - Parameters:
        ///   - size: that of a lattice. A line needs more dims than that to use one.
        ///   - make: makes the lattice of some dims.
        init(
            _ lines: [Line],
            _ logDim: [Double],
            _ stretches: [SmoothStretch],
            size: Int,
            _ make: ([Double]) -> KrigingLattice?
        ) {
            self.logDim = logDim
            self.stretches = stretches
            guard !stretches.isEmpty else {
                (places, sampled) = (Array(logDim.indices), logDim)
                lattice = make(sampled)
                return
            }
            var isComputed = [Bool](repeating: false, count: logDim.count)
            places = [Int](repeating: 0, count: logDim.count)
            for line in lines where line.dims.count > size {
                for piece in pieces(line) where piece.stretch == nil {
                    for place in piece.places { isComputed[line.dims[place]] = true }
                }
            }
            for dim in logDim.indices where isComputed[dim] {
                places[dim] = sampled.count
                sampled.append(logDim[dim])
            }
            for stretch in stretches {
                firstNodes.append(sampled.count)
                sampled += stretch.interpolation.nodes
            }
            lattice = make(sampled)
        }

        /// The dims of a line in order, by what is done with them.
        func pieces(_ line: Line) -> [Piece] {
            var pieces: [Piece] = []
            var first = 0
            for (number, stretch) in stretches.enumerated() {
                let (begin, end) = (
                    line.firstPlace(from: stretch.dims.lowerBound), line.firstPlace(from: stretch.dims.upperBound)
                )
                guard stretch.isWorthwhile(end - begin) else { continue }
                if first < begin { pieces.append(Piece(places: first..<begin, stretch: nil)) }
                pieces.append(Piece(places: begin..<end, stretch: number))
                first = end
            }
            if first < line.dims.count { pieces.append(Piece(places: first..<line.dims.count, stretch: nil)) }
            return pieces
        }

        /// The places in the lattice that a piece needs.
        func needed(_ piece: Piece, of line: Line) -> [Int] {
            guard let stretch = piece.stretch else { return line.dims[piece.places].map { places[$0] } }
            let first = firstNodes[stretch]
            return Array(first..<first + stretches[stretch].interpolation.nodes.count)
        }
    }

    /// The memory of the curves and of the lines that threads have at once, in bytes, estimated from above.
    static func bytes(_ kriging: KrigingModel, dims: Int, threads: Int) -> Int {
        // A block has its dims, and fewer points of stretches than that.
        let most = 2 * min(dims, KrigingLattice.mostDims(kriging))
        let weights = most * (SmoothStretch.largestDegree + 1) * MemoryLayout<Double>.size
        let curves = KrigingLattice.curveBytes(kriging, dims: most)
        // A line that is not smooth has curves of its own. All such lines together have at most one dim for each size.
        let rough = min(threads * curves, KrigingLattice.curveBytes(kriging, dims: dims))
        return weights + curves + rough + threads * KrigingLattice.lineBytes(kriging, dims: most)
    }

    /// - Throws: `WorkMeter.Stop`.
    func predictions(_ sizes: [ModelSize], _ threads: any SpareThreads, _ meter: WorkMeter) throws -> [Prediction] {
        var result = [Prediction](repeating: .none, count: sizes.count)
        let (lines, lineOf) = Self.lines(sizes)
        // The sizes in the order of dim, so that a block of them is a slice.
        let order = Self.order(sizes.map(\.dim))
        let mostDims = law.model.blend.map { KrigingLattice.mostDims($0.kriging) } ?? .max
        try result.withUnsafeMutableBufferPointer { result in
            var next = order.startIndex
            while next < order.endIndex {
                var dims: [Int] = []
                var block = lines.map { Line(layers: $0.layers, capacity: $0.count) }
                while next < order.endIndex {
                    let place = order[next]
                    if sizes[place].dim != dims.last {
                        if dims.count == mostDims { break }
                        dims.append(sizes[place].dim)
                    }
                    block[lineOf[place]].append(place, dim: dims.count - 1)
                    next += 1
                }
                try predict(block.filter { !$0.dims.isEmpty }, dims, into: result, threads, meter)
            }
        }
        return result
    }

    /// The different layers of some sizes, ascending, each with the number of its sizes; and for each size the place of its layers among them.
    private static func lines(_ sizes: [ModelSize]) -> (lines: [(layers: Int, count: Int)], lineOf: [Int]) {
        var lines: [(layers: Int, count: Int)] = []
        var lineOf = [Int](repeating: 0, count: sizes.count)
        for place in order(sizes.map(\.layers)) {
            if lines.last?.layers != sizes[place].layers { lines.append((sizes[place].layers, 0)) }
            lines[lines.count - 1].count += 1
            lineOf[place] = lines.count - 1
        }
        return (lines, lineOf)
    }

    /// The places of the values in ascending order. Equal values keep their order.
    static func order(_ values: [Int]) -> [Int] {
        guard let smallest = values.min(), let largest = values.max() else { return [] }
        // Sizes are at least 1 and seldom far apart. Then counting takes a twentieth of the time of comparing.
        guard smallest >= 1, largest - smallest < 8 * values.count else {
            return values.indices.sorted { values[$0] < values[$1] }
        }
        var next = [Int](repeating: 0, count: largest - smallest + 1)
        for value in values { next[value - smallest] += 1 }
        var first = 0
        for index in next.indices { (next[index], first) = (first, first + next[index]) }
        var order = [Int](repeating: 0, count: values.count)
        for (place, value) in values.enumerated() {
            order[next[value - smallest]] = place
            next[value - smallest] += 1
        }
        return order
    }

    /// Writes the predictions of some lines to their places in the result.
    private func predict(
        _ lines: [Line],
        _ dims: [Int],
        into result: UnsafeMutableBufferPointer<Prediction>,
        _ threads: any SpareThreads,
        _ meter: WorkMeter
    ) throws {
        let logDim = dims.map { Elementary.log(Double($0)) }
        let stretches = smoothStretches(lines, logDim, threads, meter)
        try meter.check()
        let size = law.model.blend.map { KrigingLattice.entries($0.kriging) } ?? 0
        let plan = Plan(lines, logDim, stretches, size: size) { logDim in lattice(logDim, threads, meter) }
        try meter.check()
        // Each line has places of its own.
        nonisolated(unsafe) let result = result
        threads.perform(iterations: lines.count) { number in
            let own = predictions(lines[number], plan, meter)
            if own.isEmpty { return }
            for place in lines[number].places { result[place.result] = own[place.dim] }
        }
        try meter.check()
    }

    private func lattice(_ logDim: [Double], _ threads: any SpareThreads, _ meter: WorkMeter) -> KrigingLattice? {
        law.model.blend.flatMap { blend in
            KrigingLattice(blend.kriging, logDim: logDim, logDPrime: logDPrime, threads: threads, meter: meter)
        }
    }

    /// The predictions of a line. Without meaning if the meter stops the work.
    private func predictions(_ line: Line, _ plan: Plan, _ meter: WorkMeter) -> [Prediction] {
        if meter.isStopped { return [] }
        guard let lattice = plan.lattice, let blend = law.model.blend, line.dims.count > lattice.size else {
            return alone(line, line.dims.map { plan.logDim[$0] }, meter)
        }
        let logLayers = Elementary.log(Double(line.layers))
        let pieces = plan.pieces(line)
        let needed = pieces.map { plan.needed($0, of: line) }
        let places = Array(needed.joined())
        guard
            let summaries = summaries(
                blend,
                lattice,
                logLayers: logLayers,
                places,
                places.map { plan.sampled[$0] },
                meter
            )
        else { return [] }
        func prediction(_ summary: PredictiveBlend.Summary, _ logDim: Double) -> Prediction {
            let point = LawPoint(logLayers: logLayers, logDim: logDim, logDPrime: logDPrime)
            return law.prediction(blend.interval(summary, point))
        }
        var predictions = [Prediction](repeating: .none, count: line.dims.count)
        // Seldom: the lines that were tried are smoother than this one.
        var rough: [Int] = []
        var first = 0
        for (piece, own) in zip(pieces, needed) {
            let values = summaries[first..<first + own.count]
            first += own.count
            guard let stretch = piece.stretch.map({ plan.stretches[$0] }) else {
                for (place, value) in zip(piece.places, values) {
                    predictions[place] = prediction(value, plan.logDim[line.dims[place]])
                }
                continue
            }
            guard isSmooth(values) else {
                rough += piece.places
                continue
            }
            meter.spend(2 * own.count * piece.places.count)
            for place in piece.places {
                let dim = line.dims[place]
                predictions[place] = prediction(stretch.summary(dim, values), plan.logDim[dim])
            }
        }
        if rough.isEmpty { return predictions }
        let logDim = rough.map { plan.logDim[line.dims[$0]] }
        let exact = self.lattice(logDim, NoSpareThreads(), meter).flatMap { lattice in
            self.summaries(blend, lattice, logLayers: logLayers, Array(logDim.indices), logDim, meter)
        }
        let own = exact.map { zip($0, logDim).map(prediction) } ?? alone(line, logDim, meter)
        for (place, prediction) in zip(rough, own) { predictions[place] = prediction }
        return predictions
    }

    /// The predictions of single points of a line.
    private func alone(_ line: Line, _ logDim: [Double], _ meter: WorkMeter) -> [Prediction] {
        let logLayers = Elementary.log(Double(line.layers))
        return logDim.map { logDim in
            meter.spend(law.unitsPerPrediction)
            let point = LawPoint(logLayers: logLayers, logDim: logDim, logDPrime: logDPrime)
            return meter.isStopped ? .none : law.prediction(point, level: level)
        }
    }
}

extension Prediction {
    /// For work that was stopped.
    fileprivate static let none = Prediction(value: 0, low: 0, high: 0, standardError: 0, isClamped: false)
}
