import Testing

@testable import HTTPMessage

@Suite("ConnectionMachine")
struct ConnectionMachineTests {
    private static func get(_ path: String, _ fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
    }

    private static func post(_ path: String, length: Int, _ body: String, _ fields: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\(fields)\r\n\(body)"
    }

    private static func answer(_ body: String, _ fields: String = "") -> String {
        "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
    }

    // MARK: Order and persistence

    @Test("keeps the connection and answers pipelined requests in order, for every slicing")
    func pipelines() {
        let chunked = "POST /collect HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n"
        let raw = Self.get("/a") + Self.post("/collect", length: 3, "abc") + chunked + Self.get("/b")
        let expected = Self.answer("/a") + Self.answer("abc") + Self.answer("de") + Self.answer("/b")
        for slices in slicings(of: raw) {
            let wire = Wire()
            for slice in slices { wire.receive(slice) }
            #expect(wire.sent == expected)
            #expect(wire.isReading)
        }
    }

    @Test("later requests wait until the work of the first is finished")
    func waitsForWork() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Self.get("/collect") + Self.get("/b"))
        #expect(wire.sent.isEmpty)
        #expect(!wire.isReading)
        wire.doWork()
        #expect(wire.sent == Self.answer("") + Self.answer("/b"))
        #expect(wire.isReading)
    }

    @Test(
        "closes when the client wants it",
        arguments: [
            ("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "Connection: close\r\n", true),
            ("GET /a HTTP/1.0\r\n\r\n", "Connection: close\r\n", true),
            ("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "Connection: keep-alive\r\n", false),
        ]
    )
    func closes(raw: String, field: String, isClosed: Bool) {
        let wire = Wire()
        wire.receive(raw)
        #expect(wire.sent == Self.answer("/a", field))
        #expect(wire.isClosed == isClosed)
        #expect(!wire.isSendingFinished)
    }

    @Test("the answer to HEAD has the fields of GET and no body, and the connection continues")
    func answersHead() {
        let wire = Wire()
        wire.receive("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get("/b"))
        #expect(wire.sent == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 4\r\n\r\n" + Self.answer("/b"))
    }

    // MARK: Bodies

    @Test("discards an unwanted body and answers the request after it")
    func dropsBodies() {
        let wire = Wire()
        wire.receive(Self.post("/a", length: 3, ""))
        #expect(wire.sent == Self.answer("/a"))
        wire.receive("abc" + Self.get("/b"))
        #expect(wire.sent == Self.answer("/a") + Self.answer("/b"))
    }

    @Test("closes the connection instead of discarding a large body")
    func leavesLargeBodies() {
        let wire = Wire()
        wire.receive(Self.post("/a", length: 10_000_000, "abc"))
        #expect(wire.sent == Self.answer("/a", "Connection: close\r\n"))
        #expect(wire.isSendingFinished)
        #expect(wire.isReading)
        wire.endInput()
        #expect(wire.isClosed)
    }

    @Test("after an early answer, the rest of the body is discarded")
    func answersEarly() {
        let wire = Wire()
        wire.receive(Self.post("/early", length: 100_000, String(repeating: "a", count: 70_000)))
        #expect(wire.statuses == [400])
        wire.receive(String(repeating: "a", count: 30_000) + Self.get("/b"))
        #expect(wire.statuses == [400, 200])
    }

    @Test("sends 100 Continue before the body, but not if the body has arrived")
    func continues() {
        let wire = Wire()
        wire.receive(Self.post("/collect", length: 3, "", "Expect: 100-continue\r\n"))
        #expect(wire.sent == "HTTP/1.1 100 Continue\r\n\r\n")
        wire.receive("abc")
        #expect(wire.sent == "HTTP/1.1 100 Continue\r\n\r\n" + Self.answer("abc"))

        let other = Wire()
        other.receive(Self.post("/collect", length: 3, "abc", "Expect: 100-continue\r\n"))
        #expect(other.sent == Self.answer("abc"))
    }

    @Test("a final answer instead of 100 Continue is the last one, because the body may never come (RFC 9110 §10.1.1)")
    func refusesToContinue() {
        let wire = Wire()
        wire.receive(Self.post("/a", length: 3, "", "Expect: 100-continue\r\n"))
        #expect(wire.sent == Self.answer("/a", "Connection: close\r\n"))

        let large = Wire()
        large.receive(Self.post("/small", length: 5, "", "Expect: 100-continue\r\n"))
        #expect(large.statuses == [413])
        #expect(large.isSendingFinished)
    }

    @Test("a chunked body is refused as soon as it exceeds its limit")
    func limitsChunkedBodies() {
        let wire = Wire()
        wire.receive("POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        #expect(wire.statuses.isEmpty)
        wire.receive("2\r\n")
        #expect(wire.statuses == [413])
    }

    @Test("stops reading while the worker is behind, and continues when it has caught up")
    func pushesBack() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        let piece = [UInt8](repeating: 0x61, count: 64 * 1024)
        wire.receive(Self.post("/collect", length: 7 * piece.count, ""))
        wire.receive(piece)
        #expect(wire.work.count == 1)
        wire.receive(piece)
        #expect(wire.isReading)
        wire.receive(piece)
        #expect(wire.work.count == 1, "one work item of a request at a time")
        #expect(!wire.isReading)
        #expect(wire.readCapacity == 0)
        #expect(wire.deadline == nil, "the client is not the cause")
        wire.receive(piece + piece)
        wire.doWork()
        #expect(wire.work.count == 1)
        wire.doWork()
        wire.doWork()
        #expect(wire.isReading)
        wire.receive(piece)
        wire.receive(piece)
        while !wire.work.isEmpty { wire.doWork() }
        #expect(wire.statuses == [200])
        #expect(wire.sent.hasSuffix(String(repeating: "a", count: 7 * piece.count)))
    }

    @Test("small parts of a body are collected before a worker gets them")
    func gathersPieces() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Self.post("/collect", length: 1000, ""))
        for _ in 0..<999 { wire.receive("a") }
        #expect(wire.work.isEmpty)
        wire.receive("a")
        #expect(wire.work.count == 1)
    }

    @Test("a full queue is answered 503 with Retry-After, and the connection continues")
    func refusesWork() {
        let wire = Wire()
        wire.hasFullQueue = true
        wire.receive(Self.post("/collect", length: 3, "abc"))
        #expect(wire.statuses == [503])
        #expect(wire.sent.contains("\r\nRetry-After: 7\r\n"))
        wire.receive(Self.get("/b"))
        #expect(wire.statuses == [503, 200])
    }

    @Test("work that turns out to be heavy is continued by the workers of the other lane, which may refuse it")
    func changesLane() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Self.post("/moved", length: 3, "abc"))
        #expect(wire.work.map(\.lane) == [.brief])
        wire.doWork()
        #expect(wire.statuses.isEmpty)
        #expect(wire.handler.finished == 0)
        #expect(wire.work.map(\.lane) == [.heavy])
        #expect(wire.work.first?.isAdmission == true)
        wire.doWork()
        #expect(wire.sent == Self.answer("abc"))

        wire.receive(Self.get("/moved"))
        wire.hasFullQueue = true
        wire.doWork()
        #expect(wire.statuses == [200, 503])
        #expect(wire.handler.finished == 1)
    }

    // MARK: Refusals

    @Test(
        "answers a refused request, ends the stream, and discards further bytes",
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
            ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n", 414),
            ("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 40_000))\r\n", 431),
            ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
            ("POST /collect HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417),
        ]
    )
    func refuses(raw: String, status: Int) {
        let wire = Wire()
        wire.receive(raw)
        #expect(wire.statuses == [status])
        #expect(wire.sent.contains("\r\nConnection: close\r\n"))
        #expect(wire.isSendingFinished)
        wire.receive(Self.get("/never"))
        #expect(wire.statuses == [status])
        #expect(!wire.isClosed)
        wire.endInput()
        #expect(wire.isClosed)
    }

    @Test("the refusal of HEAD has no body")
    func refusesHead() {
        let wire = Wire()
        wire.receive("HEAD / HTTP/1.1\r\nX : y\r\n\r\n")
        #expect(wire.statuses == [400])
        #expect(wire.sent.hasSuffix("\r\n\r\n"))
    }

    @Test("nothing after a fault is read as a request, so a smuggled one is never answered")
    func ignoresSmuggled() {
        let wire = Wire()
        wire.receive(
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + Self.get("/smuggled")
        )
        #expect(wire.statuses == [400])
    }

    // MARK: Ends

    @Test("answers a client that has closed its side, unless the answer needs heavy work")
    func answersHalfClosed() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Self.get("/brief") + Self.get("/b"))
        wire.endInput()
        #expect(!wire.isClosed)
        wire.doWork()
        #expect(wire.sent == Self.answer("") + Self.answer("/b"))
        #expect(wire.isClosed)
    }

    @Test(
        "an incomplete request is answered 400 (RFC 9112 §8)",
        arguments: [
            "GET", "GET / HTTP/1.1\r\nHost: a\r\n", "POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab",
        ]
    )
    func refusesIncomplete(raw: String) {
        let wire = Wire()
        wire.receive(raw)
        wire.endInput()
        #expect(wire.statuses == [400])
        #expect(wire.isClosed)
    }

    @Test("a connection without a request ends silently", arguments: ["", "\r\n"])
    func endsSilently(raw: String) {
        let wire = Wire()
        wire.receive(raw)
        wire.endInput()
        #expect(wire.sent.isEmpty)
        #expect(wire.isClosed)
    }

    // MARK: Time

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
        wire.receive(Self.post("/collect", length: 900_000, ""))
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
        wire.receive(Self.get("/a"))
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
        wire.receive(Self.get("/large"))
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
        wire.receive(Self.get("/collect"))
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
        wire.receive(Self.post("/collect", length: 200_000, String(repeating: "a", count: 65_536)))
        wire.pass(.seconds(30))
        #expect(wire.statuses == [408])
        wire.doWork()
        #expect(wire.statuses == [408])
    }

    // MARK: Sending

    @Test("processes no further request while 64 KiB of answers wait")
    func boundsOutput() {
        let wire = Wire()
        wire.window = 0
        wire.receive(Self.get("/large") + Self.get("/b"))
        #expect(wire.interest == ConnectionMachine.Interest(isReading: false, isWriting: true))
        wire.openWindow(.max)
        #expect(wire.statuses == [200, 200])
        #expect(wire.isReading)
    }

    @Test("waiting answers are sent together")
    func joinsAnswers() {
        let wire = Wire()
        wire.window = 0
        wire.receive(String(repeating: Self.get("/a"), count: 16))
        wire.openWindow(.max)
        #expect(wire.statuses.count == 16)
    }

    // MARK: Shutdown

    @Test("shutdown closes an idle connection at once")
    func shutsDownIdle() {
        let wire = Wire()
        wire.receive(Self.get("/a"))
        wire.shutdown()
        #expect(wire.isClosed)
    }

    @Test("shutdown lets the current request finish as the last one")
    func shutsDownBusy() {
        let wire = Wire()
        wire.receive("GET /a HTTP/1.1\r\n")
        wire.shutdown()
        #expect(!wire.isClosed)
        wire.receive("Host: a\r\n\r\n" + Self.get("/b"))
        #expect(wire.sent == Self.answer("/a", "Connection: close\r\n"))
        #expect(wire.isSendingFinished)
    }

    @Test("at the end of the drain, whoever has no answer gets 503 instead of a cut, and its work is cancelled")
    func answersAtTheEnd() {
        for (raw, cancellations) in [
            (Self.get("/collect"), [true]), (Self.post("/collect", length: 900_000, "abc"), [true]),
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
        wire.receive(Self.get("/collect"))
        wire.shutdown()
        wire.dropWork()
        #expect(wire.statuses == [503])
        #expect(wire.isSendingFinished)
        #expect(wire.handler.finished == 0)
    }
}
