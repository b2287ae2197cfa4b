import Dispatch
import Synchronization

/// Some work that one thread hands over to another.
public protocol SharedBatch: Sendable {
    init()
    /// Memory in bytes.
    var bytes: Int { get }
    /// Empties the batch, and keeps its memory for the next work.
    mutating func removeAll()
}

/// What a thread needs to work on batches, and what it has got from them so far.
public protocol BatchWorker: Sendable {
    associatedtype Batch: SharedBatch
    associatedtype Failure: Error = Never

    /// Memory that grows with the work, in bytes.
    var bytes: Int { get }
    /// The first failure; nil if there was none.
    var failure: Failure? { get }
    mutating func work(on batch: Batch)
}

extension BatchWorker where Failure == Never {
    public var failure: Never? { nil }
}

/// Batches that spare threads work on, each thread with a worker of its own.
///
/// One thread adds batches and takes what is left and the workers. It waits for others only when it takes the workers.
public final class BatchQueue<Worker: BatchWorker>: SharedWork {
    public typealias Batch = Worker.Batch

    /// An object, so that no thread copies the worker by chance.
    private final class Lane: Sendable {
        let number: Int
        /// Only the thread that took the lane uses it.
        nonisolated(unsafe) var worker: Worker

        init(number: Int, worker: Worker) { (self.number, self.worker) = (number, worker) }
    }

    private struct State {
        var waiting: [Batch] = []
        /// Batches that are done, whose memory is reused.
        var emptied: [Batch] = []
        var idle: [Lane] = []
        /// For each lane: its memory after the last batch, in bytes.
        var laneBytes: [Int] = []
        var failure: Worker.Failure?
    }

    private let empty: Worker
    private let mostWaiting: Int
    private let threads: any SpareThreads
    private let state = Mutex(State())
    private let helpers = DispatchGroup()

    /// - Parameters:
    ///   - empty: What each worker begins as.
    ///   - mostWaiting: Batches that may wait for a thread. They keep threads busy while the adding thread fills the next one.
    public init(_ empty: Worker, mostWaiting: Int, threads: any SpareThreads) {
        self.empty = empty
        self.mostWaiting = mostWaiting
        self.threads = threads
    }

    /// Memory in bytes, without that of batches which threads work on.
    public var bytes: Int {
        state.withLock { state in
            let batches = (state.waiting + state.emptied).reduce(0) { $0 + $1.bytes }
            return state.laneBytes.reduce(batches, +)
        }
    }

    public var failure: Worker.Failure? { state.withLock { $0.failure } }

    /// Takes a full batch.
    ///
    /// - Returns: An empty batch to fill, and the one that the caller must work on because too many wait.
    public func exchange(_ batch: Batch) -> (empty: Batch, rest: Batch?) {
        let rest = state.withLock { state in
            state.waiting.append(batch)
            return state.waiting.count > mostWaiting ? state.waiting.removeFirst() : nil
        }
        threads.offer(self)
        return (state.withLock { $0.emptied.popLast() } ?? Batch(), rest)
    }

    /// The batches that no thread has taken.
    public func takeWaiting() -> [Batch] {
        state.withLock { state in
            defer { state.waiting.removeAll() }
            return state.waiting
        }
    }

    /// Waits until no thread works, and returns all workers. The next batch is given to a new one.
    public func takeWorkers() -> [Worker] {
        helpers.wait()
        return state.withLock { state in
            defer {
                state.idle.removeAll()
                state.laneBytes.removeAll()
                state.emptied.removeAll()
            }
            return state.idle.map(\.worker)
        }
    }

    public var isUrgent: Bool { false }

    /// Works on a batch.
    public func help() -> Bool {
        let next = state.withLock { state -> (batch: Batch, lane: Lane)? in
            guard !state.waiting.isEmpty else { return nil }
            // Under the lock: who finds that nothing waits any more also finds this thread.
            helpers.enter()
            let batch = state.waiting.removeFirst()
            if let lane = state.idle.popLast() { return (batch, lane) }
            state.laneBytes.append(0)
            return (batch, Lane(number: state.laneBytes.count - 1, worker: empty))
        }
        guard case (var batch, let lane)? = next else { return false }
        defer { helpers.leave() }
        lane.worker.work(on: batch)
        batch.removeAll()
        let (bytes, failure) = (lane.worker.bytes, lane.worker.failure)
        state.withLock { state in
            state.emptied.append(batch)
            state.laneBytes[lane.number] = bytes
            state.failure = state.failure ?? failure
            state.idle.append(lane)
        }
        return true
    }
}
