/// A compensated sum. Its error does not grow with the number of terms.
///
/// Neumaier, «Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen», ZAMM 54 (1974).
struct NeumaierSum: Sendable {
    private var sum = 0.0
    private var compensation = 0.0

    var value: Double { sum + compensation }

    mutating func add(_ term: Double) {
        let next = sum + term
        // The addition lost the low-order bits of the smaller summand.
        compensation += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
        sum = next
    }
}
