import Testing

@testable import HTTPMessage

/// What a client can do to cost more than it pays, each with the bound that stops it.
@Suite("ConnectionMachine under abuse")
struct ConnectionMachineAbuseTests {
    private static let get = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("requests that wait behind unread answers are not joined by more of them")
    func boundsWaitingRequests() {
        let wire = Wire()
        wire.window = 0
        wire.receive(String(repeating: Self.get, count: 1000))
        for _ in 0..<10 {
            // Part of an answer of 100,000 bytes is taken: little waits to be sent, but many requests to be read.
            wire.openWindow(60_000)
            #expect(!wire.isReading)
        }
        wire.openWindow(.max)
        #expect(wire.statuses.count == 1000)
        #expect(wire.isReading)
    }

    @Test("a large chunk that nobody wants is dropped only up to the bound")
    func boundsDroppedChunks() {
        let wire = Wire()
        wire.receive("POST /early HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nf0000\r\n")
        wire.receive([UInt8](repeating: 0x61, count: 70_000))
        #expect(wire.statuses == [400])
        wire.receive([UInt8](repeating: 0x61, count: 256 * 1024))
        #expect(!wire.isSendingFinished)
        wire.receive([UInt8](repeating: 0x61, count: 2))
        #expect(wire.isSendingFinished)
    }

    @Test("a byte of a body now and then is not progress for ever: 64 KiB within 240 s")
    func boundsTrickledBodies() {
        let wire = Wire()
        wire.receive("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n")
        for _ in 0..<11 {
            wire.pass(.seconds(20))
            wire.receive("a")
        }
        #expect(wire.statuses.isEmpty)
        wire.pass(.seconds(20))
        #expect(wire.statuses == [408])
    }

    @Test("a body of a byte a minute ends with 408 at its second byte's time")
    func refusesByteAMinute() {
        let wire = Wire()
        wire.receive("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na")
        wire.pass(.seconds(60))
        #expect(wire.statuses == [408])
    }

    @Test("a dropped body that trickles ends too")
    func boundsTrickledDropping() {
        let wire = Wire()
        wire.receive("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n")
        for _ in 0..<12 {
            wire.pass(.seconds(20))
            wire.receive("a")
        }
        #expect(wire.statuses == [200])
        #expect(wire.isClosed)
    }

    @Test("a client that takes a byte of its answer now and then is dropped: 64 KiB within 240 s")
    func boundsTrickledAnswers() {
        let wire = Wire()
        wire.window = 0
        wire.receive(Self.get)
        for _ in 0..<11 {
            wire.pass(.seconds(20))
            wire.openWindow(1)
        }
        #expect(!wire.isClosed)
        wire.pass(.seconds(20))
        #expect(wire.isClosed)
    }

    @Test("a connection may be ended in favour of another only while no request is whole, and not at once")
    func knowsWhenDispensable() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        #expect(!wire.isDispensable)
        wire.pass(.milliseconds(50))
        #expect(wire.isDispensable)
        wire.receive("GET /collect HTTP/1.1\r\n")
        #expect(wire.isDispensable)
        wire.receive("Host: h\r\n\r\n")
        #expect(!wire.isDispensable)
        wire.doWork()
        #expect(!wire.isDispensable)
        wire.pass(.milliseconds(50))
        #expect(wire.isDispensable)
    }

    @Test("a slow but honest client gets all of its answer")
    func servesSlowReaders() {
        let wire = Wire()
        wire.window = 0
        wire.receive(String(repeating: Self.get, count: 10))
        for _ in 0..<480 {
            wire.pass(.seconds(5))
            wire.openWindow(2_100)
        }
        #expect(wire.statuses.count == 10)
        #expect(!wire.isClosed)
    }

    @Test("whoever pipelines without end takes no more than 4 KiB of requests at a time, so that others get their turn")
    func boundsTurn() {
        let wire = Wire()
        #expect(wire.readCapacity == 4096)
        wire.receive(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 100) + "GET /")
        #expect(wire.statuses == [Int](repeating: 200, count: 100))
        #expect(wire.readCapacity == 4096)
    }
}
