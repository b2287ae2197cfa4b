import Dispatch
import HTTPMessage
import Synchronization

/// A fixed number of workers with a bounded queue: the workers of one lane.
///
/// Each worker is a serial Dispatch queue, because Dispatch limits the threads of concurrent queues to the number of
/// cores.
final class WorkerPool: Sendable {
    struct Job: Sendable {
        /// Whether the job begins a request. A job that continues a request is never refused.
        var isAdmission: Bool
        /// Whether nobody wants the result any more. Such a job is dropped, and its place in the queue is free.
        var isAbandoned: @Sendable () -> Bool = { false }
        /// Called instead of `run` if no worker can begin the job in time.
        var drop: @Sendable () -> Void = {}
        var run: @Sendable () -> Void
        /// Called after `run`, when the worker is free for others: whoever hears of the result finds its place free.
        var report: @Sendable () -> Void = {}
    }

    private struct Waiting {
        var job: Job
        var since: Tick.Instant
    }

    private struct State {
        var idleWorkers: [Int]
        /// The queue as two stacks: jobs are appended to `arrived` and taken from the end of `waiting`. When `waiting`
        /// is empty, it becomes the reverse of `arrived`.
        var waiting: [Waiting] = []
        var arrived: [Waiting] = []
        /// The number of waiting jobs that count against the limit.
        var admissions = 0
        var serviceTime: ServiceTime
        var statistics = ServerStatistics.Lane()

        mutating func next() -> Waiting? {
            while true {
                if waiting.isEmpty {
                    waiting = arrived.reversed()
                    arrived.removeAll(keepingCapacity: true)
                }
                guard let next = waiting.popLast() else { return nil }
                if next.job.isAdmission { admissions -= 1 }
                if !next.job.isAbandoned() { return next }
                statistics.abandoned += 1
            }
        }

        /// Removes the jobs that nobody wants any more.
        mutating func dropAbandoned() {
            let before = waiting.count + arrived.count
            waiting.removeAll { $0.job.isAbandoned() }
            arrived.removeAll { $0.job.isAbandoned() }
            statistics.abandoned += before - waiting.count - arrived.count
            admissions = waiting.count { $0.job.isAdmission } + arrived.count { $0.job.isAdmission }
        }

        mutating func begin(_ job: Job, after wait: Duration, on worker: Int, at now: Tick.Instant) {
            statistics.queueWait.add(wait)
            serviceTime.begin(isRequest: job.isAdmission, on: worker, at: now)
        }
    }

    private enum Decision {
        case refused(retryAfter: Duration)
        case queued
        case runs(worker: Int)
    }

    private let queues: [DispatchQueue]
    private let queueLimit: Int
    private let state: Mutex<State>

    /// - Parameter queueLimit: the number of jobs that may wait, of those that begin a request.
    init(lane: WorkLane, workers: Int, queueLimit: Int) {
        queues = (0..<max(1, workers)).map { DispatchQueue(label: "\(lane)-\($0)", qos: Self.quality(lane)) }
        self.queueLimit = queueLimit
        state = Mutex(State(idleWorkers: Array(queues.indices), serviceTime: ServiceTime(workers: queues.count)))
    }

    /// On Linux, Dispatch gives the threads of each class a nice value: 2 to `utility`, 0 to `default`, and −2 or 0 to `userInitiated`.
    /// So whatever answers in microseconds gets a core soon, and lists of whole stores come before fits. `background`, 10, would starve
    /// fits beside any other busy program: a hundredth of a core was measured.
    private static func quality(_ lane: WorkLane) -> DispatchQoS {
        switch lane {
        case .heavy: .utility
        case .brief: .default
        case .write, .prompt, .monitor: .userInitiated
        }
    }

    var statistics: ServerStatistics.Lane {
        state.withLock { state in
            state.dropAbandoned()
            var statistics = state.statistics
            statistics.workers = queues.count
            statistics.running = queues.count - state.idleWorkers.count
            statistics.waiting = state.waiting.count + state.arrived.count
            return statistics
        }
    }

    /// Lets a worker do the job. Jobs start in the order of submission.
    ///
    /// - Returns: Nil, or when to try again if the queue is full.
    func submit(_ job: Job) -> Duration? {
        let now = Tick.Instant.now
        let decision = state.withLock { state -> Decision in
            if let worker = state.idleWorkers.popLast() {
                state.begin(job, after: .zero, on: worker, at: now)
                return .runs(worker: worker)
            }
            if job.isAdmission {
                if state.admissions >= queueLimit { state.dropAbandoned() }
                guard state.admissions < queueLimit else {
                    state.statistics.refused += 1
                    return .refused(retryAfter: state.serviceTime.retryAfter(behind: state.admissions, at: now))
                }
                state.admissions += 1
            }
            state.arrived.append(Waiting(job: job, since: now))
            return .queued
        }
        switch decision {
        case .refused(let retryAfter): return retryAfter
        case .queued: return nil
        case .runs(let worker):
            queues[worker].async { self.work(worker, first: job) }
            return nil
        }
    }

    /// Drops the requests that no worker will begin within this time, by the experience of the recent past.
    func drop(behind time: Duration) {
        let dropped = state.withLock { state -> [Job] in
            state.dropAbandoned()
            let now = Tick.Instant.now
            var kept: [Waiting] = []
            var dropped: [Job] = []
            var position = 0
            for waiting in state.waiting.reversed() + state.arrived {
                // The work of a request that has begun is continued.
                guard waiting.job.isAdmission else {
                    kept.append(waiting)
                    continue
                }
                position += 1
                if state.serviceTime.delay(behind: position, at: now) > time {
                    dropped.append(waiting.job)
                } else {
                    kept.append(waiting)
                }
            }
            (state.waiting, state.arrived) = (kept.reversed(), [])
            state.admissions -= dropped.count
            state.statistics.refused += dropped.count
            return dropped
        }
        for job in dropped { job.drop() }
    }

    /// Does jobs until none is waiting.
    private func work(_ worker: Int, first: Job) {
        var job: Job? = first
        while let current = job {
            current.run()
            defer { current.report() }
            job = state.withLock { state in
                let now = Tick.Instant.now
                state.serviceTime.end(on: worker, at: now)
                guard let next = state.next() else {
                    state.idleWorkers.append(worker)
                    return nil
                }
                state.begin(next.job, after: next.since.duration(to: now), on: worker, at: now)
                return next.job
            }
        }
    }
}
