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
        let canDiscard = !exchange.awaitsContinue && (exchange.body.remaining ?? 0) <= limits.discardedBodyBytes
        let isLast = isDraining || !exchange.isPersistent || !(isComplete || canDiscard)
        append(response, isHead: exchange.isHead, version: exchange.version, isLast: isLast, at: tick)

        if isLast {
            close(lingering: !isComplete || (isDraining && exchange.isPersistent))
        } else if isComplete {
            becomeIdle(at: tick)
        } else {
            exchange.body.limit = exchange.body.received + limits.discardedBodyBytes
            exchange.startBatch(at: tick, timeouts)
            readDeadline = exchange.bodyDeadline(at: tick, timeouts)
            self.exchange = exchange
            phase = .discarding
        }
    }

    /// Refuses the current request. After a full queue the connection continues. After any other refusal it closes,
    /// because the bytes that follow cannot be trusted or are not wanted.
    mutating func reject(_ rejection: RequestRejection, at tick: Tick) {
        var response = handler.response(to: rejection)
        if case .overloaded(let retryAfter) = rejection {
            response.fields.set(.retryAfter, HTTPFieldValue(Int(retryAfter.components.seconds)))
            answer(response, at: tick)
            return
        }
        append(
            response,
            isHead: exchange?.isHead ?? (parser.method == .head),
            version: exchange?.version ?? .http11,
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
        output.append(response, isHead: isHead, persistence: persistence, date: tick.date)
    }
}
