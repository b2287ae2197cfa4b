import ElementaryFunctions
import Foundation
import TestSupport
import Testing

/// Compares the project's elementary functions with the C library's, whose errors are below 1 ulp.
@Suite("Elementary functions")
struct ElementaryTests {
    private typealias Function = @Sendable (Double) -> Double

    private static let cases: [(String, ClosedRange<Double>, Function, Function)] = [
        ("exp", -40...40, { Elementary.exp($0) }, { Foundation.exp($0) }),
        ("exp far out", -740...709, { Elementary.exp($0) }, { Foundation.exp($0) }),
        ("expm1", -3...3, { Elementary.expm1($0) }, { Foundation.expm1($0) }),
        ("expm1 near 0", -1e-3...1e-3, { Elementary.expm1($0) }, { Foundation.expm1($0) }),
        ("log", 1e-3...1e3, { Elementary.log($0) }, { Foundation.log($0) }),
        ("log near 1", 0.9...1.1, { Elementary.log($0) }, { Foundation.log($0) }),
        ("log2", 1e-3...1e3, { Elementary.log2($0) }, { Foundation.log2($0) }),
        ("log2 near 1", 0.9...1.1, { Elementary.log2($0) }, { Foundation.log2($0) }),
        ("log1p", -0.9...5, { Elementary.log1p($0) }, { Foundation.log1p($0) }),
        ("log1p near 0", -1e-5...1e-5, { Elementary.log1p($0) }, { Foundation.log1p($0) }),
        ("sinh", -5...5, { Elementary.sinh($0) }, { Foundation.sinh($0) }),
    ]

    @Test("agree with the C library within 4 ulp", arguments: cases.indices)
    func agreement(_ index: Int) {
        let (name, range, own, reference) = Self.cases[index]
        print("\(name), seed 3")
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let x = Double.random(in: range, using: &generator)
            let expected = reference(x)
            // Subnormal results have an absolute ulp and are rounded twice.
            #expect(abs(own(x) - expected) <= 4 * max(expected.ulp, .leastNonzeroMagnitude), "\(name)(\(x))")
        }
    }

    @Test("ln Γ and the cotangent agree with the C library to 1e-14")
    func gamma() {
        for x in [1e-3, 0.5, 1, 1.5, 2, 3.7, 9.99, 10, 42, 1e3, 1e6] {
            #expect(abs(Elementary.logGamma(x) - lgamma(x)) <= 1e-14 * max(1, abs(lgamma(x))))
        }
        // Γ(1/2) = √π, Γ(11) = 10!.
        #expect(abs(Elementary.logGamma(0.5) - 0.5 * Foundation.log(Double.pi)) <= 1e-14)
        #expect(abs(Elementary.logGamma(11) - Foundation.log(3_628_800)) <= 1e-14 * 16)
        for x in [1e-6, 0.3, 0.785, 0.786, 1.2, 1.57] {
            #expect(abs(Elementary.cotangent(x) - 1 / tan(x)) <= 1e-14 * max(1, 1 / tan(x)))
        }
    }

    @Test("the cosine agrees with the C library to 1e-15")
    func cosine() {
        #expect(Elementary.cosine(0) == 1)
        for number in 0...1_000 {
            let x = Double.pi * Double(number) / 1_000
            #expect(abs(Elementary.cosine(x) - cos(x)) <= 1e-15, "\(x)")
        }
    }

    @Test("log2 of a power of two is exact", arguments: [-1_074, -1_030, -1_022, -3, -1, 0, 1, 2, 52, 1_023])
    func powersOfTwo(_ exponent: Int) {
        #expect(Elementary.log2(Double(sign: .plus, exponent: exponent, significand: 1)) == Double(exponent))
    }

    @Test("values at the edges of the domains")
    func edges() {
        #expect(Elementary.exp(0) == 1)
        #expect(Elementary.exp(.infinity) == .infinity)
        #expect(Elementary.exp(-.infinity) == 0)
        #expect(Elementary.exp(710) == .infinity)
        #expect(Elementary.exp(.nan).isNaN)
        #expect(Elementary.expm1(0) == 0)
        #expect(Elementary.expm1(-800) == -1)
        #expect(Elementary.log(1) == 0)
        #expect(Elementary.log(0) == -.infinity)
        #expect(Elementary.log(-1).isNaN)
        #expect(Elementary.log(.infinity) == .infinity)
        #expect(abs(Elementary.log(.leastNonzeroMagnitude) - Foundation.log(.leastNonzeroMagnitude)) <= 1e-12)
        #expect(Elementary.log2(0) == -.infinity)
        #expect(Elementary.log2(-1).isNaN)
        #expect(Elementary.log2(.infinity) == .infinity)
        #expect(Elementary.log1p(-1) == -.infinity)
        #expect(Elementary.log1p(1e300) == Elementary.log(1e300))
        #expect(Elementary.pow(0, 2) == 0)
        #expect(Elementary.pow(2, 10) == 1024)
    }
}
