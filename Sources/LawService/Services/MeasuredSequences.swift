import InteractionLog
import SequenceEntropy

/// Sequences measured with one set of parameters.
struct MeasuredSequences {
    let parameters: EntropyParameters
    private(set) var entropy: DatasetEntropy
    private(set) var fingerprint = DatasetFingerprint()
    /// Sequences so far.
    private(set) var count = 0

    private var text: [UInt8] = []
    private var values: [Double] = []
    private var integers: [UInt32] = []
    /// Whether every item so far is a 32-bit unsigned integer, which the compression measure, if asked for, takes as it is.
    private var areIntegers: Bool

    init(_ parameters: EntropyParameters, memoryBytes: Int) {
        self.parameters = parameters
        areIntegers = parameters.measures.contains(.compression)
        entropy = DatasetEntropy(options: parameters.options, memory: memoryBytes)
    }

    /// Adds one user's items in time order. At r > 0 every item has a numeric value: the log's reader saw to it.
    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>, items: ItemTable) {
        count += 1
        let first = max(0, sequence.count - (parameters.maxLength ?? sequence.count))
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
}
