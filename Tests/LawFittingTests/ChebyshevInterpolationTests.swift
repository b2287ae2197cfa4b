import ElementaryFunctions
import Testing

@testable import LawFitting

@Suite("Chebyshev interpolation")
struct ChebyshevInterpolationTests {
    private static func value(_ interpolation: ChebyshevInterpolation, _ place: Double, _ f: (Double) -> Double)
        -> Double
    {
        var weights = [Double](repeating: 0, count: interpolation.nodes.count)
        weights.withUnsafeMutableBufferPointer { weights in
            if let base = weights.baseAddress { interpolation.writeWeights(at: place, into: base) }
        }
        return zip(weights, interpolation.nodes).reduce(0) { $0 + $1.0 * f($1.1) }
    }

    @Test("polynomials up to the degree are reproduced, also at the points themselves")
    func polynomials() {
        let interpolation = ChebyshevInterpolation(-1.5...2, degree: 5)
        #expect(interpolation.nodes.first == -1.5 && interpolation.nodes.last == 2)
        #expect(interpolation.nodes == interpolation.nodes.sorted())
        for power in 0...5 {
            func f(_ x: Double) -> Double { (0..<power).reduce(1) { value, _ in value * x } }
            for place in interpolation.nodes + [-1.4, -0.2, 0.1, 1.99] {
                #expect(abs(Self.value(interpolation, place, f) - f(place)) <= 1e-13, "\(power) \(place)")
            }
        }
    }

    /// A. Townsend's and L. N. Trefethen's example: e^x has the coefficients 2·I_k(1), and I_0(1) for k = 0.
    @Test("the coefficients of the exponential function are values of Bessel's function")
    func coefficients() {
        let nodes = ChebyshevInterpolation(-1...1, degree: 20).nodes
        // The points ascend, so odd coefficients change their sign, and only sizes are returned.
        let found = ChebyshevInterpolation.coefficients(nodes.map { SIMD4(repeating: Elementary.exp($0)) })
        // DLMF 10.25.2: I_k(1) = Σ (1/4)^j / (j!·(j + k)!) / 2^k.
        func bessel(_ k: Int) -> Double {
            var (sum, term) = (0.0, 1.0)
            for j in 1...max(1, k) where k > 0 { term /= 2 * Double(j) }
            for j in 0..<25 {
                sum += term
                term /= 4 * Double((j + 1) * (j + 1 + k))
            }
            return sum
        }
        for k in 0...12 {
            #expect(abs(found[k].x - (k == 0 ? 1 : 2) * bessel(k)) <= 1e-14, "\(k)")
        }
        #expect(ChebyshevInterpolation.coefficients(nodes.map { SIMD4(repeating: $0) }, from: 18).count == 3)
    }

    @Test("the error of an analytic function falls with the degree")
    func convergence() {
        func f(_ x: Double) -> Double { 1 / (1 + 4 * x * x) }
        let places = (0...100).map { -1 + Double($0) / 50 }
        let errors = [8, 16, 32, 64].map { degree in
            let interpolation = ChebyshevInterpolation(-1...1, degree: degree)
            return places.map { abs(Self.value(interpolation, $0, f) - f($0)) }.max() ?? .nan
        }
        // The pole i/2 gives the rate 1.618^−degree, up to a factor.
        for (degree, error) in zip([8, 16, 32], errors) {
            let rate = Elementary.pow(1.618_033_988_749_895, -Double(degree))
            #expect((0.1...10) ~= error / rate, "\(degree)")
        }
        #expect(errors[3] <= 1e-12)
    }
}
