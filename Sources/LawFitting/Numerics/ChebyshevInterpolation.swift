import ElementaryFunctions

/// The polynomial through the values of a function at Chebyshev's points, for several functions at once.
///
/// The polynomial of a function that is analytic on the interval converges geometrically in its degree, and its last coefficients show how far
/// it has come (L. N. Trefethen, Approximation Theory and Approximation Practice, 2013, chapters 4, 5 and 8).
struct ChebyshevInterpolation: Sendable {
    /// The points, ascending. The interval's ends are the first and the last one.
    let nodes: [Double]

    var degree: Int { nodes.count - 1 }

    /// - Parameters:
    ///   - interval: with different ends.
    ///   - degree: at least 1.
    init(_ interval: ClosedRange<Double>, degree: Int) {
        let (middle, half) = (
            (interval.lowerBound + interval.upperBound) / 2, (interval.upperBound - interval.lowerBound) / 2
        )
        nodes = (0...degree).map { index in
            switch index {
            case 0: interval.lowerBound
            case degree: interval.upperBound
            default: middle - half * Elementary.cosine(.pi * Double(index) / Double(degree))
            }
        }
    }

    /// Writes the factors of the values in the polynomial's value at a place: barycentric weights, with a sum of 1.
    func writeWeights(at place: Double, into target: UnsafeMutablePointer<Double>) {
        var sum = 0.0
        for (index, node) in nodes.enumerated() {
            if place == node {
                target.update(repeating: 0, count: nodes.count)
                target[index] = 1
                return
            }
            let share = index == 0 || index == degree ? 0.5 : 1
            let weight = (index.isMultiple(of: 2) ? share : -share) / (place - node)
            target[index] = weight
            sum += weight
        }
        for index in nodes.indices { target[index] /= sum }
    }

    /// The sizes of the polynomial's coefficients in Chebyshev's basis, by degree.
    ///
    /// - Parameters:
    ///   - values: those at the points.
    ///   - first: the degree of the first coefficient that is wanted.
    static func coefficients(_ values: [SIMD4<Double>], from first: Int = 0) -> [SIMD4<Double>] {
        let degree = values.count - 1
        let cosines = (0...degree).map { Elementary.cosine(.pi * Double($0) / Double(degree)) }
        return (first...degree).map { number in
            var sum = SIMD4<Double>()
            for (index, value) in values.enumerated() {
                // cos is even, and its period is twice the degree here.
                let turn = (number * index) % (2 * degree)
                let cosine = cosines[min(turn, 2 * degree - turn)]
                sum += (index == 0 || index == degree ? 0.5 : 1) * cosine * value
            }
            sum *= (number == 0 || number == degree ? 1 : 2) / Double(degree)
            return sum.replacing(with: -sum, where: sum .< 0)
        }
    }
}
