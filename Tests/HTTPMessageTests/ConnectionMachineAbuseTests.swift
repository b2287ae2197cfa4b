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

    @Test("a body that trickles ends with 408 soon after 30 s, although each byte arrives in time", arguments: [1, 12])
    func boundsTrickledBodies(pause: Int) {
        let wire = Wire()
        wire.receive("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n")
        var seconds = 0
        while wire.statuses.isEmpty, seconds < 1000 {
            wire.pass(.seconds(pause))
            wire.receive("a")
            seconds += pause
        }
        #expect(wire.statuses == [408])
        #expect((30...36).contains(seconds))
    }

    @Test("an honest upload of 1 KiB per second is read to its end")
    func servesSlowUploads() {
        let wire = Wire()
        wire.receive("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 512000\r\n\r\n")
        for _ in 0..<50 {
            wire.pass(.seconds(10))
            wire.receive([UInt8](repeating: 0x61, count: 10_240))
            #expect(!wire.isEvictable)
        }
        #expect(wire.statuses == [200])
    }

    @Test("the time in which a worker is behind does not count against the client")
    func doesNotCountWork() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n")
        wire.receive([UInt8](repeating: 0x61, count: 16 * 1024))
        while wire.readCapacity > 0 { wire.receive([UInt8](repeating: 0x61, count: wire.readCapacity)) }
        wire.pass(.seconds(1000))
        #expect(!wire.isEvictable)
        wire.doWork()
        #expect(wire.isReading)
        wire.pass(.seconds(29))
        #expect(wire.statuses.isEmpty)
        wire.pass(.seconds(1))
        #expect(wire.statuses == [408])
    }

    @Test("a body of one byte per minute ends with 408 before its second byte")
    func refusesByteAMinute() {
        let wire = Wire()
        wire.receive("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na")
        wire.pass(.seconds(60))
        #expect(wire.statuses == [408])
    }

    @Test("an unwanted body that trickles is not discarded for longer than 30 s")
    func boundsTrickledDropping() {
        let wire = Wire()
        wire.receive("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n")
        for _ in 0..<31 {
            wire.pass(.seconds(1))
            wire.receive("a")
        }
        #expect(wire.statuses == [200])
        #expect(wire.isClosed)
    }

    @Test("the body of a client without the right is not read", arguments: ["/unauthorized", "/forbidden"])
    func leavesStrangers(path: String) {
        let wire = Wire()
        wire.receive("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab")
        #expect(wire.sent.contains("\r\nConnection: close\r\n"))
        #expect(wire.isSendingFinished)
        wire.pass(.seconds(2))
        #expect(wire.isClosed)

        let complete = Wire()
        complete.receive("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(complete.isReading, "without a body to read, the connection is worth keeping")
        #expect(!complete.isSendingFinished)
    }

    @Test("a client that accepts a byte of its answer now and then is dropped soon after 30 s")
    func boundsTrickledAnswers() {
        let wire = Wire()
        wire.window = 0
        wire.receive(Self.get)
        for _ in 0..<29 {
            wire.pass(.seconds(1))
            wire.openWindow(1)
        }
        #expect(!wire.isClosed)
        for _ in 0..<2 {
            wire.pass(.seconds(1))
            wire.openWindow(1)
        }
        #expect(wire.isClosed)
    }

    @Test(
        "a connection whose client is 3 s behind may be evicted",
        arguments: [
            "POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na",
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na",
        ]
    )
    func evictsSlowBodies(raw: String) {
        let wire = Wire()
        wire.receive(raw)
        wire.pass(.seconds(3))
        #expect(!wire.isEvictable)
        wire.pass(.milliseconds(10))
        #expect(wire.isEvictable)
    }

    @Test("a connection whose client does not read its answers may be evicted after 3 s")
    func evictsDeafClients() {
        let wire = Wire()
        wire.window = 0
        wire.receive(Self.get + Self.get + "GET /")
        wire.pass(.seconds(3))
        #expect(!wire.isEvictable)
        wire.pass(.milliseconds(10))
        #expect(wire.isEvictable)
        wire.openWindow(.max)
        #expect(!wire.isEvictable, "the client reads")
    }

    @Test("a place beyond the limit serves health checks at once, each for one request, and other requests never")
    func keepsPlaces() {
        for (raw, status) in [
            ("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 200), ("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", 503),
            ("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nabc", 503),
        ] {
            let wire = Wire(isReserved: true)
            wire.receive(raw)
            #expect(wire.statuses == (status == 200 ? [200] : []))
            #expect(wire.isEvictable == (status == 503))
            wire.pass(.seconds(5))
            #expect(wire.statuses == [status])
            #expect(wire.sent.contains("\r\nConnection: close\r\n"))
            #expect(wire.sent.contains("\r\nRetry-After: 1\r\n") == (status == 503))
            #expect(wire.handler.records.map(\.status?.code) == [status])
        }
    }

    @Test("a head on a place beyond the limit has two seconds, and the usual time once the connection has a place")
    func limitsReservedHeads() {
        let slow = Wire(isReserved: true)
        slow.receive("GET /a HTTP/1.1\r\n")
        slow.pass(.milliseconds(1_999))
        #expect(slow.statuses.isEmpty)
        slow.pass(.milliseconds(1))
        #expect(slow.statuses == [408])

        let promoted = Wire(isReserved: true)
        promoted.receive("GET /a HTTP/1.1\r\n")
        promoted.pass(.seconds(1))
        promoted.grantPlace()
        promoted.pass(.milliseconds(8_999))
        #expect(promoted.statuses.isEmpty)
        promoted.pass(.milliseconds(1))
        #expect(promoted.statuses == [408])

        let placed = Wire(isReserved: true)
        placed.receive("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        placed.grantPlace()
        placed.receive("GET /b HTTP/1.1\r\n")
        placed.pass(.seconds(9))
        placed.receive("Host: a\r\n\r\n")
        #expect(placed.statuses == [200, 200])
    }

    @Test("a request that waits for a place is served when it gets one, as if it had just come")
    func waitsForPlaces() {
        let upload = "POST /collect HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        let wire = Wire(isReserved: true)
        wire.receive(upload)
        #expect(wire.sent.isEmpty && !wire.isReading)
        wire.pass(.seconds(4))
        wire.grantPlace()
        #expect(wire.sent == "HTTP/1.1 100 Continue\r\n\r\n")
        wire.pass(.seconds(29))
        wire.receive("hello" + "GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(wire.statuses == [100, 200, 200])
        #expect(!wire.isClosed)

        let gone = Wire(isReserved: true)
        gone.receive("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        gone.reset()
        #expect(gone.handler.records.map(\.status) == [nil])

        let late = Wire(isReserved: true)
        late.receive("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        late.shutdown()
        late.endDrain()
        #expect(late.statuses == [503])
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
