/// Counts of the patterns of all sequences together, none of which crosses from one sequence to the next.
///
/// Every step of `PatternSteps` has its own numbering of pairs, shared by all sequences. A sequence's patterns are
/// counted locally first, so that only its distinct ones touch these large tables.
struct PooledPatterns: Sendable {
    private let steps: PatternSteps
    private var numberings: [PairNumbering]
    private(set) var windows = 0
    private(set) var nextWindows = 0
    /// Global numbers of the present sequence's local classes; empty while the classes are the items themselves.
    private var globals: [UInt32] = []
    private var nextGlobals: [UInt32] = []
    private var parts: [UInt32] = []

    init(m: Int) {
        steps = PatternSteps(m: m)
        numberings = steps.steps.indices.map { [steps] in PairNumbering(isCounting: steps.isCounted($0)) }
    }

    /// Memory of the patterns so far.
    var bytes: Int { numberings.reduce(0) { $0 + $1.bytes } }

    mutating func beginSequence() {
        globals.removeAll(keepingCapacity: true)
    }

    mutating func keepParts(_ classes: UnsafeBufferPointer<UInt32>) {
        parts.removeAll(keepingCapacity: true)
        parts.append(contentsOf: classes)
    }

    mutating func add(_ table: borrowing PatternTable, offset: Int, step: Int) {
        nextGlobals.removeAll(keepingCapacity: true)
        let areItems = globals.isEmpty
        for number in 0..<table.distinct {
            let position = Int(table.positions[number])
            let first = parts[position]
            let second = parts[position + offset]
            let key =
                areItems
                ? PairNumbering.key(first, second)
                : PairNumbering.key(globals[Int(first)], globals[Int(second)])
            nextGlobals.append(numberings[step].add(key, count: UInt64(table.counts[number])))
        }
        swap(&globals, &nextGlobals)
        let total = (0..<table.distinct).reduce(0) { $0 + Int(table.counts[$1]) }
        if step == steps.steps.count - 2 { windows += total }
        if step == steps.steps.count - 1 { nextWindows += total }
    }

    /// Adds the patterns of other sequences over the same item numbers.
    mutating func merge(_ other: PooledPatterns) {
        var translation: [UInt32]?
        for (step, numbering) in other.numberings.enumerated() {
            var next: [UInt32] = []
            next.reserveCapacity(numbering.keys.count)
            for (number, key) in numbering.keys.enumerated() {
                var key = key
                if let translation {
                    key = PairNumbering.key(
                        translation[Int(key >> 32)],
                        translation[Int(truncatingIfNeeded: key & 0xFFFF_FFFF)]
                    )
                }
                next.append(numberings[step].add(key, count: numbering.count(of: number)))
            }
            translation = next
        }
        windows += other.windows
        nextWindows += other.nextWindows
    }

    func entropy() -> ApproximateEntropy {
        let counts = numberings.suffix(2).map(\.patternsByCount)
        return ApproximateEntropy(
            phi: CountLogarithms.phi(patternsByCount: counts[0], windows: windows),
            nextPhi: CountLogarithms.phi(patternsByCount: counts[1], windows: nextWindows),
            windows: windows,
            nextWindows: nextWindows
        )
    }
}
