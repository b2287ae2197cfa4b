import HTTPMessage

/// Answers by path: `/collect`, `/brief`, `/moved` (begun as brief work, finished as heavy work) and `/small` with the request's body, `/early` with 400 at the first byte of a body,
/// `/large` with 100,000 bytes, every other path at once with the path.
///
/// `@unchecked Sendable`: a test uses it on one thread.
final class ScriptedHandler: RequestHandler, @unchecked Sendable {
    /// What happens at the end of a receiver's work, before its answer.
    var whileWorking: (() -> Void)?
    /// What the machine reported.
    private(set) var records: [RequestRecord] = []
    /// The value of `isDraining` of each cancellation.
    fileprivate(set) var cancellations: [Bool] = []
    /// The number of receivers that made their answers.
    fileprivate(set) var finished = 0
    /// The number of receivers that nobody has released.
    fileprivate(set) var living = 0

    func plan(for head: RequestHead) -> RequestPlan {
        switch head.path {
        case "/collect": .receive(bodyLimit: 1_000_000, Collector(self))
        case "/brief": .receive(bodyLimit: 1_000_000, Collector(self, lane: .brief))
        case "/moved": .receive(bodyLimit: 1_000_000, Collector(self, lane: .brief, finishesIn: .heavy))
        case "/early": .receive(bodyLimit: 1_000_000, Collector(self, answersEarly: true))
        case "/small": .receive(bodyLimit: 4, Collector(self))
        case "/large": .respond(Response(status: .ok, body: [UInt8](repeating: 0x61, count: 100_000)))
        case "/unauthorized": .respond(Response(status: .unauthorized))
        case "/forbidden": .respond(Response(status: .forbidden))
        default: .respond(Response(status: .ok, body: Array(head.path.utf8)))
        }
    }

    func response(to rejection: RequestRejection) -> Response {
        Response(status: rejection.status)
    }

    func isHealthCheck(_ head: RequestHead) -> Bool { head.path == "/healthz" }

    func didAnswer(_ record: RequestRecord) {
        records.append(record)
    }
}

final class Collector: BodyReceiver {
    private(set) var lane: WorkLane
    private let lastLane: WorkLane
    private let handler: ScriptedHandler
    private var content: [UInt8] = []
    private let answersEarly: Bool

    init(
        _ handler: ScriptedHandler,
        lane: WorkLane = .heavy,
        finishesIn lastLane: WorkLane? = nil,
        answersEarly: Bool = false
    ) {
        self.handler = handler
        self.lane = lane
        self.lastLane = lastLane ?? lane
        self.answersEarly = answersEarly
        handler.living += 1
    }

    deinit { handler.living -= 1 }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        content.append(contentsOf: bytes)
        return answersEarly ? Response(status: .badRequest) : nil
    }

    func mayFinish() -> Bool {
        defer { lane = lastLane }
        return lane == lastLane
    }

    func finish() -> Response {
        handler.finished += 1
        handler.whileWorking?()
        return Response(status: .ok, body: content)
    }

    func cancel(isDraining: Bool) {
        handler.cancellations.append(isDraining)
    }
}
