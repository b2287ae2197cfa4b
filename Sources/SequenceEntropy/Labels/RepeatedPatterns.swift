/// ApEn of label sequences at r = 0, looking only at windows that can occur twice: O(n log m), no allocation per sequence.
///
/// Φ^m = (1/K) Σ c·ln c − ln K has nothing to add for a pattern that occurs once. A window can occur twice only if both
/// windows that it is joined of do, and a single item only if the sequence may repeat it. In the logs of recommenders few
/// items do, so most windows are never hashed.
struct RepeatedPatterns: Sendable {
    private let m: Int
    private let steps: PatternSteps
    private var table = PatternTable()
    private let logarithms = CountLogarithms()
    /// Windows that may occur twice, in order: where they begin, what they are joined of, and their patterns' numbers.
    private var places: [UInt32] = []
    private var keys: [UInt64] = []
    private var numbers: [UInt32] = []

    init(m: Int) {
        self.m = m
        steps = PatternSteps(m: m)
    }

    /// - Parameter marks: Of each item: 0 where the sequence surely has it nowhere else, else 1.
    mutating func entropy(
        of sequence: UnsafeBufferPointer<UInt32>,
        marks: UnsafeBufferPointer<UInt8>
    ) -> ApproximateEntropy {
        let length = sequence.count
        guard length > m, let items = sequence.baseAddress, let marks = marks.baseAddress else {
            return entropy(allDistinct: length)
        }
        if places.count < length {
            let capacity = length + length / 2
            places = Array(repeating: 0, count: capacity)
            keys = Array(repeating: 0, count: capacity)
            numbers = Array(repeating: 0, count: capacity)
        }
        var (phi, nextPhi) = (0.0, 0.0)
        places.withUnsafeMutableBufferPointer { places in
            keys.withUnsafeMutableBufferPointer { keys in
                numbers.withUnsafeMutableBufferPointer { numbers in
                    guard let places = places.baseAddress, let keys = keys.baseAddress,
                        let numbers = numbers.baseAddress
                    else { return }
                    var candidates = 0
                    for index in 0..<steps.steps.count {
                        let step = steps.steps[index]
                        let windows = length - step.length + 1
                        if index == 0 {
                            candidates = Self.gather(items, marks, step.offset, windows, places, keys)
                        } else {
                            candidates = table.keepRepeated(candidates, places, numbers)
                            candidates = Self.join(candidates, step.offset, places, numbers, keys)
                        }
                        phi = nextPhi
                        if candidates > 1 {
                            table.count(keys, count: candidates, numbers: numbers)
                            nextPhi = logarithms.phi(of: &table, windows: windows)
                        } else {
                            candidates = 0
                            nextPhi = logarithms.phi(allDistinct: windows)
                        }
                    }
                }
            }
        }
        return ApproximateEntropy(phi: phi, nextPhi: nextPhi, windows: length - m + 1, nextWindows: length - m)
    }

    /// Of a sequence no two of whose items are equal, so that each window matches itself alone: Φ^m = −ln K.
    func entropy(allDistinct length: Int) -> ApproximateEntropy {
        let (windows, nextWindows) = (max(0, length - m + 1), max(0, length - m))
        return ApproximateEntropy(
            phi: logarithms.phi(allDistinct: windows),
            nextPhi: logarithms.phi(allDistinct: nextWindows),
            windows: windows,
            nextWindows: nextWindows
        )
    }

    /// The windows both of whose items are marked. - Returns: How many there are.
    @inline(__always)
    private static func gather(
        _ items: UnsafePointer<UInt32>,
        _ marks: UnsafePointer<UInt8>,
        _ offset: Int,
        _ windows: Int,
        _ places: UnsafeMutablePointer<UInt32>,
        _ keys: UnsafeMutablePointer<UInt64>
    ) -> Int {
        var count = 0
        for place in 0..<windows {
            places[count] = UInt32(truncatingIfNeeded: place)
            keys[count] = UInt64(items[place]) << 32 | UInt64(items[place &+ offset])
            // Without a branch, which no processor could foretell.
            count &+= Int(marks[place] & marks[place &+ offset])
        }
        return count
    }

    /// The windows that two of the present ones make, `offset` items apart. - Returns: How many there are.
    private static func join(
        _ candidates: Int,
        _ offset: Int,
        _ places: UnsafeMutablePointer<UInt32>,
        _ numbers: UnsafePointer<UInt32>,
        _ keys: UnsafeMutablePointer<UInt64>
    ) -> Int {
        var (count, second) = (0, 0)
        for first in 0..<candidates {
            let end = places[first] &+ UInt32(truncatingIfNeeded: offset)
            while second < candidates, places[second] < end { second += 1 }
            guard second < candidates else { break }
            guard places[second] == end else { continue }
            keys[count] = UInt64(numbers[first]) << 32 | UInt64(numbers[second])
            // What is overwritten lies at or before `first`, and `second` is not before it.
            places[count] = places[first]
            count += 1
        }
        return count
    }
}

extension PatternTable {
    /// Of the windows counted last, those whose pattern occurs twice. - Returns: How many there are.
    fileprivate func keepRepeated(
        _ candidates: Int,
        _ places: UnsafeMutablePointer<UInt32>,
        _ numbers: UnsafeMutablePointer<UInt32>
    ) -> Int {
        counts.withUnsafeBufferPointer { counts in
            var count = 0
            for candidate in 0..<candidates {
                let number = numbers[candidate]
                places[count] = places[candidate]
                numbers[count] = number
                count &+= counts[Int(number)] > 1 ? 1 : 0
            }
            return count
        }
    }
}
