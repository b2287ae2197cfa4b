import Dispatch
import Synchronization

/// A fixed number of workers with a bounded queue.
///
/// Each worker is a serial Dispatch queue, because Dispatch limits the threads of concurrent queues to the number of
/// cores.
final class WorkerPool: Sendable {
    typealias Job = @Sendable () -> Void

    private struct State {
        var idleWorkers: [Int]
        /// The queue as two stacks: jobs are appended to `arrived` and taken from the end of `waiting`. When `waiting`
        /// is empty, it becomes the reverse of `arrived`.
        var waiting: [Waiting] = []
        var arrived: [Waiting] = []
        /// The number of waiting jobs that count against the limit.
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
    private let queueLimit: Int
    private let state: Mutex<State>

    /// - Parameter queueLimit: the number of jobs that may wait, of those that begin a request.
    init(workers: Int, queueLimit: Int) {
        queues = (0..<max(1, workers)).map { DispatchQueue(label: "worker-\($0)", qos: .userInitiated) }
        self.queueLimit = queueLimit
        state = Mutex(State(idleWorkers: Array(queues.indices)))
    }

    /// Lets a worker do the job. Jobs start in the order of submission.
    ///
    /// - Parameter isAdmission: whether the job begins a request. A job that continues a request is never refused.
    /// - Returns: False if the queue is full.
    func submit(isAdmission: Bool, _ job: @escaping Job) -> Bool {
        let decision = state.withLock { state -> Decision in
            if let worker = state.idleWorkers.popLast() { return .runs(worker: worker) }
            if isAdmission {
                guard state.admissions < queueLimit else { return .refused }
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

    /// Does jobs until none is waiting.
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
