import Foundation
import SequenceEntropy
import Testing

@Suite("Tolerant matching of many points")
struct ToleranceTests {
    @Test("agrees with the definition beyond one leaf, ties and long windows included", arguments: [1, 2, 3, 20])
    func definition(_ m: Int) throws {
        print("seed 20261122")
        var random = SplitMix(state: 20_261_122 &+ UInt64(m))
        for grain in [1.0, 8, 1e6] {
            for r in [0.05, 0.3, 4] {
                let values = (0..<150).map { _ in (Double.random(in: -1...1, using: &random) * grain).rounded() / grain
                }
                let entropy = try ApproximateEntropy(ofValues: values, m: m, r: r)
                let expected = Reference.signedEntropy([values], m: m, r: r)
                #expect(abs(entropy.signed - expected) <= 1e-12, "m \(m), r \(r), grain \(grain)")
            }
        }
    }

    @Test(
        "agrees with a count of all pairs over many cells and two threads",
        arguments: [1, 2, 3],
        [("uniform", 0.02), ("heavy tails", 0.3), ("few values", 1), ("few values", 2.5), ("far apart", 1e-9)]
    )
    func manyPoints(_ m: Int, _ shape: (name: String, r: Double)) throws {
        print("seed 20261122")
        var random = SplitMix(state: 20_261_122 &+ UInt64(m))
        // Beyond 4,096 windows two threads count.
        let values = (0..<(shape.r == 1 ? 4_200 : 1_200)).map { _ -> Double in
            let uniform = Double.random(in: -1...1, using: &random)
            return switch shape.name {
            case "heavy tails": 1 / uniform
            case "few values": (uniform * 9).rounded()
            case "far apart": uniform * 1e12
            default: uniform
            }
        }
        let entropy = try ApproximateEntropy(ofValues: values, m: m, r: shape.r)
        #expect(abs(entropy.phi - Self.phi(values, m, shape.r)) <= 1e-12)
        #expect(abs(entropy.nextPhi - Self.phi(values, m + 1, shape.r)) <= 1e-12)
    }

    /// Φ by comparing all pairs in order of their distance in time, with a count of equal counts at the end.
    private static func phi(_ values: [Double], _ width: Int, _ r: Double) -> Double {
        let windows = values.count - width + 1
        var counts = [Int](repeating: 1, count: windows)
        values.withUnsafeBufferPointer { values in
            for lag in 1..<windows {
                var run = 0
                // A run of `width` near pairs of items ends where a pair of near windows does.
                for end in 0..<values.count - lag {
                    run = abs(values[end] - values[end + lag]) <= r ? run + 1 : 0
                    if run >= width {
                        counts[end - width + 1] += 1
                        counts[end - width + 1 + lag] += 1
                    }
                }
            }
        }
        let frequencies = Dictionary(counts.map { ($0, 1) }, uniquingKeysWith: +)
        let sum = frequencies.sorted { $0.key < $1.key }.reduce(0.0) { $0 + Double($1.value) * log(Double($1.key)) }
        return sum / Double(windows) - log(Double(windows))
    }

    @Test("equal values cost no comparison each")
    func constant() throws {
        let entropy = try ApproximateEntropy(ofValues: [Double](repeating: 2.5, count: 50_000), m: 2, r: 0.1)
        #expect(entropy.phi == 0 && entropy.nextPhi == 0 && entropy.windows == 49_999)
    }
}
