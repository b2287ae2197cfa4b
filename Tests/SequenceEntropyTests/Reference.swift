import Foundation
import ResourceMetering

@testable import SequenceEntropy

/// The definitions, written as they are stated, without regard to speed.
enum Reference {
    /// Φ^m − Φ^(m+1) over all pairs of windows. No window crosses from one sequence to the next.
    static func signedEntropy(_ sequences: [[Double]], m: Int, r: Double) -> Double {
        func phi(_ length: Int) -> Double {
            let windows = windows(of: sequences, length)
            guard !windows.isEmpty else { return 0 }
            let logs = windows.map { window in
                let matches = windows.count { zip($0, window).allSatisfy { areNear($0, $1, r) } }
                return log(Double(matches) / Double(windows.count))
            }
            return logs.reduce(0, +) / Double(windows.count)
        }
        return phi(m) - phi(m + 1)
    }

    /// Whether two values are within r. Integers are exact. A difference of decimals is allowed what rounding adds to it.
    static func areNear(_ first: Double, _ second: Double, _ r: Double) -> Bool {
        let areIntegers = first == first.rounded() && second == second.rounded()
        return abs(first - second) <= r + 4 * 0x1p-53 * (areIntegers ? r : max(r, abs(first), abs(second)))
    }

    static func windows<Item>(of sequences: [[Item]], _ length: Int) -> [[Item]] {
        sequences.flatMap { sequence in
            (0..<max(0, sequence.count - length + 1)).map { Array(sequence[$0..<$0 + length]) }
        }
    }

    /// How many distinct keys occur c times, by c, for c ≥ `least`.
    static func countsOfCounts<Key: Hashable>(_ keys: some Sequence<Key>, least: Int = 2) -> [Int: Int] {
        let counts = Dictionary(keys.map { ($0, 1) }, uniquingKeysWith: +)
        return Dictionary(counts.values.filter { $0 >= least }.map { ($0, 1) }, uniquingKeysWith: +)
    }

    /// ΣΛ of the Lempel-Ziv parse, with a set of substrings.
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

extension ApproximateEntropy {
    /// The entropy of one label sequence. All items are marked, so nothing depends on the repeat filter.
    init(ofLabels labels: [UInt32], m: Int) {
        let patterns = RepeatedPatterns(m: m)
        let marks = [UInt8](repeating: 1, count: labels.count)
        var scratch = WindowScratch()
        var tally = WorkTally(WorkMeter())
        self = labels.withUnsafeBufferPointer { labels in
            marks.withUnsafeBufferPointer {
                patterns.entropy(of: labels, marks: $0, scratch: &scratch, tally: &tally)
            }
        }
    }

    init(ofValues values: [Double], m: Int, r: Double, jobs: Int = 1) {
        let windows = ToleranceWindows(m: m, r: r, pool: ThreadPool(threads: jobs), meter: WorkMeter())
        self = values.withUnsafeBufferPointer { windows.entropy(of: $0) }
    }
}

extension DatasetEntropy {
    mutating func add(_ sequence: [UInt32], values: [Double]? = nil, withIntegers: Bool = false) {
        sequence.withUnsafeBufferPointer { items in
            let integers = withIntegers ? items : nil
            guard let values else { return add(items, integers: integers) }
            values.withUnsafeBufferPointer { add(items, values: $0, integers: integers) }
        }
    }

    /// The summary for the first pattern length.
    func summary(short: ShortPolicy = .exclude) -> EntropySummary { summaries(short: short)[0] }
}

extension ParallelEntropy {
    func add(_ sequence: [UInt32], values: [Double]? = nil, withIntegers: Bool = false) {
        sequence.withUnsafeBufferPointer { items in
            let integers = withIntegers ? items : nil
            guard let values else { return add(items, integers: integers) }
            values.withUnsafeBufferPointer { add(items, values: $0, integers: integers) }
        }
    }
}
