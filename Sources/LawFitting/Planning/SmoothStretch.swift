import ElementaryFunctions
import ResourceMetering

/// Dims between two measured levels, which lines with many of them interpolate.
///
/// There the mean, the scale and the quantiles of a line are analytic functions of log dim: the Matérn kernels have kinks at measured levels
/// only. So the polynomial through some ten points of an octave gives all others to 1e-9 of the spread.
struct SmoothStretch: Sendable {
    typealias Summary = PredictiveBlend.Summary

    /// Places in the dims of a block.
    let dims: Range<Int>
    let interpolation: ChebyshevInterpolation
    /// For each dim those of the points.
    private let weights: [Double]

    /// Low degrees converge on short stretches: a quantile that moves from one mode of a mixture to another bends within an octave.
    private static let degrees = [6, 8, 10, 12, 14, 16, 20]
    static let largestDegree = 20
    /// The largest length in log dim: an octave.
    static let largestLength = 0.7
    /// The errors of the mean and of a quantile in the least spread of the stretch, and of the squared scale in the least one.
    private static let tolerances = (mean: 1e-10, quantile: 1e-9, square: 1e-10)
    /// How many of the last coefficients must be small. A single one may be small by chance.
    private static let checkedCoefficients = 3
    /// The lines that are not tried may need a higher degree than those that are.
    private static let margin = 1

    /// - Parameters:
    ///   - dims: places in `logDim`, at least two.
    ///   - degree: that of the polynomial.
    init(_ dims: Range<Int>, of logDim: [Double], degree: Int) {
        self.dims = dims
        let interpolation = Self.interpolation(dims, of: logDim, degree: degree)
        self.interpolation = interpolation
        let count = interpolation.nodes.count
        weights = [Double](unsafeUninitializedCapacity: dims.count * count) { weights, written in
            if let base = weights.baseAddress {
                for (place, dim) in dims.enumerated() {
                    (base + place * count).initialize(repeating: 0, count: count)
                    interpolation.writeWeights(at: logDim[dim], into: base + place * count)
                }
            }
            written = dims.count * count
        }
    }

    static func interpolation(_ dims: Range<Int>, of logDim: [Double], degree: Int) -> ChebyshevInterpolation {
        ChebyshevInterpolation(logDim[dims.lowerBound]...logDim[dims.upperBound - 1], degree: degree)
    }

    /// Whether a line with so many dims of the stretch costs less if they are interpolated.
    func isWorthwhile(_ count: Int) -> Bool { Self.isWorthwhile(count, degree: interpolation.degree) }

    static func isWorthwhile(_ count: Int, degree: Int = 6) -> Bool { 4 * count > 5 * (degree + 1) }

    /// The summary at a dim, from those at the points.
    func summary(_ dim: Int, _ values: ArraySlice<Summary>) -> Summary {
        let first = (dim - dims.lowerBound) * values.count
        var sum = Summary()
        for (index, value) in values.enumerated() { sum += weights[first + index] * value }
        return sum
    }

    /// Whether the polynomial through the values has converged.
    static func isConverged(_ values: ArraySlice<Summary>) -> Bool {
        let last = values.count - 1
        return neededDegree(values, from: max(0, last + 1 - checkedCoefficients)) <= last
    }

    /// A degree at which the polynomial has converged, with a margin; `nil` if there is none.
    ///
    /// - Parameter least: a smaller degree will not do.
    static func degree(for values: ArraySlice<Summary>, atLeast least: Int) -> Int? {
        let needed = max(least, neededDegree(values, from: 0) + margin)
        return degrees.first { $0 >= needed }
    }

    private static func neededDegree(_ values: ArraySlice<Summary>, from first: Int) -> Int {
        let square = values.reduce(.infinity) { min($0, $1.y) }
        guard square < .infinity else { return .max }
        let spread = max(0, square).squareRoot()
        let most = Summary(
            tolerances.mean * spread,
            tolerances.square * square,
            tolerances.quantile * spread,
            tolerances.quantile * spread
        )
        let coefficients = ChebyshevInterpolation.coefficients(Array(values), from: first)
        // What is not a number has not converged.
        let large = coefficients.lastIndex { !all($0 .<= most) }
        return large.map { first + $0 + checkedCoefficients } ?? first
    }
}

extension PredictionSweep {
    /// Lines that are tried before all are interpolated.
    private static let probes = 3
    /// A trial must save so many times its own points.
    private static let worth = 4

