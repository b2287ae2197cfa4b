import Dispatch
import ResourceMetering
import Synchronization
import TemporaryStorage

/// Batches of one dataset that threads of the pool measure, each thread into an accumulator of its own.
///
/// One thread adds sequences, and only that thread calls the members. It never waits for another before the end.
final class BatchQueue: Sendable {
    /// Batches that may wait for each thread. They keep it busy while the adding thread fills the next or measures one.
    private static let waitingBatches = 2

    /// The accumulator of one thread.
    private struct Lane: Sendable {
        let number: Int
        var entropy: DatasetEntropy
    }

    private struct State {
        var waiting: [SequenceBatch] = []
        /// Measured batches, whose memory is reused.
        var measured: [SequenceBatch] = []
        var idle: [Lane] = []
        var running = 0
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
    /// - Returns: An empty batch to fill, and the batches that the caller must measure because no thread is free.
    func exchange(_ batch: SequenceBatch) -> (empty: SequenceBatch, own: [SequenceBatch]) {
        let isTaken = state.withLock { state in
            guard state.waiting.count < Self.waitingBatches * max(1, state.running) else { return false }
            state.waiting.append(batch)
            return true
        }
        startHelper()
        return state.withLock { state in
            var own = isTaken ? [] : [batch]
            if state.running == 0 {
                own += state.waiting
                state.waiting.removeAll()
            }
            return (state.measured.popLast() ?? SequenceBatch(), own)
        }
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

    private func startHelper() {
        let isUseful = state.withLock { state in
            guard state.running < pool.threads - 1, !state.waiting.isEmpty else { return false }
            state.running += 1
            return true
        }
        guard isUseful else { return }
        helpers.enter()
        let isStarted = pool.start { [self] in
            help()
            helpers.leave()
        }
        if !isStarted {
            state.withLock { $0.running -= 1 }
            helpers.leave()
        }
    }

    /// Measures batches until none waits, or until others need the thread.
    private func help() {
        var lane = state.withLock { state -> Lane in
            if let lane = state.idle.popLast() { return lane }
            state.laneBytes.append(0)
            return Lane(number: state.laneBytes.count - 1, entropy: empty)
        }
        while pool.isWithinBounds, let batch = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) {
            scratch.withShared { lane.entropy.add(batch, scratch: &$0) }
            let (bytes, failure) = (lane.entropy.bytes, lane.entropy.storageFailure)
            var emptied = batch
            emptied.removeAll()
            state.withLock { state in
                state.measured.append(emptied)
                state.laneBytes[lane.number] = bytes
                state.failure = state.failure ?? failure
            }
        }
        state.withLock { state in
            state.idle.append(lane)
            state.running -= 1
        }
    }
}
