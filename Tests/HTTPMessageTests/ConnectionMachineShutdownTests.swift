import Testing

@testable import HTTPMessage

/// What a connection does when the server stops.
@Suite("ConnectionMachine and shutdown")
struct ConnectionMachineShutdownTests {
    @Test("shutdown closes an idle connection at once")
    func shutsDownIdle() {
        let wire = Wire()
        wire.receive(Raw.get("/a"))
        wire.shutdown()
        #expect(wire.isClosed)
    }

    @Test("shutdown lets the current request finish as the last one")
    func shutsDownBusy() {
        let wire = Wire()
        wire.receive("GET /a HTTP/1.1\r\n")
        wire.shutdown()
        #expect(!wire.isClosed)
        wire.receive("Host: a\r\n\r\n" + Raw.get("/b"))
        #expect(wire.sent == Raw.answer("/a", "Connection: close\r\n"))
        #expect(wire.isSendingFinished)
    }

    @Test("at the end of the drain, whoever has no answer gets 503 instead of a cut, and its work is cancelled")
    func answersAtTheEnd() {
        for (raw, cancellations) in [
            (Raw.get("/collect"), [true]), (Raw.post("/collect", length: 900_000, "abc"), [true]),
            ("GET /a HTTP", []),
        ] {
            let wire = Wire()
            wire.doesWorkAtOnce = false
            wire.receive(raw)
            wire.shutdown()
            #expect(wire.statuses.isEmpty)
            wire.endDrain()
            #expect(wire.statuses == [503])
            #expect(wire.sent.contains("\r\nConnection: close\r\n"))
            #expect(wire.sent.contains("\r\nRetry-After: 1\r\n"))
            #expect(wire.handler.cancellations == cancellations)
            wire.doWork()
            #expect(wire.statuses == [503])
        }
    }

    @Test("work that cannot be begun before the end is answered 503 at once")
    func answersDroppedWork() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Raw.get("/collect"))
        wire.shutdown()
        wire.dropWork()
        #expect(wire.statuses == [503])
        #expect(wire.isSendingFinished)
        #expect(wire.handler.finished == 0)
    }
}
