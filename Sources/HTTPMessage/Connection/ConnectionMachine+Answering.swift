/// Answers, refusals, and the fate of the connection after them.
extension ConnectionMachine {
    /// Answers the current request. Then the connection waits for the next one, discards the rest of the body, or
    /// closes.
    mutating func answer(_ response: Response, at tick: Tick) {
        guard var exchange else { return }
        exchange.receiver = nil
        exchange.grant = nil
        batch = []
        spare = []

        let isComplete = exchange.body.isFinished
        // RFC 9110 §10.1.1: a client that still waits for `100 Continue` may send its body now, or never.
        // The body of a stranger is not worth a place.
        let canDiscard =
            !exchange.awaitsContinue && (exchange.body.remaining ?? 0) <= limits.discardedBodyBytes
            && response.status != .unauthorized && response.status != .forbidden
        let isLast = isDraining || isReserved || !exchange.isPersistent || !(isComplete || canDiscard)
        append(response, isHead: exchange.isHead, version: exchange.head.version, isLast: isLast, at: tick)

        if isLast {
            close(lingering: !isComplete || (isDraining && exchange.isPersistent))
        } else if isComplete {
            becomeIdle(at: tick)
        } else {
            exchange.body.limit = exchange.body.received + limits.discardedBodyBytes
            exchange.patience = newPatience(at: tick)
            readDeadline = exchange.patience.deadline
            self.exchange = exchange
            phase = .discarding
        }
    }

    /// Refuses the current request. After a full queue the connection continues. After any other refusal it closes,
    /// because the bytes that follow cannot be trusted or are not wanted.
    mutating func reject(_ rejection: RequestRejection, at tick: Tick) {
        abandonWork(isDraining: rejection == .shuttingDown)
        var response = handler.response(to: rejection, head: exchange?.head)
        if let retryAfter = rejection.retryAfter {
            response.fields.set(.retryAfter, HTTPFieldValue(Int(retryAfter.components.seconds)))
        }
        if case .overloaded = rejection {
            answer(response, at: tick)
            return
        }
        append(
            response,
            isHead: exchange?.isHead ?? (parser.method == .head),
            version: exchange?.head.version ?? .http11,
            isLast: true,
            at: tick
        )
        close(lingering: true)
    }

    /// Ends the connection after the pending output.
    mutating func close(lingering: Bool) {
        phase = .closing
        needsLinger = lingering
        readDeadline = nil
        exchange = nil
        batch = []
        spare = []
    }

    /// Waits for the next request.
    mutating func becomeIdle(at tick: Tick) {
        exchange = nil
        phase = .idle
        idleSince = tick.now
        readDeadline = tick.now + timeouts.idle
        if isDraining { close(lingering: true) }
    }

    private mutating func append(
        _ response: Response,
        isHead: Bool,
        version: HTTPVersion,
        isLast: Bool,
        at tick: Tick
    ) {
        // RFC 9112 §9.3: the last answer announces the end. HTTP/1.0 needs `keep-alive` on every other answer.
        let persistence: ResponseSerializer.Persistence =
            isLast ? .close : version == .http10 ? .keepAlive : .implied
        let sentBytes = output.append(response, isHead: isHead, persistence: persistence, date: tick.date)
        report(response, sentBytes: sentBytes, at: tick)
    }

    /// Reports the end of the current request.
    ///
    /// - Parameter response: nil if the request was cut off.
    func report(_ response: Response?, sentBytes: Int, at tick: Tick) {
        // The tick stands still during a turn of the loop, and most answers take less than a turn.
        let now = max(tick.now, Tick.Instant.now)
        handler.didAnswer(
            RequestRecord(
                head: exchange?.head,
                status: response?.status,
                note: response?.note,
                receivedBytes: exchange?.receivedBytes ?? headBytes,
                sentBytes: sentBytes,
                duration: (exchange?.began ?? headBegan ?? tick.now).duration(to: now),
                queueWait: exchange?.queueWait
            )
        )
    }
}
