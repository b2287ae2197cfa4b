import Dispatch
import ResourceMetering
import Synchronization
import TemporaryStorage

/// Batches of one dataset that threads of the pool measure, each thread into an accumulator of its own.
///
/// One thread adds sequences, and only that thread calls the members. It never waits for another before the end.
final class BatchQueue: SharedWork {
    /// Batches that may wait for each thread. They keep it busy while the adding thread fills the next or measures one.
    private static let waitingBatches = 4

    /// The accumulator of one thread. An object, so that no thread copies it by chance.
    private final class Lane: Sendable {
        let number: Int
        /// Only the thread that took the lane uses it.
        nonisolated(unsafe) var entropy: DatasetEntropy

        init(number: Int, entropy: DatasetEntropy) { (self.number, self.entropy) = (number, entropy) }
    }

    private struct State {
        var waiting: [SequenceBatch] = []
        /// Measured batches, whose memory is reused.
        var measured: [SequenceBatch] = []
        var idle: [Lane] = []
        /// For each accumulator: its memory after the last batch, in bytes.
        var laneBytes: [Int] = []
        var failure: SpillFile.Failure?
    }

    private let empty: DatasetEntropy
    private let pool: ThreadPool
    private let scratch: MeasuringScratch
    private let state = Mutex(State())
    private let helpers = DispatchGroup()

    /// - Parameter empty: What each accumulator begins as.
    init(_ empty: DatasetEntropy, pool: ThreadPool, scratch: MeasuringScratch) {
        self.empty = empty
        self.pool = pool
        self.scratch = scratch
    }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int {
        state.withLock { state in
            let batches = (state.waiting + state.measured).reduce(0) { $0 + $1.bytes }
            return state.laneBytes.reduce(batches, +)
        }
    }

    var failure: SpillFile.Failure? { state.withLock { $0.failure } }

    /// Takes a full batch.
    ///
    /// - Returns: An empty batch to fill, and the one that the caller must measure because too many wait.
    func exchange(_ batch: SequenceBatch) -> (empty: SequenceBatch, rest: SequenceBatch?) {
        let rest = state.withLock { state in
            state.waiting.append(batch)
            return state.waiting.count > Self.waitingBatches * (pool.threads - 1) ? state.waiting.removeFirst() : nil
        }
        pool.offer(self)
        return (state.withLock { $0.measured.popLast() } ?? SequenceBatch(), rest)
    }

    /// Waits until no thread measures.
    ///
    /// - Returns: The batches that no thread has taken.
    func stop() -> [SequenceBatch] {
        let rest = state.withLock { state in
            defer { state.waiting.removeAll() }
            return state.waiting
        }
        helpers.wait()
        return rest
    }

    /// The accumulators. No thread may be measuring.
    func takeAll() -> [DatasetEntropy] {
        state.withLock { state in
            defer {
                state.idle.removeAll()
                state.laneBytes.removeAll()
                state.measured.removeAll()
            }
            return state.idle.map(\.entropy)
        }
    }

    var isUrgent: Bool { false }

    /// Measures a batch.
    func help() -> Bool {
        let next = state.withLock { state -> (batch: SequenceBatch, lane: Lane)? in
            guard !state.waiting.isEmpty else { return nil }
            // Under the lock: who finds that nothing waits any more also finds this thread.
            helpers.enter()
            let batch = state.waiting.removeFirst()
            if let lane = state.idle.popLast() { return (batch, lane) }
            state.laneBytes.append(0)
            return (batch, Lane(number: state.laneBytes.count - 1, entropy: empty))
        }
        guard case (var batch, let lane)? = next else { return false }
        defer { helpers.leave() }
        scratch.withShared { lane.entropy.add(batch, scratch: &$0) }
        batch.removeAll()
        let (bytes, failure) = (lane.entropy.bytes, lane.entropy.storageFailure)
        state.withLock { state in
            state.measured.append(batch)
            state.laneBytes[lane.number] = bytes
            state.failure = state.failure ?? failure
            state.idle.append(lane)
        }
        return true
    }
}
