import Testing

@testable import HTTPMessage

@Suite("UploadBudget")
struct UploadBudgetTests {
    private static let head = "POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"

    @Test("grants no more than is left, and gets back the grants that are released")
    func bounds() throws {
        let budget = UploadBudget(bytes: 10)
        var first = budget.grant(6)
        #expect(first != nil)
        #expect(budget.grant(5) == nil)
        #expect(budget.grant(4) != nil, "released at once")
        #expect(budget.heldBytes == 6)
        first = nil
        #expect(budget.heldBytes == 0)
    }

    @Test("without a grant an upload continues in small batches", arguments: [0, 64 << 20])
    func worksInSmallPieces(bytes: Int) {
        let wire = Wire(uploads: UploadBudget(bytes: bytes))
        wire.doesWorkAtOnce = false
        wire.receive(Self.head)
        var left = 100_000
        var pieces = 0
        var mostAtOnce = 0
        while left > 0 {
            let room = min(left, wire.readCapacity)
            mostAtOnce = max(mostAtOnce, room)
            if room == 0 {
                wire.doWork()
                pieces += 1
                continue
            }
            wire.receive([UInt8](repeating: 0x61, count: room))
            left -= room
        }
        while !wire.work.isEmpty {
            wire.doWork()
            pieces += 1
        }
        #expect(wire.statuses == [200])
        #expect(wire.sent.hasSuffix(String(repeating: "a", count: 100_000)))
        #expect(bytes == 0 ? mostAtOnce <= 16 * 1024 : mostAtOnce > 64 * 1024)
        #expect(bytes == 0 ? pieces >= 6 : pieces <= 3)
    }

    @Test("a connection without a grant does not wait for one, and requests it again")
    func sharesGrants() {
        let budget = UploadBudget(bytes: 256 * 1024)
        let piece = [UInt8](repeating: 0x61, count: 16 * 1024)
        let first = Wire(uploads: budget)
        let second = Wire(uploads: budget)
        first.receive(Self.head)
        first.receive(piece)
        #expect(budget.heldBytes == 256 * 1024)
        second.receive(Self.head)
        second.receive(piece)
        #expect(second.isReading)
        first.reset()
        #expect(budget.heldBytes == 0)
        second.receive(piece)
        #expect(budget.heldBytes == 256 * 1024)
        second.receive([UInt8](repeating: 0x61, count: 100_000 - 2 * piece.count))
        #expect(second.statuses == [200])
        #expect(budget.heldBytes == 0)
    }

    @Test("a grant lasts until the worker has released the bytes, even if the connection has ended")
    func countsWorkInHand() {
        let budget = UploadBudget(bytes: 256 * 1024)
        let wire = Wire(uploads: budget)
        wire.doesWorkAtOnce = false
        wire.receive(Self.head)
        wire.receive([UInt8](repeating: 0x61, count: 70_000))
        #expect(wire.work.count == 1)
        wire.reset()
        #expect(budget.heldBytes == 256 * 1024)
        wire.doWork()
        #expect(budget.heldBytes == 0)
    }
}
