import Dispatch
import HTTPMessage
import Synchronization

/// `/count` answers with the size of its body (at most 64 MB), `/small` accepts 1,000 bytes, `/blocked` is answered
/// when `gate` opens, and every other path at once.
final class TestHandler: RequestHandler {
    /// Opened once per blocked request.
    let gate = DispatchSemaphore(value: 0)
    /// Signalled by each blocked request that has begun.
    let begun = DispatchSemaphore(value: 0)

    func plan(for head: RequestHead) -> RequestPlan {
        switch head.path {
        case "/count": .receive(bodyLimit: 64_000_000, Counter())
        case "/small": .receive(bodyLimit: 1000, Counter())
        case "/blocked": .receive(bodyLimit: 0, Blocker(gate: gate, begun: begun))
        default: .respond(Response(status: .ok, body: Array(head.path.utf8)))
        }
    }

    func response(to rejection: RequestRejection) -> Response {
        Response(status: rejection.status)
    }
}

final class Counter: BodyReceiver {
    private var count = 0

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        count += bytes.count
        return nil
    }

    func finish() -> Response {
        Response(status: .ok, body: Array(String(count).utf8))
    }
}

final class Blocker: BodyReceiver {
    private let gate: DispatchSemaphore
    private let begun: DispatchSemaphore

    init(gate: DispatchSemaphore, begun: DispatchSemaphore) {
        self.gate = gate
        self.begun = begun
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? { nil }

    func finish() -> Response {
        begun.signal()
        gate.wait()
        return Response(status: .ok)
    }
}
