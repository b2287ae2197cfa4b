import Dispatch
import Synchronization
import TemporaryStorage

/// A thread's share of a dataset: batches are measured one after another on a queue of its own.
///
/// `@unchecked`: only blocks on the serial `queue` touch `entropy`, and `finish` does so from one of them.
final class EntropyWorker: @unchecked Sendable {
    private let queue = DispatchQueue(label: "entropy", qos: .userInitiated)
    private var entropy: EntropySweep
    private let waiting = Atomic<Int>(0)
    private let lastBytes: Atomic<Int>
    private let lastFailure = Mutex<SpillFile.Failure?>(nil)
    /// Empty batches, for their memory.
    private let used = Mutex<[SequenceBatch]>([])

    init(_ entropy: EntropySweep) {
        self.entropy = entropy
        lastBytes = Atomic(entropy.bytes)
    }

    /// Batches that are not measured yet.
    var waitingBatches: Int { waiting.load(ordering: .relaxed) }

    /// Memory that grows with the dataset, in bytes, after the last batch.
    var bytes: Int { lastBytes.load(ordering: .relaxed) }

    var storageFailure: SpillFile.Failure? { lastFailure.withLock { $0 } }

    /// - Returns: An empty batch.
    func add(_ batch: SequenceBatch) -> SequenceBatch {
        run { [self] entropy in
            entropy.add(batch)
            used.withLock { $0.append(batch) }
        }
        var empty = used.withLock { $0.popLast() } ?? SequenceBatch()
        empty.removeAll()
        return empty
    }

    /// Has a piece of work done after those before it.
    func run(_ work: @escaping @Sendable (inout EntropySweep) -> Void) {
        waiting.add(1, ordering: .relaxed)
        queue.async { [self] in
            work(&entropy)
            lastBytes.store(entropy.bytes, ordering: .relaxed)
            if let failure = entropy.storageFailure { lastFailure.withLock { $0 = failure } }
            waiting.subtract(1, ordering: .relaxed)
        }
    }

    /// The figures of all batches, after the last one.
    func finish() -> EntropySweep { queue.sync { entropy } }
}