    /// The stretches of a block in which interpolation is exact enough and costs less; none if the meter stops the work.
    func smoothStretches(_ lines: [Line], _ logDim: [Double], _ threads: any SpareThreads, _ meter: WorkMeter)
        -> [SmoothStretch]
    {
        let nodes = SmoothStretch.largestDegree + 1
        // A lattice needs more points than it has entries.
        guard let blend = law.model.blend, logDim.count > Self.worth * nodes,
            KrigingLattice.entries(blend.kriging) < nodes
        else { return [] }
        var points = 0
        let candidates = segments(blend.kriging, logDim).filter { dims in
            meter.spend(10 * lines.count)
            if meter.isStopped { return false }
            var own = 0
            for line in lines {
                let count = line.count(in: dims)
                if SmoothStretch.isWorthwhile(count) { own += count }
            }
            guard own > Self.worth * Self.probes * nodes else { return false }
            points += own
            return true
        }
        let trialPoints = candidates.count * nodes + KrigingLine.pointsPerForms(blend.kriging)
        if candidates.isEmpty || points < Self.worth * Self.probes * trialPoints { return [] }
        let trial = candidates.flatMap {
            SmoothStretch.interpolation($0, of: logDim, degree: SmoothStretch.largestDegree).nodes
        }
        guard
            let lattice = KrigingLattice(
                blend.kriging,
                logDim: trial,
                logDPrime: logDPrime,
                threads: threads,
                meter: meter
            )
        else { return [] }
        // The first line, the last one, and one between them.
        let probes = Set((0..<Self.probes).map { $0 * (lines.count - 1) / (Self.probes - 1) }).sorted()
        let tried = threads.map(probes.count) { number in
            let logLayers = Elementary.log(Double(lines[probes[number]].layers))
            return summaries(blend, lattice, logLayers: logLayers, Array(trial.indices), trial, meter) ?? []
        }
        return candidates.enumerated().compactMap { place, dims in
            let own = place * nodes..<(place + 1) * nodes
            var degree = 0
            for values in tried {
                guard values.count == trial.count,
                    let needed = SmoothStretch.degree(for: values[own], atLeast: lattice.size)
                else { return nil }
                degree = max(degree, needed)
            }
            meter.spend(10 * lines.count + dims.count * (degree + 1))
            guard !meter.isStopped,
                lines.contains(where: { SmoothStretch.isWorthwhile($0.count(in: dims), degree: degree) })
            else { return nil }
            return SmoothStretch(dims, of: logDim, degree: degree)
        }
    }

    /// Places in ascending dims between which no level was measured, an octave or less each. A level's own dim may lie on either side.
    private func segments(_ kriging: KrigingModel, _ logDim: [Double]) -> [Range<Int>] {
        let (data, table) = (kriging.data, kriging.rows.table)
        let levels = table.levels[table.range(1)].map { $0 * data.halfRanges.y + data.middles.y }
        guard let start = logDim.first, let end = logDim.last else { return [] }
        let kinks = [start] + levels.filter { $0 > start && $0 < end } + [end]
        var segments: [Range<Int>] = []
        var first = 0
        for (left, right) in zip(kinks, kinks.dropFirst()) {
            let count = ((right - left) / SmoothStretch.largestLength).rounded(.up)
            guard count > 0, count < 100 else { continue }
            for number in 1...Int(count) {
                let border = left + (right - left) * Double(number) / count
                let next = logDim[first...].firstIndex { $0 > border } ?? logDim.count
                if next - first > 1, logDim[first] < logDim[next - 1] { segments.append(first..<next) }
                first = next
            }
        }
        return segments
    }

    /// The summaries of a line at some places of a lattice, ascending; `nil` if the meter stops the work.
    ///
    /// - Parameter logDim: those of the places.
    func summaries(
        _ blend: PredictiveBlend,
        _ lattice: KrigingLattice,
        logLayers: Double,
        _ places: [Int],
        _ logDim: [Double],
        _ meter: WorkMeter
    ) -> [PredictiveBlend.Summary]? {
        guard let moments = KrigingLine(lattice, logLayers: logLayers, dims: places, meter: meter) else { return nil }
        let units = KrigingModel.unitsPerQuantiles * blend.kriging.components.count
        let columns = blend.columns()
        var track = QuantileTrack()
        var summaries: [PredictiveBlend.Summary] = []
        summaries.reserveCapacity(places.count)
        for place in places.indices {
            meter.spend(units)
            if meter.isStopped { return nil }
            let point = LawPoint(logLayers: logLayers, logDim: logDim[place], logDPrime: logDPrime)
            summaries.append(
                blend.summary(point, on: moments, place: place, level: level, columns: columns, along: &track)
            )
        }
        return summaries
    }
}
