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

    @Test("equal values cost no comparison each")
    func constant() throws {
        let entropy = try ApproximateEntropy(ofValues: [Double](repeating: 2.5, count: 50_000), m: 2, r: 0.1)
        #expect(entropy.phi == 0 && entropy.nextPhi == 0 && entropy.windows == 49_999)
    }
}
