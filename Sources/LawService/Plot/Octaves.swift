import Foundation

/// Sizes on the scale of plots, where one unit is a factor of 2.
enum Octaves {
    static func of(_ size: Double) -> Double { log2(size) }

    static func size(_ octaves: Double) -> Double { exp2(octaves) }
}
