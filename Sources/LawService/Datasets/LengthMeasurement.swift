import InteractionLog
import SequenceEntropy
import TemporaryStorage

/// Measures the last `maxLength` items of each sequence, for every requested pattern length.
struct LengthMeasurement {
    let parameters: EntropyParameters
    let maxLength: Int?
    private(set) var fingerprint = DatasetFingerprint()
    /// The number of sequences so far.
    private(set) var count = 0

    private let entropy: ParallelEntropy
    private var text: [UInt8] = []
    private var values: [Double] = []
    private var integers: [UInt32] = []
    /// Whether the compression measure was requested and every item so far is a 32-bit unsigned integer, its input.
    private var areIntegers: Bool

    /// One measurement for each `maxLength`. They share the memory.
    static func all(_ parameters: EntropyParameters, limits: MeasurementLimits) -> [LengthMeasurement] {
        var share = limits
        share.memoryBytes /= parameters.maxLength.count
        return parameters.maxLength.map { LengthMeasurement(parameters, maxLength: $0, limits: share) }
    }

    private init(_ parameters: EntropyParameters, maxLength: Int?, limits: MeasurementLimits) {
        self.parameters = parameters
        self.maxLength = maxLength
        areIntegers = parameters.measures.contains(.compression)
        do {
            let options = try EntropyOptions(
                m: parameters.m,
                r: parameters.r,
                maxLength: maxLength,
                measures: parameters.measures
            )
            entropy = ParallelEntropy(options, memory: limits.memoryBytes, jobs: limits.jobs)
        } catch {
            preconditionFailure("the parameters were checked when they were read: \(error)")
        }
    }

    /// Why patterns could not be written to a temporary file; `nil` if all could.
    var storageFailure: SpillFile.Failure? { entropy.storageFailure }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int { entropy.bytes }

    /// Adds one user's items in time order. At r > 0, sequences with items that are not numbers are not measured; a log with
    /// such items is refused at its end.
    mutating func add(_ sequence: UserSequence) {
        count += 1
        let tail = maxLength.map(sequence.suffix) ?? sequence
        fingerprint.add(tail, scratch: &text)
        areIntegers = areIntegers && tail.integers(into: &integers)
        let isNumeric = parameters.r > 0 && tail.values(into: &values)
        guard parameters.r == 0 || isNumeric else { return }
        values.withUnsafeBufferPointer { values in
            integers.withUnsafeBufferPointer { integers in
                entropy.add(tail.items, values: isNumeric ? values : nil, integers: areIntegers ? integers : nil)
            }
        }
    }

    /// Ends the measurement. Returns one record for each pattern length, in the order of the parameters.
    ///
    /// - Parameters:
    ///   - short: affects only the summary, so it may have changed since the sequences were added.
    ///   - counted: receives the share of the pooled patterns that is counted, from time to time, up to 1.
    func records(short: ShortPolicy, counted: (Double) -> Void) -> [DatasetRecord] {
        zip(entropy.options.m, entropy.finish().summaries(short: short, counted: counted)).map { m, summary in
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
