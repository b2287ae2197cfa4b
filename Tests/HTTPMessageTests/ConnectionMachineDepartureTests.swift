import Testing

@testable import HTTPMessage

/// Clients that go away while their work waits or runs, and what the application learns about it.
@Suite("ConnectionMachine and departed clients")
struct ConnectionMachineDepartureTests {
    private static let upload = "POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n"

    /// The ways in which a client departs while its request is complete.
    enum Departure: CaseIterable {
        /// The poller saw the end of the stream. The client's kernel answers the next bytes with a reset.
        case closeSeen
        /// A read returned the end of the stream. The client's kernel answers the next bytes with a reset.
        case closeRead
        case reset

        func happen(on wire: Wire) {
            switch self {
            case .closeSeen: wire.seeEnd()
            case .closeRead: wire.endInput()
            case .reset: break
            }
            #expect(!wire.isClosed)
            #expect(wire.sent == (self == .reset ? "" : "HTTP/1.1 "), "bytes that provoke the reset")
            wire.reset()
        }
    }

    @Test("work that waits is never begun, and is released", arguments: Departure.allCases)
    func dropsWaitingWork(departure: Departure) {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Raw.get("/collect"))
        #expect(wire.interest?.isWatchingEnd == true)
        departure.happen(on: wire)
        #expect(wire.isClosed)
        #expect(wire.work.map(\.isAbandoned) == [true])
        #expect(wire.released == 1)
        #expect(wire.handler.cancellations == [false])
        wire.doWork()
        #expect(wire.handler.finished == 0)
        #expect(wire.statuses.isEmpty)
        #expect(wire.handler.cancellations == [false], "at most once")
    }

    /// A receiver holds the memory of its request, and a grant a part of the budget of uploads.
    @Test("nobody keeps the receiver or the grant of a request that has ended, however it ended")
    func releasesReceivers() {
        let body = "POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
        let ends: [(name: String, happens: (Wire) -> Void)] = [
            ("answered", { $0.receive(body) }),
            ("answered without a body", { $0.receive(Raw.get("/collect")) }),
            ("answered on another lane", { $0.receive(Raw.get("/moved")) }),
            ("answered early", { $0.receive(body.replacing("/collect", with: "/early")) }),
            ("answered in several batches", { $0.receive(Self.upload + String(repeating: "a", count: 200_000)) }),
            ("refused", { $0.receive(body.replacing("/collect", with: "/small")) }),
            (
                "too slow",
                { wire in
                    wire.receive(Self.upload + "a")
                    wire.pass(.seconds(31))
                }
            ),
            (
                "cut off",
                { wire in
                    wire.receive(Self.upload + "a")
                    wire.reset()
                }
            ),
        ]
        for end in ends {
            let uploads = UploadBudget(bytes: 64 << 20)
            let wire = Wire(uploads: uploads)
            end.happens(wire)
            #expect(wire.handler.living == 0, "\(end.name)")
            #expect(uploads.heldBytes == 0, "\(end.name)")
        }
    }

    @Test("work that runs is cancelled meanwhile", arguments: Departure.allCases)
    func cancelsRunningWork(departure: Departure) {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Raw.get("/collect"))
        wire.doWork { departure.happen(on: wire) }
        #expect(wire.isClosed)
        #expect(wire.handler.cancellations == [false])
        #expect(wire.released == 0, "the worker releases it")
        #expect(wire.statuses.isEmpty)
    }

    @Test(
        "a client that has only ended its stream gets its answer, in one piece or begun early",
        arguments: ["1.0", "1.1"],
        [true, false]
    )
    func answersHalfClosedClients(version: String, isRead: Bool) {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Raw.get("/collect").replacing("HTTP/1.1", with: "HTTP/\(version)"))
        if isRead { wire.endInput() } else { wire.seeEnd() }
        #expect(wire.sent == "HTTP/1.1 ")
        #expect(wire.interest?.isWatchingEnd == false, "the end stays visible, and would be reported without a pause")
        wire.doWork()
        if !isRead { wire.endInput() }
        #expect(wire.sent.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
        #expect(wire.statuses == [200])
        #expect(wire.isClosed)
        #expect(wire.handler.cancellations.isEmpty)
        #expect(wire.handler.records.map(\.sentBytes) == [wire.sent.utf8.count])
    }

    @Test("pipelined requests of a client that has ended its stream are all answered, and a refusal is whole, too")
    func answersAllOfHalfClosedClients() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        let upload = "POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
        wire.receive(upload + Raw.get("/a") + Raw.get("/collect") + Raw.get("/collect"))
        wire.endInput()
        wire.doWork()
        wire.doWork()
        wire.hasFullQueue = true
        wire.dropWork()
        #expect(wire.statuses == [200, 200, 200, 503])
        #expect(wire.answers.first == "200 hi")
        #expect(wire.isClosed)
    }

    @Test("a receiver that waits for more of its body is cancelled when the body ends early or too late")
    func cancelsIncompleteBodies() {
        for end in [{ $0.endInput() }, { $0.pass(.seconds(31)) }, { $0.reset() }] as [(Wire) -> Void] {
            let wire = Wire()
            wire.receive(Self.upload + String(repeating: "a", count: 100_000))
            end(wire)
            #expect(wire.handler.cancellations == [false])
            #expect(wire.released == 1)
            #expect(wire.handler.finished == 0)
        }
    }

    @Test("short work of a client that has only ended its stream is done and answered")
    func answersShortWork() {
        let wire = Wire()
        wire.doesWorkAtOnce = false
        wire.receive(Raw.get("/brief"))
        #expect(wire.interest?.isWatchingEnd == false)
        wire.seeEnd()
        wire.endInput()
        #expect(wire.sent.isEmpty)
        wire.doWork()
        #expect(wire.statuses == [200])
        #expect(wire.handler.cancellations.isEmpty)
    }

    @Test("an answer is not a departure")
    func cancelsNothingElse() {
        let wire = Wire()
        wire.receive(Raw.get("/collect"))
        wire.reset()
        #expect(wire.statuses == [200])
        #expect(wire.handler.cancellations.isEmpty)
        #expect(wire.released == 0)
    }

    // MARK: Records

    @Test("each request is reported once, with its bytes")
    func reports() throws {
        let wire = Wire()
        let body = "POST /collect?x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n"
        wire.receive(Raw.get("/a") + body + "GET / HTTP/2.0\r\nHost: a\r\n\r\n")
        let records = wire.handler.records
        #expect(records.map(\.status) == [.ok, .ok, .httpVersionNotSupported])
        #expect(records.map(\.head?.path) == ["/a", "/collect", nil])
        #expect(records.map(\.receivedBytes).prefix(2) == [Raw.get("/a").utf8.count, body.utf8.count])
        #expect(records.map(\.sentBytes).reduce(0, +) == wire.sent.utf8.count)
        #expect(records.map { $0.queueWait == nil } == [true, false, true])
        #expect(records.allSatisfy { $0.duration >= .zero && $0.duration < .seconds(60) })
    }

    @Test("empty lines before a request belong to no request")
    func reportsNoEmptyLines() {
        let wire = Wire()
        wire.receive(Raw.get("/a") + "\r\n")
        wire.pass(.seconds(50))
        wire.receive("\r\n")
        wire.pass(.seconds(1))
        wire.receive(Raw.get("/b"))
        let records = wire.handler.records
        #expect(records.map(\.status) == [.ok, .ok])
        #expect(records.allSatisfy { $0.duration < .seconds(1) })
        #expect(records.map(\.receivedBytes) == [Raw.get("/a").utf8.count, Raw.get("/b").utf8.count])
    }

    @Test("a request that is cut off is reported without a status, and a connection without a request is not reported")
    func reportsCuts() {
        for (raw, paths) in [
            (Self.upload + "abc", ["/collect"]), (Raw.get("/collect"), ["/collect"]), ("GET /a HTTP/1.1\r\n", []),
            ("", []),
        ] as [(String, [String])] {
            let wire = Wire()
            wire.doesWorkAtOnce = false
            wire.receive(raw)
            wire.pass(.seconds(5))
            wire.reset()
            let records = wire.handler.records
            #expect(records.map(\.head?.path) == paths)
            #expect(records.allSatisfy { $0.status == nil && $0.sentBytes == 0 && $0.duration >= .seconds(5) })
        }
    }
}
