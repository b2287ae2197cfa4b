import TestSupport
import Testing

@testable import SequenceEntropy

@Suite("Exact sums")
struct ExactSumTests {
    @Test("keep the bits that adding one by one would lose")
    func lostBits() {
        #expect(sum([1e16, 1, 1]).value == 1e16 + 2)
        #expect(sum([1] + [Double](repeating: 0x1p-60, count: 256)).value == 1 + 0x1p-52)
        #expect(sum([1, .leastNonzeroMagnitude, 1e300]).value == 1e300)
        #expect(sum([]).value == 0)
        #expect(sum([.leastNonzeroMagnitude, .leastNonzeroMagnitude]).value == 2 * .leastNonzeroMagnitude)
        #expect(sum([.leastNormalMagnitude, .leastNonzeroMagnitude]).value == .leastNormalMagnitude.nextUp)
        #expect(sum([.greatestFiniteMagnitude]).value == .greatestFiniteMagnitude)
        // Σ 1 … n is n(n + 1)/2.
        #expect(sum((1...1_000).map { Double($0) * 0x1p-40 }).value == 500_500 * 0x1p-40)
    }

    @Test("do not depend on order or parts")
    func parts() {
        print("seed 20261122")
        var random = SeededGenerator(seed: 20_261_122)
        let terms = (0..<5_000).map { _ in
            Double.random(in: 0...1, using: &random)
                * Double(sign: .plus, exponent: .random(in: -80...80), significand: 1)
        }
        let whole = sum(terms)
        for parts in [1, 2, 17] {
            var merged = ExactSum()
            for part in terms.shuffled(using: &random).chunks(parts) { merged.merge(sum(part)) }
            #expect(merged.value == whole.value)
        }
    }

    private func sum(_ terms: some Sequence<Double>) -> ExactSum {
        var sum = ExactSum()
        for term in terms { sum.add(term) }
        return sum
    }
}

extension Array {
    fileprivate func chunks(_ parts: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: count / parts + 1).map { self[$0..<Swift.min($0 + count / parts + 1, count)] }
    }
}
