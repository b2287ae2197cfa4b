import Foundation
import Testing

@testable import LawFitting

@Suite("Student's t")
struct StudentTTests {
    /// NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2, critical values to 3 decimals: one-sided
    /// probability 0.90, 0.95, 0.975, 0.99, 0.995, 0.999.
    static let table: [(degrees: Double, values: [Double])] = [
        (1, [3.078, 6.314, 12.706, 31.821, 63.657, 318.309]),
        (2, [1.886, 2.920, 4.303, 6.965, 9.925, 22.327]),
        (3, [1.638, 2.353, 3.182, 4.541, 5.841, 10.215]),
        (4, [1.533, 2.132, 2.776, 3.747, 4.604, 7.173]),
        (5, [1.476, 2.015, 2.571, 3.365, 4.032, 5.893]),
        (10, [1.372, 1.812, 2.228, 2.764, 3.169, 4.144]),
        (18, [1.330, 1.734, 2.101, 2.552, 2.878, 3.610]),
        (19, [1.328, 1.729, 2.093, 2.539, 2.861, 3.579]),
        (30, [1.310, 1.697, 2.042, 2.457, 2.750, 3.385]),
        (100, [1.290, 1.660, 1.984, 2.364, 2.626, 3.174]),
    ]

    @Test("quantiles agree with the published table", arguments: table)
    func agreesWithTable(_ row: (degrees: Double, values: [Double])) {
        for (probability, expected) in zip([0.90, 0.95, 0.975, 0.99, 0.995, 0.999], row.values) {
            let quantile = StudentT.quantile(level: 2 * probability - 1, degreesOfFreedom: row.degrees)
            #expect(abs(quantile - expected) <= 0.00051)
        }
    }

    /// For four degrees of freedom P(|T| ≤ t) = q·(3 − q²)/2 with q = t/√(4 + t²).
    @Test("the tail has its closed form at four degrees of freedom", arguments: [1e-6, 0.1, 1, 2.776, 10, 1e4])
    func fourDegrees(_ t: Double) {
        let q = t / (4 + t * t).squareRoot()
        let tail = StudentT.twoSidedTail(t, degreesOfFreedom: 4)
        #expect(abs(tail - (1 - q * (3 - q * q) / 2)) <= 1e-13)
    }

    @Test("the quantile inverts the tail", arguments: [1.0, 2, 3, 4, 7, 19, 96, 994, 1e5])
    func inverse(_ degrees: Double) {
        for level in [1e-9, 0.01, 0.3, 0.5, 0.8, 0.95, 0.99, 0.9999, 0.999_999_999] {
            let t = StudentT.quantile(level: level, degreesOfFreedom: degrees)
            let tail = StudentT.twoSidedTail(t, degreesOfFreedom: degrees)
            #expect(abs(tail - (1 - level)) <= 1e-9 * (1 - level) + 1e-15, "\(level) at \(degrees)")
        }
    }
}
