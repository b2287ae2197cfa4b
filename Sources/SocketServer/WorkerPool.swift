import Dispatch
import Synchronization

/// A fixed number of workers and a bounded queue before them.
///
/// Each worker is a serial Dispatch queue: those have threads of their own, where a concurrent queue's threads are
/// limited to the cores, whatever was asked for.
final class WorkerPool: Sendable {
    typealias Job = @Sendable () -> Void

    private struct State {
        var idleWorkers: [Int]
        /// The oldest last, so that it is taken from the end; filled from `arrived` when it is empty.
        var waiting: [Waiting] = []
        /// The newest last.
        var arrived: [Waiting] = []
        /// How many of those that wait count against the bound.
        var admissions = 0

        mutating func next() -> Job? {
            if waiting.isEmpty {
                waiting = arrived.reversed()
                arrived.removeAll(keepingCapacity: true)
            }
            guard let next = waiting.popLast() else { return nil }
            if next.isAdmission { admissions -= 1 }
            return next.job
        }
    }

    private struct Waiting {
        var job: Job
        var isAdmission: Bool
    }

    private enum Decision {
        case refused
        case queued
        case runs(worker: Int)
    }

    private let queues: [DispatchQueue]
    private let bound: Int
    private let state: Mutex<State>

    /// - Parameter bound: How many jobs that begin a request may wait.
    init(workers: Int, bound: Int) {
        queues = (0..<max(1, workers)).map { DispatchQueue(label: "worker-\($0)", qos: .userInitiated) }
        self.bound = bound
        state = Mutex(State(idleWorkers: Array(queues.indices)))
    }

    /// Has the job done by a worker, in the order of submission.
    ///
    /// - Parameter isAdmission: Whether the job may be turned away; one that continues a request may not.
    /// - Returns: False if the queue is full.
    func submit(isAdmission: Bool, _ job: @escaping Job) -> Bool {
        let decision = state.withLock { state -> Decision in
            if let worker = state.idleWorkers.popLast() { return .runs(worker: worker) }
            if isAdmission {
                guard state.admissions < bound else { return .refused }
                state.admissions += 1
            }
            state.arrived.append(Waiting(job: job, isAdmission: isAdmission))
            return .queued
        }
        switch decision {
        case .refused: return false
        case .queued: return true
        case .runs(let worker):
            queues[worker].async { self.work(worker, first: job) }
            return true
        }
    }

    /// Does jobs until none waits.
    private func work(_ worker: Int, first: @escaping Job) {
        var job: Job? = first
        while let current = job {
            current()
            job = state.withLock { state in
                let next = state.next()
                if next == nil { state.idleWorkers.append(worker) }
                return next
            }
        }
    }
}
