import Dispatch
import Synchronization
import TemporaryStorage

/// One thread's share of a dataset. It measures batches one after another on a queue of its own.
///
/// `@unchecked`: `entropy` is touched only by blocks on the serial `queue`; `finish` reads it in such a block too.
final class EntropyWorker: @unchecked Sendable {
    private let queue = DispatchQueue(label: "entropy", qos: .userInitiated)
    private var entropy: DatasetEntropy
    private let waiting = Atomic<Int>(0)
    private let lastBytes: Atomic<Int>
    private let lastFailure = Mutex<SpillFile.Failure?>(nil)
    /// Measured batches, whose memory is reused.
    private let measured = Mutex<[SequenceBatch]>([])

    init(_ entropy: DatasetEntropy) {
        self.entropy = entropy
        lastBytes = Atomic(entropy.bytes)
    }

    /// Number of batches that are not measured yet.
    var waitingBatches: Int { waiting.load(ordering: .relaxed) }

    /// Memory that grows with the dataset, in bytes, after the last measured batch.
    var bytes: Int { lastBytes.load(ordering: .relaxed) }

    var storageFailure: SpillFile.Failure? { lastFailure.withLock { $0 } }

    /// - Returns: An empty batch.
    func add(_ batch: SequenceBatch) -> SequenceBatch {
        waiting.add(1, ordering: .relaxed)
        queue.async { [self] in
            entropy.add(batch)
            measured.withLock { $0.append(batch) }
            lastBytes.store(entropy.bytes, ordering: .relaxed)
            if let failure = entropy.storageFailure { lastFailure.withLock { $0 = failure } }
            waiting.subtract(1, ordering: .relaxed)
        }
        var empty = measured.withLock { $0.popLast() } ?? SequenceBatch()
        empty.removeAll()
        return empty
    }

    /// Waits until all batches are measured.
    func finish() -> DatasetEntropy { queue.sync { entropy } }
}
