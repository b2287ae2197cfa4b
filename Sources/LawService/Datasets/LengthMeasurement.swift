import InteractionLog
import SequenceEntropy
import TemporaryStorage

/// The last items of each sequence, as many as one `maxLength` says, measured for every pattern length asked for.
struct LengthMeasurement {
    let parameters: EntropyParameters
    let maxLength: Int?
    private(set) var fingerprint = DatasetFingerprint()
    /// Sequences so far.
    private(set) var count = 0

    private let entropy: ParallelEntropy
    private var text: [UInt8] = []
    private var values: [Double] = []
    private var integers: [UInt32] = []
    /// Whether every item so far is a 32-bit unsigned integer, which the compression measure, if asked for, takes as it is.
    private var areIntegers: Bool

    /// One for each `maxLength`; they share the memory.
    static func all(_ parameters: EntropyParameters, resources: MeasurementLimits) -> [LengthMeasurement] {
        var share = resources
        share.memoryBytes /= parameters.maxLength.count
        return parameters.maxLength.map { LengthMeasurement(parameters, maxLength: $0, resources: share) }
    }

    private init(_ parameters: EntropyParameters, maxLength: Int?, resources: MeasurementLimits) {
        self.parameters = parameters
        self.maxLength = maxLength
        areIntegers = parameters.measures.contains(.compression)
        do {
            entropy = try ParallelEntropy(
                m: parameters.m,
                maxLength: [maxLength],
                r: parameters.r,
                measures: parameters.measures,
                memory: resources.memoryBytes,
                jobs: resources.jobs
            )
        } catch {
            preconditionFailure("every value is checked where it is read: \(error)")
        }
    }

    /// Why patterns beyond the memory could not be kept in a temporary file; `nil` where they could.
    var storageFailure: SpillFile.Failure? { entropy.storageFailure }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int { entropy.bytes }

    /// Adds one user's items in time order. At r > 0 every item has a numeric value: the log's reader saw to it.
    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>, items: Vocabulary) {
        count += 1
        let first = max(0, sequence.count - (maxLength ?? sequence.count))
        let tail = UnsafeBufferPointer(rebasing: sequence[first...])
        fingerprint.add(tail, items: items, scratch: &text)
        areIntegers = areIntegers && items.integers(of: tail, into: &integers)
        let isNumeric = parameters.r > 0 && items.values(of: tail, into: &values)
        guard parameters.r == 0 || isNumeric else { return }
        values.withUnsafeBufferPointer { values in
            integers.withUnsafeBufferPointer { integers in
                entropy.add(tail, values: isNumeric ? values : nil, integers: areIntegers ? integers : nil)
            }
        }
    }

    /// The figures, one for each pattern length in the order of the parameters; nothing may be added any more.
    ///
    /// - Parameters:
    ///   - short: concerns the summary alone, so it may be another than when the sequences came.
    ///   - counted: is told from time to time what share of the pooled patterns is counted, up to 1.
    func records(short: ShortPolicy, counted: (Double) -> Void) -> [DatasetRecord] {
        entropy.finish().points(short: short) { (share) throws(Never) in counted(share) }.map { point in
            DatasetRecord(
                m: point.m,
                r: parameters.r,
                maxLength: maxLength,
                short: short,
                measures: parameters.measures.sorted { $0.rawValue < $1.rawValue },
                summary: point.summary
            )
        }
    }
}
