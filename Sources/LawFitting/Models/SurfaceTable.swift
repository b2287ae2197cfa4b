import ElementaryFunctions
import ResourceMetering

/// A law's expected values on a lattice of layers and dim.
///
/// Every closed form, and every component of kriging, is a sum of products of a function of layers and a function of dim. So the
/// surface over a million configurations is the product of two thin matrices.
struct SurfaceTable {
    private let width: Int
    /// On the fitted scale, by layers, then by dim.
    private let values: [Double]

    /// The levels of each axis whose factors are in memory at once. There may be hundreds of factors.
    static let blockLength = 2_048

    /// Without meaning if the meter stopped the work.
    init(
        _ model: LawModel,
        logLayers: [Double],
        logDim: [Double],
        logDPrime: Double,
        meter: WorkMeter = WorkMeter()
    ) {
        width = logDim.count
        var values = [Double](repeating: 0, count: logLayers.count * logDim.count)
        values.withUnsafeMutableBufferPointer { values in
            for j in stride(from: 0, to: logDim.count, by: Self.blockLength) {
                let columns = j..<min(j + Self.blockLength, logDim.count)
                for i in stride(from: 0, to: logLayers.count, by: Self.blockLength) where !meter.isStopped {
                    let rows = i..<min(i + Self.blockLength, logLayers.count)
                    var factors = SurfaceFactors(
                        logLayers: Array(logLayers[rows]),
                        logDim: Array(logDim[columns]),
                        logDPrime: logDPrime,
                        meter: meter
                    )
                    factors.add(model)
                    factors.product(into: values, at: (i * logDim.count) + j, width: logDim.count)
                }
            }
        }
        self.values = values
    }

    /// The value at the i-th layers and j-th dim.
    @inline(__always)
    func value(_ i: Int, _ j: Int) -> Double { values[i * width + j] }
}
