import Testing

@testable import HTTPMessage

/// Requests that cost the server more than the client, each with the limit that stops it.
@Suite("ConnectionMachine under abuse")
struct ConnectionMachineAbuseTests {
    private static let get = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("while answers are unread, no further requests are read")
    func boundsWaitingRequests() {
        let wire = Wire()
        wire.window = 0
        wire.receive(String(repeating: Self.get, count: 1000))
        for _ in 0..<10 {
            // The client accepts part of an answer of 100,000 bytes: few bytes wait to be sent, but many requests wait.
            wire.openWindow(60_000)
            #expect(!wire.isReading)
        }
        wire.openWindow(.max)
        #expect(wire.statuses.count == 1000)
        #expect(wire.isReading)
    }

    @Test("a large unwanted chunk is discarded only up to the limit")
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

    @Test("a body that trickles ends with 408 after 240 s, although each byte arrives in time")
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

    @Test("a body of one byte per minute ends with 408 before its second byte")
    func refusesByteAMinute() {
        let wire = Wire()
        wire.receive("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na")
        wire.pass(.seconds(60))
        #expect(wire.statuses == [408])
    }

    @Test("an unwanted body that trickles is not discarded for longer than 240 s")
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

    @Test(
        "a client that accepts less than 64 KiB of its answer within 240 s is dropped, although it accepts a byte in time"
    )
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

    @Test("a connection is evictable only while it has no complete request, and not in its first 50 ms")
    func knowsWhenEvictable() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        #expect(!wire.isEvictable)
        wire.pass(.milliseconds(50))
        #expect(wire.isEvictable)
        wire.receive("GET /collect HTTP/1.1\r\n")
        #expect(wire.isEvictable)
        wire.receive("Host: h\r\n\r\n")
        #expect(!wire.isEvictable)
        wire.doWork()
        #expect(!wire.isEvictable)
        wire.pass(.milliseconds(50))
        #expect(wire.isEvictable)
    }

    @Test("a slow but honest client gets its whole answer")
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

    @Test("at most 4 KiB of pipelined requests are read at once, so that other connections get their turn")
    func boundsTurn() {
        let wire = Wire()
        #expect(wire.readCapacity == 4096)
        wire.receive(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 100) + "GET /")
        #expect(wire.statuses == [Int](repeating: 200, count: 100))
        #expect(wire.readCapacity == 4096)
    }
}
