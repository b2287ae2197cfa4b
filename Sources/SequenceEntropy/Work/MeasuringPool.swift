import Dispatch
public import ResourceMetering
import Synchronization

/// The threads that measure sequences, shared by all datasets of a process.
///
/// Work never waits for a thread: what no thread of the pool takes, the calling thread does. So any number of datasets is
/// measured at once, and no more threads compute than the pool allows. The results do not depend on which thread does what.
public final class MeasuringPool: SpareThreads {
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
        precondition(threads > 0, "measuring needs a thread")
        self.threads = threads
        // On Linux, threads of this class have a nice value of 2, as the callers have in a service: its short answers come first.
        let queues = (1..<threads).map { DispatchQueue(label: "measuring-\($0)", qos: .utility) }
        state = Mutex(State(idle: queues))
    }

    /// Counts the calling thread as one that computes, for the time of `body`.
    public func countingCaller<Result>(_ body: () throws -> Result) rethrows -> Result {
        state.withLock { $0.callers += 1 }
        defer { state.withLock { $0.callers -= 1 } }
        return try body()
    }

    /// Whether no more threads compute than the pool allows. A job with several parts ends early if not.
    var isWithinBounds: Bool { state.withLock { $0.busy + max(1, $0.callers) <= threads } }

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

    /// Calls `body` once for each number below `iterations`, on the calling thread and on all free ones. Returns when all
    /// calls have ended.
    func perform(iterations: Int, _ body: @Sendable (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            let loop = Loop(iterations, body)
            // Dispatch releases a job some time after it has run. So a job refers to the loop, and the loop lets go of the body.
            defer { loop.end() }
            let helpers = DispatchGroup()
            for _ in 1..<max(1, min(threads, iterations)) {
                helpers.enter()
                let isStarted = start {
                    loop.run()
                    helpers.leave()
                }
                if !isStarted {
                    helpers.leave()
                    break
                }
            }
            loop.run()
            helpers.wait()
        }
    }

    /// Numbers that several threads take in turn.
    private final class Loop: Sendable {
        private let next = Atomic<Int>(0)
        private let iterations: Int
        private let body: Mutex<(@Sendable (Int) -> Void)?>

        init(_ iterations: Int, _ body: @escaping @Sendable (Int) -> Void) {
            self.iterations = iterations
            self.body = Mutex(body)
        }

        @inline(never)
        func run() {
            guard let body = body.withLock({ $0 }) else { return }
            while true {
                let iteration = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard iteration < iterations else { return }
                body(iteration)
            }
        }

        func end() { body.withLock { $0 = nil } }
    }
}
