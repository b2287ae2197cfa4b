import Dispatch
import ResourceMetering
import Testing

@Suite("A budget of memory")
struct MemoryBudgetTests {
    @Test("tells work that never fits from work that fits later")
    func refusals() throws {
        let budget = MemoryBudget(bytes: 100)
        let first = try budget.reserve(60)
        #expect(throws: MemoryBudget.Refusal.neverFits(needed: 101, budget: 100)) { _ = try budget.reserve(101) }
        #expect(throws: MemoryBudget.Refusal.fitsLater(needed: 41, budget: 100)) { _ = try budget.reserve(41) }
        #expect(throws: MemoryBudget.Refusal.neverFits(needed: 101, budget: 100)) { try first.resize(to: 101) }
        #expect(first.bytes == 60 && budget.heldBytes == 60)
    }

    @Test("bytes return when the reservation shrinks and when it is released")
    func release() throws {
        let budget = MemoryBudget(bytes: 100)
        do {
            let work = try budget.reserve(80)
            try work.resize(to: 30)
            #expect(budget.heldBytes == 30)
            try work.resize(to: 90)
            #expect(budget.heldBytes == 90)
        }
        #expect(budget.heldBytes == 0)
    }

    @Test("a size beyond the range of integers is refused and does not trap")
    func overflow() throws {
        let budget = MemoryBudget(bytes: .max)
        let work = try budget.reserve(.max)
        #expect(throws: MemoryBudget.Refusal.fitsLater(needed: 1, budget: .max)) { _ = try budget.reserve(1) }
        #expect(work.bytes == .max)
    }

    @Test("many threads never hold more than the bound together")
    func threads() throws {
        let budget = MemoryBudget(bytes: 50)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<1_000 {
                let work = try? budget.reserve(20)
                #expect(budget.heldBytes <= 50)
                _ = work
            }
        }
        #expect(budget.heldBytes == 0)
    }
}
