import Foundation

extension [Double] {
    var sum: Double { reduce(0, +) }
    var mean: Double { isEmpty ? .nan : sum / Double(count) }
    var geometricMean: Double { exp(map { log($0) }.mean) }
    var rootMeanSquare: Double { map { $0 * $0 }.mean.squareRoot() }

    var median: Double {
        let sorted = sorted()
        if isEmpty { return .nan }
        return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2
    }

    /// √(Σ(y − ȳ)²/(n − 1)).
    var deviation: Double {
        let mean = mean
        return (map { ($0 - mean) * ($0 - mean) }.sum / Double(count - 1)).squareRoot()
    }

    /// Of the mean of independent repetitions.
    var standardErrorOfMean: Double { count > 1 ? deviation / Double(count).squareRoot() : .nan }
}

extension [Bool] {
    /// The share that is true.
    var share: Double { map { $0 ? 1.0 : 0 }.mean }
}

/// A share that was counted in independent repetitions, several times in each.
struct RepeatedShare: Sendable {
    private(set) var shares: [Double] = []

    mutating func add(_ isTrue: [Bool]) { if !isTrue.isEmpty { shares.append(isTrue.share) } }
    mutating func add(_ share: Double) { shares.append(share) }

    var value: Double { shares.mean }

    /// Of repetitions, because what is counted in one repetition depends on one fit. Shares near 0 or 1 vary too little in few
    /// repetitions, so the binomial error at `expected` with one count for each repetition bounds it from below there.
    func standardError(expecting expected: Double) -> Double {
        let counted = shares.standardErrorOfMean
        guard shares.allSatisfy({ $0 == shares.first }) else { return counted }
        return (expected * (1 - expected) / Double(max(shares.count, 1))).squareRoot()
    }
}

/// The standard error of a figure of independent repetitions by leaving each out in turn (Tukey's jackknife).
func jackknifeError(_ repetitions: Int, _ figure: (_ kept: [Int]) -> Double) -> Double {
    guard repetitions > 1 else { return .nan }
    let figures = (0..<repetitions).map { left in figure((0..<repetitions).filter { $0 != left }) }
    let mean = figures.mean
    return (Double(repetitions - 1) * figures.map { ($0 - mean) * ($0 - mean) }.mean).squareRoot()
}
