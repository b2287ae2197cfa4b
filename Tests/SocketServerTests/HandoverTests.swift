import Dispatch
import Synchronization
import Testing

@testable import SocketServer

@Suite("Handover")
struct HandoverTests {
    @Test("delivers its socket once, open")
    func deliversOnce() throws {
        let pair = try SocketPair()
        let handover = Handover(pair.local)
        let taken = handover.take()
        let isSecondNil = handover.take() == nil
        #expect(isSecondNil)
        guard let taken else {
            Issue.record("the first call returns the socket")
            return
        }
        #expect(written(to: taken) == 1)
        #expect(reading(from: pair.peer) == .bytes(1))
    }

    @Test("closes a socket that nobody takes")
    func closesUntaken() throws {
        let pair = try SocketPair()
        var handover: Handover? = Handover(pair.local)
        #expect(reading(from: pair.peer) == .blocked)
        withExtendedLifetime(handover) {}
        handover = nil
        #expect(reading(from: pair.peer) == .end)
    }

    @Test("of two threads only one gets the socket")
    func deliversToOneThread() throws {
        for _ in 0..<100 {
            let pair = try SocketPair()
            let handover = Handover(pair.local)
            let takers = Atomic<Int>(0)
            DispatchQueue.concurrentPerform(iterations: 2) { _ in
                if handover.take() != nil { takers.wrappingAdd(1, ordering: .relaxed) }
            }
            #expect(takers.load(ordering: .relaxed) == 1)
        }
    }

    private func written(to socket: borrowing Socket) -> Int {
        let outcome = [UInt8(1)].withUnsafeBytes { socket.write($0) }
        return if case .bytes(let count) = outcome { count } else { 0 }
    }

    private func reading(from socket: borrowing Socket) -> Socket.Reading {
        var bytes = [UInt8](repeating: 0, count: 8)
        return bytes.withUnsafeMutableBytes { socket.read(into: $0) }
    }
}
