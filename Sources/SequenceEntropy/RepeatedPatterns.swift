/// ApEn of label sequences at r = 0, looking only at windows that can occur twice: O(n log m), no allocation per sequence.
///
/// Φ^m = (1/K) Σ c·ln c − ln K has nothing to add for a pattern that occurs once. A window can occur twice only if both
/// windows that it is joined of do, and a single item only if the sequence repeats it. In the logs of recommenders few
/// items do, so most windows are never hashed.
struct RepeatedPatterns: Sendable {
    /// In place of the class of a window that occurs once.
    private static let single = UInt32.max

    private let m: Int
    private let steps: PatternSteps
    private var table = PatternTable()
    private var logs = CountLogarithms()
    /// Class of each window of the last step, or `single`.
    private var classes: [UInt32] = []
    /// Windows that may occur twice, and the pairs of classes that they are.
    private var places: [UInt32] = []
    private var keys: [UInt64] = []
    private var numbers: [UInt32] = []

    init(m: Int) {
        self.m = m
        steps = PatternSteps(m: m)
    }

    /// - Parameter repeats: Of each item: 1 where the sequence has it elsewhere too, else 0.
    mutating func entropy(
        of sequence: UnsafeBufferPointer<UInt32>,
        repeats: UnsafeBufferPointer<UInt8>
    ) -> ApproximateEntropy {
        let length = sequence.count
        guard length >= m else { return ApproximateEntropy(allDistinct: length, m: m) }
        if classes.count < length {
            let capacity = length + length / 2
            classes = Array(repeating: 0, count: capacity)
            places = Array(repeating: 0, count: capacity)
            keys = Array(repeating: 0, count: capacity)
            numbers = Array(repeating: 0, count: capacity)
        }
        classes.withUnsafeMutableBufferPointer { classes in
            for place in 0..<length { classes[place] = repeats[place] == 0 ? Self.single : sequence[place] }
        }
        // An item with the number that stands for «single» is a label like any other, but no table is that large.
        var phis = (phi: 0.0, nextPhi: 0.0)
        for (index, step) in steps.steps.enumerated() {
            let windows = length - step.length + 1
            guard windows > 0 else { break }
            let candidates = gather(windows: windows, offset: step.offset)
            table.count(keys, count: candidates, numbers: &numbers)
            if steps.isCounted(index) {
                phis.phi = phis.nextPhi
                phis.nextPhi = logs.phi(of: table, windows: windows)
            }
            if index + 1 < steps.steps.count { classify(candidates: candidates, windows: windows) }
        }
        let nextWindows = length - m
        return ApproximateEntropy(
            phi: nextWindows > 0 ? phis.phi : phis.nextPhi,
            nextPhi: nextWindows > 0 ? phis.nextPhi : 0,
            windows: nextWindows + 1,
            nextWindows: nextWindows
        )
    }

    /// Gathers the windows both of whose parts occur twice. - Returns: How many there are.
    private mutating func gather(windows: Int, offset: Int) -> Int {
        classes.withUnsafeBufferPointer { classes in
            places.withUnsafeMutableBufferPointer { places in
                keys.withUnsafeMutableBufferPointer { keys in
                    var count = 0
                    for place in 0..<windows {
                        let (first, second) = (classes[place], classes[place &+ offset])
                        places[count] = UInt32(truncatingIfNeeded: place)
                        keys[count] = UInt64(first) << 32 | UInt64(second)
                        // Without a branch, which no processor could foretell.
                        count &+= (first == Self.single ? 0 : 1) & (second == Self.single ? 0 : 1)
                    }
                    return count
                }
            }
        }
    }

    /// Gives each window the number of its pattern, and those that occur once after all `single`.
    private mutating func classify(candidates: Int, windows: Int) {
        classes.withUnsafeMutableBufferPointer { classes in
            for place in 0..<windows { classes[place] = Self.single }
            for candidate in 0..<candidates {
                let number = numbers[candidate]
                if table.counts[Int(number)] > 1 { classes[Int(places[candidate])] = number }
            }
        }
    }
}
