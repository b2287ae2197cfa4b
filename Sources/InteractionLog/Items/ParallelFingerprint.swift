public import ResourceMetering

/// `DatasetFingerprint` on several threads. It is a sum, so it is the same for any number of threads.
///
/// The adding thread collects the labels of sequences in batches. A spare thread hashes a batch; if there is none, the batch waits, and
/// the adding thread hashes it itself when too many wait. So the adding thread never waits before the end.
public final class ParallelFingerprint {
    /// Labels and sequences of a batch: enough to be worth a message to another thread.
    private static let batchSize = 1 << 16
    /// Longer sequences are hashed by the adding thread, so that no other thread needs memory for them.
    private static let longestShared = 1 << 17

    private let queue: BatchQueue<LabelHasher>
    /// Batches that may wait for a thread.
    private static let mostWaiting = 4
    private var own = DatasetFingerprint()
    private var text: [UInt8] = []
    private var batch = LabelBatch()
    private var isAlone = false

    public init(threads: any SpareThreads) {
        queue = BatchQueue(LabelHasher(), mostWaiting: Self.mostWaiting, threads: threads)
    }

    /// Memory in bytes.
    public var bytes: Int { text.capacity + batch.bytes + queue.bytes }

    /// Adds one user's sequence.
    public func add(_ sequence: UserSequence) {
        // Other labels are found in the vocabulary, which changes while the log is read.
        guard !isAlone, sequence.count <= Self.longestShared, let integers = sequence.integerLabels else {
            return own.add(sequence, scratch: &text)
        }
        batch.append(integers)
        guard batch.size >= Self.batchSize else { return }
        let (empty, rest) = queue.exchange(batch)
        batch = empty
        rest?.add(to: &own, scratch: &text)
    }

    /// The fingerprint of all sequences so far. Waits for other threads.
    public func finish() -> DatasetFingerprint {
        for batch in queue.takeWaiting() + [batch] { batch.add(to: &own, scratch: &text) }
        batch = LabelBatch()
        for hasher in queue.takeWorkers() { own.merge(hasher.fingerprint) }
        return own
    }

    /// Gives memory back, and takes little from now on: the adding thread hashes each sequence at once. The result does not change.
    public func hashAlone() {
        spill()
        isAlone = true
    }

    /// Gives memory back. The result does not change.
    public func spill() {
        _ = finish()
        text = []
    }
}

/// Labels that are integers below 2^31, of several sequences.
private struct LabelBatch: SharedBatch {
    private var labels: [UInt32] = []
    private var ends: [Int] = []

    /// Lengths count too, so that a log of empty sequences cannot make a batch grow without bound.
    var size: Int { labels.count + ends.count }

    /// Memory in bytes.
    var bytes: Int { labels.capacity * 4 + ends.capacity * 8 }

    mutating func append(_ sequence: UnsafeBufferPointer<UInt32>) {
        labels.append(contentsOf: sequence)
        ends.append(labels.count)
    }

    /// Empties the batch, and keeps its memory for the next sequences.
    mutating func removeAll() {
        labels.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    func add(to fingerprint: inout DatasetFingerprint, scratch: inout [UInt8]) {
        labels.withUnsafeBufferPointer { labels in
            var begin = 0
            for end in ends {
                fingerprint.add(UnsafeBufferPointer(rebasing: labels[begin..<end]), scratch: &scratch)
                begin = end
            }
        }
    }
}

/// What a thread has hashed.
private struct LabelHasher: BatchWorker {
    private(set) var fingerprint = DatasetFingerprint()
    private var scratch: [UInt8] = []

    var bytes: Int { scratch.capacity }

    mutating func work(on batch: LabelBatch) { batch.add(to: &fingerprint, scratch: &scratch) }
}
