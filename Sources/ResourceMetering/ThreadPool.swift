import Dispatch
import Synchronization

/// The threads that compute for the requests of a process beside those that answer them.
///
/// Any number of requests computes at once, and no more threads compute than the pool allows.
public final class ThreadPool: SpareThreads {
    /// The most threads that compute at the same time, callers included.
    public let threads: Int

    fileprivate struct State {
        /// Serial queues without a job, because Dispatch bounds the threads of concurrent queues by itself.
        var idle: [DispatchQueue]
        var busy = 0
        /// Threads outside the pool that compute.
        var callers = 0
        /// In the order in which threads come to them.
        var offers: [Offer] = []

        func isWithin(_ threads: Int, with more: Int) -> Bool {
            // A caller that nobody counted computes all the same.
            busy + max(1, callers) + more <= threads
        }
    }

    /// Work that may have something left. The pool does not keep it alive.
    fileprivate struct Offer: Sendable {
        weak let work: (any SharedWork)?
        /// How often it was offered.
        var count = 1
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
        defer {
            state.withLock { $0.callers -= 1 }
            startOffered()
        }
        return try body()
    }

    /// Whether no more threads compute than the pool allows. A job with several parts ends early if not.
    public var isWithinBounds: Bool { state.withLock { $0.isWithin(threads, with: 0) } }

    /// Starts a job on a thread of the pool.
    ///
    /// - Returns: False if no thread is free. Then the job is not started.
    public func start(_ job: @escaping @Sendable () -> Void) -> Bool {
        guard let queue = takeThread() else { return false }
        queue.async { [self] in
            job()
            helpOthers(queue)
        }
        return true
    }

    public func offer(_ work: any SharedWork) {
        state.withLock { state in
            state.removeEndedOffers()
            if let index = state.offers.firstIndex(where: { $0.work === work }) {
                state.offers[index].count += 1
            } else {
                state.offers.append(Offer(work: work))
            }
        }
        startOffered()
    }

    /// How much work may have something left for a thread that becomes free.
    var offers: Int { state.withLock { $0.offers.count } }

    /// Starts a thread for offered work if one is free.
    private func startOffered() {
        let hasOffers = state.withLock { !$0.offers.isEmpty }
        guard hasOffers, let queue = takeThread() else { return }
        queue.async { [self] in helpOthers(queue) }
    }

    private func takeThread() -> DispatchQueue? {
        state.withLock { state in
            guard state.isWithin(threads, with: 1), let queue = state.idle.popLast() else { return nil }
            state.busy += 1
            return queue
        }
    }

    /// Helps with offered work, a part at a time, until there is none or others need the thread. Then gives the thread back.
    private func helpOthers(_ queue: DispatchQueue) {
        while true {
            let next = state.withLock { state -> (work: any SharedWork, count: Int)? in
                if state.isWithin(threads, with: 0), let next = state.nextOffer() { return next }
                state.busy -= 1
                state.idle.append(queue)
                return nil
            }
            guard let next else { return }
            if !next.work.help() { state.withLock { $0.withdraw(next.work, offered: next.count) } }
        }
    }
}

extension ThreadPool.State {
    /// Urgent work, or else that which waits longest. It goes to the end of the row.
    mutating func nextOffer() -> (work: any SharedWork, count: Int)? {
        removeEndedOffers()
        guard let index = offers.firstIndex(where: { $0.work?.isUrgent ?? false }) ?? offers.indices.first else {
            return nil
        }
        let offer = offers.remove(at: index)
        offers.append(offer)
        return offer.work.map { ($0, offer.count) }
    }

    /// Work may end before a thread has come to it.
    mutating func removeEndedOffers() { offers.removeAll { $0.work == nil } }

    /// Ends an offer, unless the work was offered again.
    mutating func withdraw(_ work: any SharedWork, offered count: Int) {
        offers.removeAll { $0.work === work && $0.count == count }
    }
}
