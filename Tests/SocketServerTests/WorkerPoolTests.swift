import Dispatch
import Glibc
import HTTPMessage
import Synchronization
import Testing

@testable import SocketServer

@Suite("WorkerPool")
struct WorkerPoolTests {
    @Test("whoever hears of a result finds the worker free")
    func reportsAfterwards() {
        let pool = WorkerPool(lane: .brief, workers: 1, queueLimit: 0)
        let isRefused = Atomic<Bool>(true)
        let done = DispatchSemaphore(value: 0)
        let job = WorkerPool.Job(
            isAdmission: true,
            run: {},
            report: {
                let refusal = pool.submit(WorkerPool.Job(isAdmission: true, run: {}))
                isRefused.store(refusal != nil, ordering: .relaxed)
                done.signal()
            }
        )
        #expect(pool.submit(job) == nil)
        done.wait()
        let result = isRefused.load(ordering: .relaxed)
        #expect(!result)
    }

    @Test("does waiting jobs in order, and refuses new requests above the limit but not later jobs of admitted ones")
    func bounds() {
        let pool = WorkerPool(lane: .heavy, workers: 1, queueLimit: 2)
        let begun = DispatchSemaphore(value: 0)
        let gate = DispatchSemaphore(value: 0)
        let finished = DispatchSemaphore(value: 0)
        // A digit for each job, in the order in which they are done.
        let order = Atomic<Int>(0)
        let first = WorkerPool.Job(isAdmission: true) {
            begun.signal()
            gate.wait()
        }
        #expect(pool.submit(first) == nil)
        begun.wait()
        for (number, isAdmission) in [(1, true), (2, false), (3, true)] {
            let job = WorkerPool.Job(isAdmission: isAdmission) {
                order.store(order.load(ordering: .relaxed) * 10 + number, ordering: .relaxed)
            }
            #expect(pool.submit(job) == nil)
        }
        #expect(pool.submit(WorkerPool.Job(isAdmission: true) {}) != nil)
        #expect(pool.submit(WorkerPool.Job(isAdmission: false) { finished.signal() }) == nil)
        #expect(pool.statistics.refused == 1)
        #expect(pool.statistics.waiting == 4)
        gate.signal()
        finished.wait()
        #expect(order.load(ordering: .relaxed) == 123)
    }
    /// The kernel then lets whatever answers in microseconds interrupt a fit at once.
    @Test(
        "fits give way to lists of the store and to prompt answers",
        .enabled(if: geteuid() == 0 || getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) == 0)
    )
    func priorities() {
        func niceness(_ lane: WorkLane) -> Int {
            let pool = WorkerPool(lane: lane, workers: 1, queueLimit: 1)
            let value = Atomic<Int>(0)
            let finished = DispatchSemaphore(value: 0)
            let job = WorkerPool.Job(isAdmission: true) {
                // On Linux a thread has a nice value of its own.
                value.store(Int(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)), ordering: .relaxed)
                finished.signal()
            }
            #expect(pool.submit(job) == nil)
            finished.wait()
            return value.load(ordering: .relaxed)
        }
        #expect(niceness(.heavy) > niceness(.brief))
        // Only a privileged process may have less than 0.
        for lane in [WorkLane.prompt, .monitor, .write] { #expect(niceness(.brief) >= niceness(lane)) }
    }
}
