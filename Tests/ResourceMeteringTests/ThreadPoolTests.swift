import ResourceMetering
import Synchronization
import Testing

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
}
