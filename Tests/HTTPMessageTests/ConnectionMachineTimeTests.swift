import Testing

@testable import HTTPMessage

/// How long a connection waits for its client in each phase.
@Suite("ConnectionMachine and time")
struct ConnectionMachineTimeTests {
    @Test("408 for a head that is not complete after 10 s, even while bytes trickle")
    func timesHead() {
        let wire = Wire()
        wire.pass(.seconds(9))
        for byte in "GET / HTT" {
            wire.receive(String(byte))
            wire.pass(.seconds(1))
        }
        #expect(wire.statuses.isEmpty)
        wire.pass(.seconds(1))
        #expect(wire.statuses == [408])
        wire.pass(.seconds(2))
        #expect(wire.isClosed)
    }

    @Test("a connection without a byte is closed after 10 s")
    func timesSilence() {
        let wire = Wire()
        wire.pass(.milliseconds(9_999))
        #expect(!wire.isClosed)
        wire.pass(.milliseconds(1))
        #expect(wire.isClosed)
        #expect(wire.sent.isEmpty)
    }

    @Test("408 for a body after 30 s without progress, and not earlier")
    func timesBody() {
        let wire = Wire()
        wire.receive(Raw.post("/collect", length: 900_000, ""))
        for _ in 0..<5 {
            wire.pass(.seconds(29))
            wire.receive(String(repeating: "a", count: 30_000))
        }
        #expect(wire.statuses.isEmpty)
        wire.pass(.seconds(30))
        #expect(wire.statuses == [408])
    }

    @Test("an idle connection is closed after 60 s, even if empty lines come")
    func timesIdle() {
        let wire = Wire()
        wire.receive(Raw.get("/a"))
        wire.pass(.seconds(59))
        wire.receive("\r\n")
        #expect(!wire.isClosed)
        wire.pass(.seconds(1))
        #expect(wire.isClosed)
        #expect(wire.statuses == [200])
    }

    @Test("a client that accepts no byte of its answer for 30 s is dropped")
    func timesWriting() {
        let wire = Wire()
        wire.window = 1000
        wire.receive(Raw.get("/large"))
        #expect(wire.interest?.isWriting == true)
        wire.pass(.seconds(29))
        wire.openWindow(10_000)
        wire.pass(.seconds(29))
        #expect(!wire.isClosed)
        wire.pass(.seconds(1))
        #expect(wire.isClosed)
    }

    @Test("work has no deadline")
    func doesNotTimeWork() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Raw.get("/collect"))
        #expect(wire.deadline == nil)
        wire.pass(.seconds(10_000))
        wire.doWork()
        #expect(wire.statuses == [200])
    }

    @Test("lingering ends 2 s after the last byte, at the latest after 20 s")
    func timesLingering() {
        let wire = Wire()
        wire.receive("GET / HTTP/1.1\r\n\r\n")
        for _ in 0..<19 {
            wire.pass(.seconds(1))
            wire.receive("a")
        }
        #expect(!wire.isClosed)
        wire.pass(.seconds(1))
        #expect(wire.isClosed)
    }

    @Test("after a refusal the result of a running worker is dropped")
    func discardsLateWork() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Raw.post("/collect", length: 200_000, String(repeating: "a", count: 65_536)))
        wire.pass(.seconds(30))
        #expect(wire.statuses == [408])
        wire.doWork()
        #expect(wire.statuses == [408])
    }
}
