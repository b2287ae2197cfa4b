import ResourceMetering

/// ApEn of label sequences at r = 0. It looks only at windows that can occur twice: O(n log m), no allocation per sequence.
///
/// A pattern that occurs once contributes nothing to Φ^m = (1/K) Σ c·ln c − ln K. A window can occur twice only if both
/// windows that it joins occur twice, and a single item only if the filter marked it. In the logs of recommender systems few
/// items repeat, so most windows are never hashed.
struct RepeatedPatterns: Sendable {
    private let m: Int
    private let steps: PatternSteps
    private let logarithms = CountLogarithms()

    init(m: Int) {
        self.m = m
        steps = PatternSteps(m: m)
    }

    /// - Parameter marks: For each item: 0 if it certainly occurs once in the sequence, else 1.
    func entropy(
        of sequence: UnsafeBufferPointer<UInt32>,
        marks: UnsafeBufferPointer<UInt8>,
        scratch: inout WindowScratch,
        tally: inout WorkTally
    ) -> ApproximateEntropy {
        let length = sequence.count
        precondition(length <= PatternTable.mostKeys, "a sequence has fewer than 2^31 items")
        guard length > m, let items = sequence.baseAddress, let marks = marks.baseAddress else {
            return entropy(allDistinct: length)
        }
        scratch.reserve(length)
        let meter = tally.meter
        var (phi, nextPhi) = (0.0, 0.0)
        scratch.places.withUnsafeMutableBufferPointer { places in
            scratch.keys.withUnsafeMutableBufferPointer { keys in
                scratch.numbers.withUnsafeMutableBufferPointer { numbers in
                    guard let places = places.baseAddress, let keys = keys.baseAddress,
                        let numbers = numbers.baseAddress
                    else { return }
                    var candidates = 0
                    for index in 0..<steps.steps.count {
                        let step = steps.steps[index]
                        let windows = length - step.length + 1
                        if index == 0 {
                            candidates = Self.gather(items, marks, step.offset, windows, places, keys)
                            tally.spend(windows * WorkUnits.gatheredWindow)
                        } else {
                            candidates = scratch.table.keepRepeated(candidates, places, numbers)
                            candidates = Self.join(candidates, step.offset, places, numbers, keys)
                        }
                        phi = nextPhi
                        if candidates > 1 {
                            scratch.table.count(keys, count: candidates, numbers: numbers, meter: meter)
                            tally.spend(candidates * WorkUnits.countedWindow)
                            // The numbers mean nothing then, so no later step may use them.
                            if meter.isStopped { return }
                            nextPhi = logarithms.phi(of: scratch.table, windows: windows)
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

    /// The entropy of a sequence of distinct items. Each window matches only itself: Φ^m = −ln K.
    func entropy(allDistinct length: Int) -> ApproximateEntropy {
        let (windows, nextWindows) = (max(0, length - m + 1), max(0, length - m))
        return ApproximateEntropy(
            phi: logarithms.phi(allDistinct: windows),
            nextPhi: logarithms.phi(allDistinct: nextWindows),
            windows: windows,
            nextWindows: nextWindows
        )
    }

    /// Collects the windows whose two items are both marked.
    ///
    /// - Returns: How many there are.
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
            keys[count] = (UInt64(items[place]) << 32) | UInt64(items[place &+ offset])
            // No branch here, because the processor could not predict it.
            count &+= Int(marks[place] & marks[place &+ offset])
        }
        return count
    }

    /// Joins pairs of candidates that start `offset` items apart.
    ///
    /// - Returns: How many windows that gives.
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
            keys[count] = (UInt64(numbers[first]) << 32) | UInt64(numbers[second])
            // Writes in place: `count` never exceeds `first`, and entries before `first` are no longer needed.
            places[count] = places[first]
            count += 1
        }
        return count
    }
}

extension PatternTable {
    /// Keeps the windows of the last count whose pattern occurs twice.
    ///
    /// - Returns: How many there are.
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
