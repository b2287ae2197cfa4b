import Foundation

/// The definitions, written as they are stated and as slowly as that is.
enum Reference {
    /// Φ^m − Φ^(m+1) over all pairs of windows, none crossing from one sequence to the next.
    static func signedEntropy(_ sequences: [[Double]], m: Int, r: Double) -> Double {
        func phi(_ length: Int) -> Double {
            let windows = sequences.flatMap { sequence in
                (0..<max(0, sequence.count - length + 1)).map { Array(sequence[$0..<$0 + length]) }
            }
            guard !windows.isEmpty else { return 0 }
            let logs = windows.map { window in
                let matches = windows.count { zip($0, window).allSatisfy { abs($0 - $1) <= r } }
                return log(Double(matches) / Double(windows.count))
            }
            return logs.reduce(0, +) / Double(windows.count)
        }
        return phi(m) - phi(m + 1)
    }

    /// ΣΛ by a set of tuples.
    static func sumOfLengths(_ sequence: [UInt32]) -> Int {
        var known: Set<[UInt32]> = []
        var sum = 0
        for start in sequence.indices {
            var end = start + 1
            while end <= sequence.count, known.contains(Array(sequence[start..<end])) { end += 1 }
            if end <= sequence.count { known.insert(Array(sequence[start..<end])) }
            sum += end - start
        }
        return sum
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, seeded, the same everywhere.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
