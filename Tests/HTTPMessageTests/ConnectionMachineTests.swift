import Testing

@testable import HTTPMessage

@Suite("ConnectionMachine")
struct ConnectionMachineTests {
    // MARK: Order and persistence

    @Test("keeps the connection and answers pipelined requests in order, for every slicing")
    func pipelines() {
        let chunked = "POST /collect HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n"
        let raw = Raw.get("/a") + Raw.post("/collect", length: 3, "abc") + chunked + Raw.get("/b")
        let expected = Raw.answer("/a") + Raw.answer("abc") + Raw.answer("de") + Raw.answer("/b")
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
        wire.receive(Raw.get("/collect") + Raw.get("/b"))
        #expect(wire.sent.isEmpty)
        #expect(!wire.isReading)
        wire.doWork()
        #expect(wire.sent == Raw.answer("") + Raw.answer("/b"))
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
        #expect(wire.sent == Raw.answer("/a", field))
        #expect(wire.isClosed == isClosed)
        #expect(!wire.isSendingFinished)
    }

    @Test("the answer to HEAD has the fields of GET and no body, and the connection continues")
    func answersHead() {
        let wire = Wire()
        wire.receive("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n" + Raw.get("/b"))
        #expect(wire.sent == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 4\r\n\r\n" + Raw.answer("/b"))
    }

    // MARK: Bodies

    @Test("discards an unwanted body and answers the request after it")
    func dropsBodies() {
        let wire = Wire()
        wire.receive(Raw.post("/a", length: 3, ""))
        #expect(wire.sent == Raw.answer("/a"))
        wire.receive("abc" + Raw.get("/b"))
        #expect(wire.sent == Raw.answer("/a") + Raw.answer("/b"))
    }

    @Test("closes the connection instead of discarding a large body")
    func leavesLargeBodies() {
        let wire = Wire()
        wire.receive(Raw.post("/a", length: 10_000_000, "abc"))
        #expect(wire.sent == Raw.answer("/a", "Connection: close\r\n"))
        #expect(wire.isSendingFinished)
        #expect(wire.isReading)
        wire.endInput()
        #expect(wire.isClosed)
    }

    @Test("after an early answer, the rest of the body is discarded")
    func answersEarly() {
        let wire = Wire()
        wire.receive(Raw.post("/early", length: 100_000, String(repeating: "a", count: 70_000)))
        #expect(wire.statuses == [400])
        wire.receive(String(repeating: "a", count: 30_000) + Raw.get("/b"))
        #expect(wire.statuses == [400, 200])
    }

    @Test("sends 100 Continue before the body, but not if the body has arrived")
    func continues() {
        let wire = Wire()
        wire.receive(Raw.post("/collect", length: 3, "", "Expect: 100-continue\r\n"))
        #expect(wire.sent == "HTTP/1.1 100 Continue\r\n\r\n")
        wire.receive("abc")
        #expect(wire.sent == "HTTP/1.1 100 Continue\r\n\r\n" + Raw.answer("abc"))

        let other = Wire()
        other.receive(Raw.post("/collect", length: 3, "abc", "Expect: 100-continue\r\n"))
        #expect(other.sent == Raw.answer("abc"))
    }

    @Test("a final answer instead of 100 Continue is the last one, because the body may never come (RFC 9110 §10.1.1)")
    func refusesToContinue() {
        let wire = Wire()
        wire.receive(Raw.post("/a", length: 3, "", "Expect: 100-continue\r\n"))
        #expect(wire.sent == Raw.answer("/a", "Connection: close\r\n"))

        let large = Wire()
        large.receive(Raw.post("/small", length: 5, "", "Expect: 100-continue\r\n"))
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
        wire.receive(Raw.post("/collect", length: 7 * piece.count, ""))
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
        wire.receive(Raw.post("/collect", length: 1000, ""))
        for _ in 0..<999 { wire.receive("a") }
        #expect(wire.work.isEmpty)
        wire.receive("a")
        #expect(wire.work.count == 1)
    }

    @Test("a full queue is answered 503 with Retry-After, and the connection continues")
    func refusesWork() {
        let wire = Wire()
        wire.hasFullQueue = true
        wire.receive(Raw.post("/collect", length: 3, "abc"))
        #expect(wire.statuses == [503])
        #expect(wire.sent.contains("\r\nRetry-After: 7\r\n"))
        wire.receive(Raw.get("/b"))
        #expect(wire.statuses == [503, 200])
    }

    @Test("work that turns out to be heavy is continued by the workers of the other lane, which may refuse it")
    func changesLane() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Raw.post("/moved", length: 3, "abc"))
        #expect(wire.work.map(\.lane) == [.brief])
        wire.doWork()
        #expect(wire.statuses.isEmpty)
        #expect(wire.handler.finished == 0)
        #expect(wire.work.map(\.lane) == [.heavy])
        #expect(wire.work.first?.isAdmission == true)
        #expect(wire.interest?.isWatchingEnd == true, "heavy work is given up if the client leaves")
        wire.doWork()
        #expect(wire.sent == Raw.answer("abc"))

        wire.receive(Raw.get("/moved"))
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
        wire.receive(Raw.get("/never"))
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
                + Raw.get("/smuggled")
        )
        #expect(wire.statuses == [400])
    }

    // MARK: Ends

    @Test("answers a client that has closed its side, unless the answer needs heavy work")
    func answersHalfClosed() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Raw.get("/brief") + Raw.get("/b"))
        wire.endInput()
        #expect(!wire.isClosed)
        wire.doWork()
        #expect(wire.sent == Raw.answer("") + Raw.answer("/b"))
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

    // MARK: Sending

    @Test("processes no further request while 64 KiB of answers wait")
    func boundsOutput() {
        let wire = Wire()
        wire.window = 0
        wire.receive(Raw.get("/large") + Raw.get("/b"))
        #expect(wire.interest == ConnectionMachine.Interest(isReading: false, isWriting: true))
        wire.openWindow(.max)
        #expect(wire.statuses == [200, 200])
        #expect(wire.isReading)
    }

    @Test("waiting answers are sent together")
    func joinsAnswers() {
        let wire = Wire()
        wire.window = 0
        wire.receive(String(repeating: Raw.get("/a"), count: 16))
        wire.openWindow(.max)
        #expect(wire.statuses.count == 16)
    }
}
