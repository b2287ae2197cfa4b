import Foundation
import LawFitting

/// Measurements of a law that is known in advance, on the levels of the published designs.
enum SimulatedGrid {
    static let layers = [4, 8, 12, 16, 24, 32]
    static let dim = [25, 50, 75, 100]

    static func observations(
        layers: [Int] = layers,
        dim: [Int] = dim,
        dPrimes: [Double?] = [nil],
        _ law: (_ layers: Double, _ dim: Double, _ dPrime: Double) throws -> Double
    ) throws -> [Observation] {
        try dPrimes.flatMap { dPrime in
            try layers.flatMap { layers in
                try dim.map { dim in
                    let value = try law(Double(layers), Double(dim), dPrime ?? 1)
                    return try Observation(layers: layers, dim: dim, dPrime: dPrime, value: value)
                }
            }
        }
    }

    /// g(x; w) = −1/(2·x^w) − w·ln x.
    static func gain(_ x: Double, _ w: Double) -> Double { -1 / (2 * pow(x, w)) - w * log(x) }
}
