import ResourceMetering

/// The statistics of the sequences, one by one, for one pattern length and one tolerance.
struct PatternStatistics: Sendable {
    let m: Int
    private let r: Double

    private(set) var undefined = 0
    private(set) var zero = 0
    private(set) var negative = 0
    /// Number of windows of m items.
    private(set) var windows = 0
    /// Number of windows of m + 1 items.
    private(set) var nextWindows = 0
    /// ApEn of the sequences for which it is defined.
    private(set) var entropies = ValueHistogram()
    /// Σ |S|/ApEn(S).
    private(set) var perSequence = ExactSum()

    private let repeated: RepeatedPatterns
    private let tolerance: ToleranceWindows

    init(m: Int, r: Double, pool: ThreadPool, meter: WorkMeter) {
        self.m = m
        self.r = r
        repeated = RepeatedPatterns(m: m)
        tolerance = ToleranceWindows(m: m, r: r, pool: pool, meter: meter)
    }

    /// Statistics that were made elsewhere.
    init(_ part: EntropyPart, m: Int, r: Double, pool: ThreadPool, meter: WorkMeter) {
        self.init(m: m, r: r, pool: pool, meter: meter)
        for (length, count) in part.lengths {
            windows += max(0, length - m + 1) * count
            nextWindows += max(0, length - m) * count
            if length <= m { undefined += count }
        }
        for (entropy, count) in part.entropies { entropies.add(entropy, count: count) }
        zero = part.entropies[0] ?? 0
        negative = part.negative
        perSequence = ExactSum(digits: part.perSequence) ?? ExactSum()
    }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int { entropies.bytes }

    /// - Parameters:
    ///   - marks: Which items may occur twice in the sequence; `nil` if none does.
    ///   - values: The values of the items, used at r > 0.
    mutating func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        marks: UnsafeBufferPointer<UInt8>?,
        values: UnsafeBufferPointer<Double>?,
        scratch: inout WindowScratch,
        tally: inout WorkTally
    ) {
        let length = sequence.count
        windows += max(0, length - m + 1)
        nextWindows += max(0, length - m)
        let entropy: ApproximateEntropy
        if r > 0, let values {
            entropy = tolerance.entropy(of: values)
        } else if let marks {
            entropy = repeated.entropy(of: sequence, marks: marks, scratch: &scratch, tally: &tally)
        } else {
            entropy = repeated.entropy(allDistinct: length)
        }
        // A stopped computation leaves a value that may not even be a number.
        if !tally.meter.isStopped { add(entropy, length: length) }
    }

    mutating func merge(_ other: PatternStatistics) {
        undefined += other.undefined
        zero += other.zero
        negative += other.negative
        windows += other.windows
        nextWindows += other.nextWindows
        entropies.merge(other.entropies)
        perSequence.merge(other.perSequence)
    }

    private mutating func add(_ entropy: ApproximateEntropy, length: Int) {
        guard entropy.isDefined else {
            undefined += 1
            return
        }
        let signed = entropy.signed
        entropies.add(signed.magnitude)
        if signed < 0 { negative += 1 }
        if signed == 0 { zero += 1 } else { perSequence.add(Double(length) / signed.magnitude) }
    }
}
