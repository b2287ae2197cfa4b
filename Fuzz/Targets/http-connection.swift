@testable import HTTPMessage

/// Simulates a whole connection. The first bytes choose the slices, the speed of the client's reads and the passing of
/// time. The machine must always come to rest, stay within its limits, end when the client ends, and release its
/// grants. All slicings must give the same answers.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConnection(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    guard count > 4 else { return 0 }
    let message = input.slice(4..<count)
    let whole = live(message, slice: message.count, window: .max, pause: 0, refusals: 0)
    let bytewise = live(message, slice: 1, window: .max, pause: 0, refusals: 0)
    // With `Expect: 100-continue`, the interim answer and the end of the connection depend on whether the body has
    // arrived already (RFC 9110 §10.1.1). Only there may slicing change the answers.
    precondition(whole == bytewise || expectsContinue(message), "slicing changes the answers")
    _ = live(
        message,
        slice: Int(input[0]) + 1,
        window: Int(input[1]) * 8,
        pause: Int(input[2]),
        refusals: Int(input[3])
    )
    return 0
}

private func expectsContinue(_ message: UnsafeRawBufferPointer) -> Bool {
    String(decoding: message, as: UTF8.self).lowercased().contains("100-continue")
}

private func live(_ bytes: UnsafeRawBufferPointer, slice: Int, window: Int, pause: Int, refusals: Int) -> [UInt8] {
    let uploads = UploadBudget(bytes: 256 * 1024)
    var tick = Tick(now: .now, date: Array("D".utf8))
    var machine = ConnectionMachine(
        handler: EchoHandler(),
        limits: RequestLimits(),
        timeouts: ConnectionTimeouts(),
        uploads: uploads,
        at: tick
    )
    var sent: [UInt8] = []
    var refused = 0
    var isClosed = false

    func advance() {
        var steps = 0
        var left = window
        while !isClosed {
            steps += 1
            precondition(steps < 100_000, "the machine does not come to rest")
            switch machine.nextAction(at: tick) {
            case .send:
                var taken = 0
                machine.withPendingOutput {
                    taken = min(left, $0.count)
                    sent.append(contentsOf: $0.slice(0..<taken))
                }
                left -= taken
                if taken > 0 { machine.sent(taken, at: tick) } else { machine.sendBlocked(at: tick) }
            case .work(let item):
                refused += 1
                if item.isAdmission, refusals > 0, refused % refusals == 0 {
                    machine.workRefused(retryAfter: .seconds(1), at: tick)
                } else {
                    item.run()
                    machine.workFinished(item, at: tick)
                }
            case .finishSending, .release: break
            case .close: isClosed = true
            case .wait(let interest):
                guard interest.isWriting, window > 0 else { return }
                machine.sendUnblocked()
                left = window
            }
        }
    }

    var position = 0
    advance()
    while position < bytes.count, !isClosed, machine.readCapacity > 0 {
        let end = min(bytes.count, position + min(max(1, slice), machine.readCapacity))
        machine.receive(bytes.slice(position..<end), at: tick)
        position = end
        advance()
        tick.now += .seconds(pause)
        if let deadline = machine.deadline, deadline <= tick.now { machine.deadlineReached(at: tick) }
        advance()
    }
    if !isClosed { machine.inputEnded(at: tick) }
    advance()
    if !isClosed {
        // The machine waits for a client that does not read only until the write deadline.
        precondition(machine.deadline != nil, "the machine waits for ever")
        tick.now += .seconds(10_000)
        machine.deadlineReached(at: tick)
        advance()
    }
    precondition(isClosed, "the client has ended, but the connection has not")
    precondition(uploads.heldBytes == 0, "a grant is not released")
    return sent
}

private struct EchoHandler: RequestHandler {
    func plan(for head: RequestHead) -> RequestPlan {
        if head.path == "/early" { return .receive(bodyLimit: 100_000, Echo(answersEarly: true)) }
        return head.method == .post
            ? .receive(bodyLimit: 1000, Echo(answersEarly: false))
            : .respond(Response(status: .ok, body: Array(head.path.utf8)))
    }

    func response(to rejection: RequestRejection) -> Response { Response(status: rejection.status) }
}

private final class Echo: BodyReceiver {
    private var content: [UInt8] = []
    private let answersEarly: Bool

    init(answersEarly: Bool) {
        self.answersEarly = answersEarly
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        content.append(contentsOf: bytes)
        return answersEarly ? Response(status: .badRequest) : nil
    }

    func finish() -> Response { Response(status: .ok, body: content) }
}
