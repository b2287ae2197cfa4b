import Foundation
import LawFitting

/// The generators of the simulations: one for each repetition, so that threads cannot change a result.
struct Seed: Sendable {
    let value: UInt64

    /// The generator of one repetition of one case.
    func generator(_ sequence: Int, _ repetition: Int) -> SplitMix64 {
        var first = SplitMix64(seed: value &+ UInt64(sequence) &* 0x9E37_79B9_7F4A_7C15)
        var second = SplitMix64(seed: first.next() ^ UInt64(repetition))
        return SplitMix64(seed: second.next())
    }
}

extension SplitMix64 {
    /// In (0, 1).
    mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

    /// A standard normal number (Box and Muller 1958).
    mutating func normal() -> Double {
        let radius = (-2 * log(uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    /// Student's t with 3 degrees of freedom, scaled to variance 1.
    mutating func heavyTailed() -> Double {
        let z = normal()
        let chi = (0..<3).reduce(0.0) { sum, _ in
            let x = normal()
            return sum + x * x
        }
        return z / (chi / 3).squareRoot() / 3.0.squareRoot()
    }

    /// `count` of the elements, in random order.
    mutating func sample<Element>(_ elements: [Element], _ count: Int) -> [Element] {
        Array(elements.shuffled(using: &self).prefix(count))
    }
}
