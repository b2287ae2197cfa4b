/// Request heads, and how the application plans to answer them.
extension ConnectionMachine {
    mutating func readHead(_ bytes: UnsafeRawBufferPointer, at tick: Tick) -> Int {
        do throws(RequestRejection) {
            switch try parser.parse(bytes) {
            case .needMoreBytes:
                if phase == .idle, parser.hasStarted {
                    phase = .head
                    readDeadline = tick.now + timeouts.head
                }
                return bytes.count
            case .complete(let parsed, let consumed):
                begin(parsed, hasBodyArrived: consumed < bytes.count, at: tick)
                return consumed
            }
        } catch {
            reject(error, at: tick)
            return bytes.count
        }
    }

    private mutating func begin(_ parsed: ParsedHead, hasBodyArrived: Bool, at tick: Tick) {
        exchange = Exchange(
            isHead: parsed.head.method == .head,
            version: parsed.head.version,
            isPersistent: parsed.isPersistent,
            awaitsContinue: parsed.expectsContinue && !hasBodyArrived,
            body: BodyReader(framing: parsed.framing, limits: limits, limit: limits.discardedBodyBytes)
        )
        switch handler.plan(for: parsed.head) {
        case .respond(let response):
            answer(response, at: tick)
        case .receive(let bodyLimit, let receiver):
            if let declared = parsed.framing.declaredLength, declared > bodyLimit {
                reject(.bodyTooLarge(limit: bodyLimit), at: tick)
                return
            }
            exchange?.receiver = receiver
            exchange?.body.limit = bodyLimit
            guard exchange?.body.isFinished == false else {
                phase = .working
                return
            }
            phase = .body
            startBatch(at: tick)
            if exchange?.awaitsContinue == true {
                // RFC 9110 §10.1.1: the interim answer is sent at once, because the client waits for it (curl waits for
                // one second). It is not needed if the body has begun to arrive.
                exchange?.awaitsContinue = false
                output.appendContinue()
            }
        }
    }
}
