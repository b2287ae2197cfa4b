import InteractionLog
import JSONText
import SequenceEntropy

/// What the service does with a log: figures and fingerprint.
struct Sink: SequenceConsumer {
    private let options: EntropyOptions
    private(set) var entropy: DatasetEntropy
    private(set) var fingerprint = DatasetFingerprint()
    private(set) var tokens = 0
    private var scratch: [UInt8] = []

    init(options: EntropyOptions) {
        self.options = options
        entropy = DatasetEntropy(options: options)
    }

    mutating func user(_ sequence: UnsafeBufferPointer<UInt32>, items: Vocabulary) {
        tokens += sequence.count
        fingerprint.add(sequence, items: items, scratch: &scratch)
        entropy.add(sequence)
    }

    mutating func restart() { self = Sink(options: options) }

    mutating func member(_ name: String, _ value: JSONValue) {}
}
