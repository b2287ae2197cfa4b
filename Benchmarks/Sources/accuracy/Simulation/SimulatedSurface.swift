import Foundation

/// A known metric over layers and dim.
struct SimulatedSurface: Sendable {
    let name: String
    let value: @Sendable (_ layers: Double, _ dim: Double) -> Double

    /// Similar to the law of MovieLens-1M at length 100.
    static let peak = SimulatedSurface(name: "peak") { layers, dim in
        func gain(_ x: Double, _ w: Double) -> Double { -1 / (2 * pow(x, w)) - w * log(x) }
        return 0.157 * gain(layers, -0.26) + 2.2 * gain(dim, -0.1665) + 1.04
    }

    static let power = SimulatedSurface(name: "power") { layers, dim in
        0.5 - 0.2 * pow(layers, -0.8) - 0.9 * pow(dim, -0.5)
    }

    static let plateau = SimulatedSurface(name: "plateau") { layers, dim in
        0.35 - 0.08 * exp(-layers / 6) - 0.06 * exp(-dim / 25)
    }

    /// It turns with the width. No separable form can describe it.
    static let ridge = SimulatedSurface(name: "ridge") { layers, dim in
        let (u, v) = (log(layers / 11.3) / 1.04, log(dim / 50) / 0.69)
        return 0.3 + 0.01 * u - 0.02 * u * u + 0.015 * v - 0.02 * v * v + 0.012 * u * v
    }

    static let all = [peak, power, plateau, ridge]

    /// The standard deviation of one run.
    static let noise = 0.003
    static let layers = [4, 8, 12, 16, 24, 32]
    static let dims = [25, 50, 75, 100]
    static var grid: [Place] {
        layers.flatMap { layers in dims.map { Place(layers: Double(layers), dim: Double($0)) } }
    }

    func value(_ place: Place) -> Double { value(place.layers, place.dim) }
}
