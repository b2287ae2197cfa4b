import InteractionLog
import ResourceMetering
import SequenceEntropy
import TemporaryStorage

/// Measures the last `maxLength` items of each sequence, for every requested pattern length.
struct LengthMeasurement {
    let parameters: EntropyParameters
    let maxLength: Int?
    /// The number of sequences so far.
    private(set) var count = 0

    private let entropy: ParallelEntropy
    private let labels: ParallelFingerprint
    private let memoryBytes: Int
    private var values: [Double] = []
    private var integers: [UInt32] = []
    /// Whether the compression measure was requested and every item so far is a 32-bit unsigned integer, its input.
    private var areIntegers: Bool
    private let meter: WorkMeter
    /// Units of work that the meter has not heard of.
    private var units = 0

    /// One measurement for each `maxLength`. They share the memory, the threads and the scratch memory.
    static func all(_ parameters: EntropyParameters, limits: MeasurementLimits, work: RequestWork)
        -> [LengthMeasurement]
    {
        var share = limits
        share.memoryBytes /= parameters.maxLength.count
        let scratch = MeasuringScratch(meter: work.meter)
        return parameters.maxLength.map {
            LengthMeasurement(parameters, maxLength: $0, limits: share, work: work, scratch: scratch)
        }
    }

    private init(
        _ parameters: EntropyParameters,
        maxLength: Int?,
        limits: MeasurementLimits,
        work: RequestWork,
        scratch: MeasuringScratch
    ) {
        meter = work.meter
        labels = ParallelFingerprint(threads: work.bounds.pool)
        // Lengths are counted one after another.
        memoryBytes = limits.memoryBytes * parameters.maxLength.count
        self.parameters = parameters
        self.maxLength = maxLength
        areIntegers = parameters.measures.includesCompression
        do {
            let options = try EntropyOptions(
                m: parameters.m,
                r: parameters.r,
                maxLength: maxLength,
                measures: parameters.measures
            )
            entropy = ParallelEntropy(options, memory: limits.memoryBytes, pool: work.bounds.pool, scratch: scratch)
        } catch {
            preconditionFailure("the parameters were checked when they were read: \(error)")
        }
    }

    /// Why patterns could not be written to a temporary file; `nil` if all could.
    var storageFailure: SpillFile.Failure? { entropy.storageFailure }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int { entropy.bytes + labels.bytes + values.capacity * 8 + integers.capacity * 4 }

    var options: EntropyOptions { entropy.options }

    /// Memory for the text and the numbers of one sequence, in bytes.
    static func copiedBytes(items: Int) -> Int { 12 * items }

    /// Gives memory back; the results stay the same.
    func spill() {
        entropy.spill()
        labels.spill()
    }

    /// Does what `spill` does, and takes no other thread from now on.
    func measureAlone() {
        entropy.measureAlone()
        labels.hashAlone()
    }

    /// Adds one user's items in time order. At r > 0, sequences with items that are not numbers are not measured; a log with
    /// such items is refused at its end.
    mutating func add(_ sequence: UserSequence) {
        count += 1
        units += 40 + sequence.count * Self.unitsPerItem
        if units > 1 << 17 {
            meter.spend(units)
            units = 0
        }
        if meter.isStopped { return }
        let tail = maxLength.map(sequence.suffix) ?? sequence
        labels.add(tail)
        areIntegers = areIntegers && tail.integers(into: &integers)
        let isNumeric = parameters.r > 0 && tail.values(into: &values)
        guard parameters.r == 0 || isNumeric else { return }
        values.withUnsafeBufferPointer { values in
            integers.withUnsafeBufferPointer { integers in
                entropy.add(tail.items, values: isNumeric ? values : nil, integers: areIntegers ? integers : nil)
            }
        }
    }

    /// The fingerprint of all sequences so far.
    var fingerprint: DatasetFingerprint { labels.finish() }

    /// Ends the measurement. Returns the mergeable summary for the first pattern length.
    func part(items: Vocabulary, short: ShortPolicy) -> DatasetPart {
        let whole = entropy.finish()
        var counts: [[UInt8]: Int] = [:]
        whole.forEachItem { item, count in counts[items.utf8(of: item)] = count }
        return DatasetPart(
            parameters: .init(
                m: parameters.m[0],
                r: parameters.r,
                maxLength: maxLength,
                short: short,
                measures: parameters.measures
            ),
            fingerprint: fingerprint,
            entropy: whole.part,
            items: counts
        )
    }

    /// With less memory, counting would take too many passes.
    private static let leastCountingBytes = 1 << 20
    /// Units of work for an item's share of the fingerprint and of the copies.
    private static let unitsPerItem = 10

    /// Ends the measurement. Returns one record for each pattern length, in the order of the parameters.
    ///
    /// - Parameters:
    ///   - short: affects only the summary, so it may have changed since the sequences were added.
    ///   - reserves: is asked for the memory of counting, and for less where it refuses.
    ///   - counted: receives the share of the pooled patterns that is counted, from time to time, up to 1.
    /// - Returns: `nil` if there is no memory for counting.
    func records(short: ShortPolicy, reserves: (Int) -> Bool, counted: (Double) -> Void) -> [DatasetRecord]? {
        let whole = entropy.finish()
        // Less memory takes more passes, but no other result.
        var counting = min(whole.countingBytes, memoryBytes / 2)
        while !reserves(counting) {
            guard counting > Self.leastCountingBytes else { return nil }
            counting /= 2
        }
        var isAdmitted = true
        let summaries = whole.summaries(
            short: short,
            countingMemory: max(counting, 1),
            counted: counted,
            admits: { bytes in
                isAdmitted = reserves(counting + bytes)
                return isAdmitted
            }
        )
        guard isAdmitted else { return nil }
        return zip(entropy.options.m, summaries).map { m, summary in
            DatasetRecord(
                m: m,
                r: parameters.r,
                maxLength: maxLength,
                short: short,
                measures: parameters.measures.sorted { $0.rawValue < $1.rawValue },
                summary: summary
            )
        }
    }
}
