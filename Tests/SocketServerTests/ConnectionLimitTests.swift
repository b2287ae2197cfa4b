import Dispatch
import Synchronization
import Testing

@testable import SocketServer

@Suite("ConnectionLimit")
struct ConnectionLimitTests {
    @Test("grants exactly as many permits as its limit", arguments: [(-1, 1), (0, 1), (1, 1), (3, 3)])
    func limits(configured: Int, permits: Int) {
        let limit = ConnectionLimit(configured)
        for _ in 0..<permits { #expect(limit.acquire() == .permit) }
        #expect(limit.acquire() == .full)
    }

    @Test("a release reports whether all permits were held")
    func reports() {
        let limit = ConnectionLimit(2)
        #expect(limit.acquire() == .permit)
        #expect(!limit.release())
        #expect(limit.acquire() == .permit)
        #expect(limit.acquire() == .permit)
        #expect(limit.acquire() == .full)
        #expect(limit.release())
        #expect(!limit.release())
    }

    @Test("a permit that is only pending leaves it undecided whether the limit is reached")
    func waitsForPending() {
        let limit = ConnectionLimit(2)
        #expect(limit.acquire() == .permit)
        #expect(limit.acquire(isPending: true) == .permit)
        #expect(limit.acquire() == .undecided)
        #expect(limit.release(isPending: true))
        #expect(limit.acquire(isPending: true) == .permit)
        #expect(limit.acquire(isPending: true) == .undecided)
        limit.confirm()
        #expect(limit.acquire(isPending: true) == .full)
        #expect(limit.release())
        #expect(!limit.release())
    }

    @Test("several threads never hold more permits than the limit, and a refused one always gets a report")
    func sharesAmongThreads() {
        let limit = ConnectionLimit(2)
        let held = Atomic<Int>(0)
        let most = Atomic<Int>(0)
        let refusals = Atomic<Int>(0)
        let reports = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            for _ in 0..<20_000 {
                guard limit.acquire(isPending: true) == .permit else {
                    refusals.wrappingAdd(1, ordering: .relaxed)
                    continue
                }
                most.max(held.wrappingAdd(1, ordering: .relaxed).newValue, ordering: .relaxed)
                held.wrappingSubtract(1, ordering: .relaxed)
                if limit.release(isPending: true) { reports.wrappingAdd(1, ordering: .relaxed) }
            }
        }
        #expect((1...2).contains(most.load(ordering: .relaxed)))
        #expect(refusals.load(ordering: .relaxed) == 0 || reports.load(ordering: .relaxed) > 0)
        // All permits are back.
        #expect(limit.acquire() == .permit)
        #expect(limit.acquire() == .permit)
        #expect(limit.acquire() == .full)
    }
}
