import InteractionLog
import JSONText
import SequenceEntropy

/// Measures a log and computes its fingerprint, as the service does.
struct Sink: SequenceConsumer {
    private let options: EntropyOptions
    private(set) var entropy: DatasetEntropy
    private(set) var fingerprint = DatasetFingerprint()
    private(set) var tokens = 0
    private var scratch: [UInt8] = []

    init(options: EntropyOptions) {
        self.options = options
        entropy = DatasetEntropy(options)
    }

    mutating func user(_ sequence: UserSequence) {
        tokens += sequence.count
        fingerprint.add(sequence, scratch: &scratch)
        entropy.add(sequence.items)
    }

    mutating func restart() { self = Sink(options: options) }

    mutating func member(_ name: String, _ value: JSONValue) {}
}
