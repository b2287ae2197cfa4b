/// Request heads, and how the application plans to answer them.
extension ConnectionMachine {
    mutating func readHead(_ bytes: UnsafeRawBufferPointer, at tick: Tick) -> Int {
        if headBegan == nil { headBegan = tick.now }
        do throws(RequestRejection) {
            switch try parser.parse(bytes) {
            case .needMoreBytes:
                guard parser.hasStarted else {
                    // Empty lines before a request are no part of it (RFC 9112, section 2.2).
                    headBegan = nil
                    return bytes.count
                }
                if phase == .idle {
                    phase = .head
                    readDeadline = tick.now + headTimeout
                }
                headBytes += bytes.count
                return bytes.count
            case .complete(let parsed, let consumed):
                headBytes += consumed
                begin(parsed, hasBodyArrived: consumed < bytes.count, at: tick)
                return consumed
            }
        } catch {
            headBytes += bytes.count
            reject(error, at: tick)
            return bytes.count
        }
    }

    private mutating func begin(_ parsed: ParsedHead, hasBodyArrived: Bool, at tick: Tick) {
        let head = parsed.head
        exchange = Exchange(
            head: head,
            began: headBegan ?? tick.now,
            receivedBytes: headBytes,
            isPersistent: parsed.isPersistent,
            awaitsContinue: parsed.expectsContinue && !hasBodyArrived,
            body: BodyReader(framing: parsed.framing, limits: limits, limit: limits.discardedBodyBytes),
            patience: newPatience(at: tick)
        )
        headBegan = nil
        headBytes = 0
        if isReserved, !handler.isHealthCheck(head) {
            phase = .waiting
            readDeadline = tick.now + Self.placeTimeout
        } else {
            planAnswer(at: tick)
        }
    }

    /// Lets the application plan the answer to the current request.
    mutating func planAnswer(at tick: Tick) {
        guard let head = exchange?.head else { return }
        switch handler.plan(for: head) {
        case .respond(let response):
            answer(response, at: tick)
        case .receive(let bodyLimit, let receiver):
            guard let exchange else { return }
            if let declared = exchange.body.remaining, declared > bodyLimit {
                reject(.bodyTooLarge(limit: bodyLimit), at: tick)
                return
            }
            self.exchange?.receiver = receiver
            self.exchange?.lane = receiver.lane
            self.exchange?.body.limit = bodyLimit
            guard !exchange.body.isFinished else {
                phase = .working
                return
            }
            phase = .body
            readDeadline = exchange.patience.deadline
            if exchange.awaitsContinue {
                // RFC 9110 §10.1.1: the interim answer is sent at once, because the client waits for it (curl waits for
                // one second). It is not needed if the body has begun to arrive.
                self.exchange?.awaitsContinue = false
                output.appendContinue()
            }
        }
    }
}
