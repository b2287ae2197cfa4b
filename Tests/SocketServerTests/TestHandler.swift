import Dispatch
import HTTPMessage
import Synchronization

/// `/count` answers with the size of its body (at most 64 MB), `/brief` does so in the lane for brief work, `/small` accepts 1,000 bytes, `/blocked` is answered
/// when `gate` opens, and every other path at once.
final class TestHandler: RequestHandler {
    /// Opened once per blocked request.
    let gate = DispatchSemaphore(value: 0)
    /// Signalled by each blocked request that is cancelled.
    let cancelled = DispatchSemaphore(value: 0)
    /// Signalled by each blocked request that has begun.
    let begun = DispatchSemaphore(value: 0)

    func plan(for head: RequestHead) -> RequestPlan {
        switch head.path {
        case "/count": .receive(bodyLimit: 64_000_000, Counter())
        case "/brief": .receive(bodyLimit: 1000, Counter(lane: .brief))
        case "/small": .receive(bodyLimit: 1000, Counter())
        case "/blocked": .receive(bodyLimit: 0, Blocker(self))
        case "/large": .respond(Response(status: .ok, body: [UInt8](repeating: 0x61, count: 100_000)))
        case "/unauthorized": .respond(Response(status: .unauthorized))
        default: .respond(Response(status: .ok, body: Array(head.path.utf8)))
        }
    }

    func isHealthCheck(_ head: RequestHead) -> Bool { head.path == "/healthz" }

    func response(to rejection: RequestRejection) -> Response {
        Response(status: rejection.status)
    }
}

final class Counter: BodyReceiver {
    let lane: WorkLane
    private var count = 0

    init(lane: WorkLane = .heavy) {
        self.lane = lane
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        count += bytes.count
        return nil
    }

    func finish() -> Response {
        Response(status: .ok, body: Array(String(count).utf8))
    }
}

final class Blocker: BodyReceiver {
    private let handler: TestHandler

    init(_ handler: TestHandler) {
        self.handler = handler
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? { nil }

    func finish() -> Response {
        handler.begun.signal()
        handler.gate.wait()
        return Response(status: .ok)
    }

    func cancel(isDraining: Bool) {
        handler.cancelled.signal()
    }
}
