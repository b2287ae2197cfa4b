import Dispatch
import ResourceMetering
import Testing

@Suite("A meter of work")
struct WorkMeterTests {
    @Test("stops when the units exceed the budget, not before")
    func budget() {
        let meter = WorkMeter(limit: 10)
        meter.spend(10)
        #expect(!meter.isStopped)
        meter.spend(1)
        #expect(meter.stop == .exhausted)
        #expect(throws: WorkMeter.Stop.exhausted) { try meter.check() }
    }

    @Test("a body raises the budget", arguments: [(5, 15), (Int.max, Int.max), (-1, 10)])
    func allowance(_ more: Int, _ expected: Int) {
        let meter = WorkMeter(limit: 10)
        meter.allow(more)
        #expect(meter.budget == expected)
    }

    @Test("keeps the first reason to stop")
    func firstReason() {
        let meter = WorkMeter()
        meter.stop(.departed)
        meter.stop(.draining)
        #expect(meter.stop == .departed)
    }

    @Test("a count beyond the range of integers stops the work and does not trap")
    func overflow() {
        let meter = WorkMeter()
        meter.spend(.max)
        #expect(!meter.isStopped)
        meter.spend(.max)
        #expect(meter.stop == .exhausted)
    }

    @Test("counts every unit of many threads")
    func threads() {
        let meter = WorkMeter()
        DispatchQueue.concurrentPerform(iterations: 8) { _ in for _ in 0..<1_000 { meter.spend(3) } }
        #expect(meter.spent == 24_000)
    }
}
