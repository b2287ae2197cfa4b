import Dispatch
import Synchronization

/// The threads that compute for the requests of a process beside those that answer them.
///
/// Any number of requests computes at once, and no more threads compute than the pool allows.
public final class ThreadPool: SpareThreads {
    /// The most threads that compute at the same time, callers included.
    public let threads: Int

    private struct State {
        /// Serial queues without a job, because Dispatch bounds the threads of concurrent queues by itself.
        var idle: [DispatchQueue]
        var busy = 0
        /// Threads outside the pool that compute.
        var callers = 0
    }

    private let state: Mutex<State>

    /// - Parameter threads: At least 1.
    public init(threads: Int) {
        precondition(threads > 0, "computing needs a thread")
        self.threads = threads
        // On Linux, threads of this class have a nice value of 2, as the callers have in a service: its short answers come first.
        let queues = (1..<threads).map { DispatchQueue(label: "computing-\($0)", qos: .utility) }
        state = Mutex(State(idle: queues))
    }

    /// Counts the calling thread as one that computes, for the time of `body`.
    public func countingCaller<Result>(_ body: () throws -> Result) rethrows -> Result {
        state.withLock { $0.callers += 1 }
        defer { state.withLock { $0.callers -= 1 } }
        return try body()
    }

    /// Whether no more threads compute than the pool allows. A job with several parts ends early if not.
    public var isWithinBounds: Bool { state.withLock { $0.busy + max(1, $0.callers) <= threads } }

    /// Starts a job on a thread of the pool.
    ///
    /// - Returns: False if no thread is free. Then the job is not started.
    public func start(_ job: @escaping @Sendable () -> Void) -> Bool {
        let queue = state.withLock { state -> DispatchQueue? in
            // A caller that nobody counted computes all the same.
            guard state.busy + max(1, state.callers) < threads, let queue = state.idle.popLast() else { return nil }
            state.busy += 1
            return queue
        }
        guard let queue else { return false }
        queue.async { [self] in
            job()
            state.withLock { state in
                state.busy -= 1
                state.idle.append(queue)
            }
        }
        return true
    }
}
