import HTTPMessage

/// Answers by path: `/collect` and `/small` with the request's body, `/early` with 400 at the first byte of a body,
/// `/large` with 100,000 bytes, every other path at once with the path.
struct ScriptedHandler: RequestHandler {
    func plan(for head: RequestHead) -> RequestPlan {
        switch head.path {
        case "/collect": .receive(bodyLimit: 1_000_000, Collector(answersEarly: false))
        case "/early": .receive(bodyLimit: 1_000_000, Collector(answersEarly: true))
        case "/small": .receive(bodyLimit: 4, Collector(answersEarly: false))
        case "/large": .respond(Response(status: .ok, body: [UInt8](repeating: 0x61, count: 100_000)))
        default: .respond(Response(status: .ok, body: Array(head.path.utf8)))
        }
    }

    func response(to rejection: RequestRejection) -> Response {
        Response(status: rejection.status)
    }
}

final class Collector: BodyReceiver {
    private var content: [UInt8] = []
    private let answersEarly: Bool

    init(answersEarly: Bool) {
        self.answersEarly = answersEarly
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        content.append(contentsOf: bytes)
        return answersEarly ? Response(status: .badRequest) : nil
    }

    func finish() -> Response {
        Response(status: .ok, body: content)
    }
}
