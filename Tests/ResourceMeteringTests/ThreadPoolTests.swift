import Dispatch
import Foundation
import Synchronization
import Testing

@testable import ResourceMetering

@Suite("A pool of threads")
struct ThreadPoolTests {
    /// The most calls that were running at the same time.
    private final class Gauge: Sendable {
        private let state = Mutex((running: 0, most: 0))
        var most: Int { state.withLock { $0.most } }

        func enter() {
            state.withLock { state in
                state.running += 1
                state.most = max(state.most, state.running)
            }
        }

        func leave() { state.withLock { $0.running -= 1 } }
    }

    @Test("never more threads than allowed, callers included", arguments: [1, 2, 3])
    func bound(_ threads: Int) {
        let (pool, gauge) = (ThreadPool(threads: threads), Gauge())
        pool.countingCaller {
            pool.perform(iterations: 400) { _ in
                gauge.enter()
                gauge.leave()
            }
        }
        #expect(gauge.most <= threads)
    }

    @Test("each number is called once", arguments: [1, 2, 5])
    func numbers(_ threads: Int) {
        let calls = Mutex([Int](repeating: 0, count: 1_000))
        ThreadPool(threads: threads).perform(iterations: 1_000) { number in calls.withLock { $0[number] += 1 } }
        #expect(calls.withLock { $0.allSatisfy { $0 == 1 } })
    }

    /// One thread that is busy until it has refused some jobs.
    private final class LateThread: SpareThreads {
        let offers = Atomic<Int>(0)
        let refusals: Int
        private let queue = DispatchQueue(label: "late")

        init(refusals: Int) { self.refusals = refusals }

        func start(_ job: @escaping @Sendable () -> Void) -> Bool {
            // After its refusals it takes one job.
            guard offers.wrappingAdd(1, ordering: .relaxed).oldValue == refusals else { return false }
            queue.async(execute: job)
            return true
        }
    }

    @Test("a thread that becomes free during a loop helps with the rest", arguments: [1, 2, 50])
    func lateThread(_ refusals: Int) {
        let thread = LateThread(refusals: refusals)
        let helped = DispatchSemaphore(value: 0)
        let caller = Atomic<Int>(0)
        let own = ObjectIdentifier(Thread.current)
        thread.perform(iterations: refusals + 3) { _ in
            if ObjectIdentifier(Thread.current) != own {
                helped.signal()
            } else if caller.wrappingAdd(1, ordering: .relaxed).newValue == refusals + 1 {
                // The calling thread goes on once the other one has taken a number.
                #expect(helped.wait(timeout: .now() + 60) == .success)
            }
        }
        #expect(thread.offers.load(ordering: .relaxed) > refusals)
    }

    @Test("where callers take all threads, the pool starts none")
    func callers() {
        let pool = ThreadPool(threads: 2)
        pool.countingCaller {
            pool.countingCaller {
                #expect(!pool.start { Issue.record("no thread is free") })
                #expect(pool.isWithinBounds)
            }
        }
    }

    @Test("results come in the order of their numbers, with threads and without", arguments: [1, 3])
    func map(_ threads: Int) {
        let pool: any SpareThreads = threads == 1 ? NoSpareThreads() : ThreadPool(threads: threads)
        #expect(pool.map(100) { $0 * $0 } == (0..<100).map { $0 * $0 })
        #expect(pool.map(0) { $0 } == [])
    }

    /// Parts that threads take.
    private final class Parts: SharedWork {
        let isUrgent: Bool
        private let left: Mutex<Int>
        private let onPart: @Sendable () -> Void

        init(_ count: Int, isUrgent: Bool = false, _ onPart: @escaping @Sendable () -> Void) {
            left = Mutex(count)
            self.isUrgent = isUrgent
            self.onPart = onPart
        }

        func add(_ count: Int) { left.withLock { $0 += count } }

        func help() -> Bool {
            let isPart = left.withLock { left in
                defer { left = max(0, left - 1) }
                return left > 0
            }
            if isPart { onPart() }
            return isPart
        }
    }

    @Test("offered work is done to its last part, however often it is offered", arguments: [2, 4])
    func offers(_ threads: Int) {
        let (pool, done, gauge) = (ThreadPool(threads: threads), DispatchSemaphore(value: 0), Gauge())
        let work = Parts(0) {
            gauge.enter()
            gauge.leave()
            done.signal()
        }
        for count in 1...300 {
            work.add(count % 3)
            pool.offer(work)
            for _ in 0..<count % 3 where count % 7 == 0 { done.wait() }
        }
        let rest = (1...300).reduce(0) { $0 + ($1 % 7 == 0 ? 0 : $1 % 3) }
        for _ in 0..<rest { done.wait() }
        #expect(gauge.most <= threads - 1)
    }

    @Test("a thread that becomes free takes what waits, urgent work first")
    func urgency() {
        let pool = ThreadPool(threads: 2)
        let order = Mutex<[Int]>([])
        let (go, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let patient = Parts(2) {
            order.withLock { $0.append(1) }
            done.signal()
        }
        let urgent = Parts(2, isUrgent: true) {
            order.withLock { $0.append(2) }
            done.signal()
        }
        #expect(pool.start { go.wait() })
        pool.offer(patient)
        pool.offer(urgent)
        go.signal()
        for _ in 0..<4 { done.wait() }
        #expect(order.withLock { $0 } == [2, 2, 1, 1])
    }

    @Test("where callers take all threads, an offer waits for one of them to end")
    func offerOfCallers() {
        let (pool, done) = (ThreadPool(threads: 2), DispatchSemaphore(value: 0))
        let work = Parts(1) { done.signal() }
        pool.countingCaller {
            pool.countingCaller {
                pool.offer(work)
                #expect(done.wait(timeout: .now() + .milliseconds(50)) == .timedOut)
            }
        }
        done.wait()
    }

    @Test("the pool does not keep offered work alive")
    func lifetime() {
        let pool = ThreadPool(threads: 1)
        weak var work: Parts?
        do {
            let parts = Parts(1) { Issue.record("there is no thread") }
            work = parts
            pool.offer(parts)
        }
        #expect(work == nil)
        // What has ended is forgotten, although no thread ever comes.
        let last = Parts(1) { Issue.record("there is no thread") }
        for _ in 0..<100 {
            pool.offer(Parts(1) { Issue.record("there is no thread") })
            pool.offer(last)
        }
        #expect(pool.offers == 1)
    }
}
