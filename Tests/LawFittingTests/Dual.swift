import Foundation

/// A value with its derivatives by up to 16 parameters, for exact Jacobians by forward-mode differentiation.
struct Dual {
    var value: Double
    var slope: SIMD16<Double>

    init(_ value: Double, _ slope: SIMD16<Double> = SIMD16()) {
        self.value = value
        self.slope = slope
    }

    /// The parameter of an index.
    static func parameter(_ index: Int, _ value: Double) -> Dual {
        var slope = SIMD16<Double>()
        slope[index] = 1
        return Dual(value, slope)
    }

    static func + (a: Dual, b: Dual) -> Dual { Dual(a.value + b.value, a.slope + b.slope) }
    static func - (a: Dual, b: Dual) -> Dual { Dual(a.value - b.value, a.slope - b.slope) }
    static func * (a: Dual, b: Dual) -> Dual { Dual(a.value * b.value, a.slope * b.value + b.slope * a.value) }
    static func / (a: Dual, b: Dual) -> Dual {
        let quotient = a.value / b.value
        return Dual(quotient, (a.slope - b.slope * quotient) / b.value)
    }
    static func + (a: Dual, b: Double) -> Dual { Dual(a.value + b, a.slope) }
    static func + (a: Double, b: Dual) -> Dual { Dual(a + b.value, b.slope) }
    static func - (a: Double, b: Dual) -> Dual { Dual(a - b.value, -b.slope) }
    static func * (a: Dual, b: Double) -> Dual { Dual(a.value * b, a.slope * b) }
    static func * (a: Double, b: Dual) -> Dual { b * a }
    static func / (a: Double, b: Dual) -> Dual { Dual(a) / b }
    static prefix func - (a: Dual) -> Dual { Dual(-a.value, -a.slope) }

    var exponential: Dual { Dual(exp(value), slope * exp(value)) }
    var logarithm: Dual { Dual(log(value), slope / value) }
    var sine: Dual { Dual(sin(value), slope * cos(value)) }
    var cosine: Dual { Dual(cos(value), slope * -sin(value)) }
    var arcTangent: Dual { Dual(atan(value), slope / (1 + value * value)) }
    var square: Dual { self * self }

    func power(_ exponent: Dual) -> Dual { (exponent * logarithm).exponential }
}
