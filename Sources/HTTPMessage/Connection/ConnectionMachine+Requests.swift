extension ConnectionMachine {
    // MARK: Taking a request

    mutating func takeHead(_ bytes: UnsafeRawBufferPointer, at tick: Tick) -> Int {
        do throws(RequestRejection) {
            switch try parser.parse(bytes) {
            case .needMoreBytes:
                if phase == .idle, parser.hasStarted {
                    phase = .head
                    readDeadline = tick.now + timeouts.head
                }
                return bytes.count
            case .complete(let parsed, let consumed):
                begin(parsed, isBodyComing: consumed < bytes.count, at: tick)
                return consumed
            }
        } catch {
            reject(error, at: tick)
            return bytes.count
        }
    }

    mutating func takeBody(_ bytes: UnsafeRawBufferPointer, at tick: Tick) -> Int {
        do throws(RequestRejection) {
            guard let taken = try exchange?.body.read(bytes, into: &gathered) else { return bytes.count }
            exchange?.awaitsContinue = false
            readDeadline = nextBodyDeadline(at: tick)
            if exchange?.body.isFinished == true {
                phase = .working
            } else if exchange?.grant == nil, gathered.count >= pieceSize.work {
                askForLargePieces()
            }
            return taken
        } catch {
            reject(error, at: tick)
            return bytes.count
        }
    }

    /// Reads what is left of an answered request, so that the next one can be found behind it.
    mutating func dropBody(_ bytes: UnsafeRawBufferPointer, at tick: Tick) -> Int {
        do throws(RequestRejection) {
            guard let taken = try exchange?.body.read(bytes, into: &gathered, dropping: true) else {
                return bytes.count
            }
            readDeadline = nextBodyDeadline(at: tick)
            if exchange?.body.isFinished == true { becomeIdle(at: tick) }
            return taken
        } catch {
            // Answered already; after a fault, or beyond the bound, there is no telling where a next request begins.
            close(lingering: true)
            return bytes.count
        }
    }

    private mutating func begin(_ parsed: ParsedHead, isBodyComing: Bool, at tick: Tick) {
        exchange = Exchange(
            isHead: parsed.head.method == .head,
            version: parsed.head.version,
            isPersistent: parsed.isPersistent,
            awaitsContinue: parsed.expectsContinue && !isBodyComing,
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
            beginPiece(at: tick)
            if exchange?.awaitsContinue == true {
                // RFC 9110 §10.1.1: at once, or the client waits (curl: one second). Not needed when the body is coming.
                exchange?.awaitsContinue = false
                ResponseSerializer.appendContinue(to: &output)
            }
        }
    }

    // MARK: Answering

    /// Answers the request in hand and decides what becomes of the connection.
    mutating func answer(_ response: Response, at tick: Tick) {
        guard var exchange else { return }
        exchange.receiver = nil
        exchange.grant = nil
        gathered = []
        spare = []

        let isWhole = exchange.body.isFinished
        // RFC 9110 §10.1.1: a client that waits to be told may send its body now or never.
        let canReadOn = !exchange.awaitsContinue && (exchange.body.remaining ?? 0) <= limits.discardedBodyBytes
        let isLast = isDraining || !exchange.isPersistent || !(isWhole || canReadOn)
        append(response, isHead: exchange.isHead, version: exchange.version, isLast: isLast, at: tick)

        if isLast {
            close(lingering: !isWhole || (isDraining && exchange.isPersistent))
        } else if isWhole {
            becomeIdle(at: tick)
        } else {
            exchange.body.limit = exchange.body.received + limits.discardedBodyBytes
            self.exchange = exchange
            phase = .discarding
            beginPiece(at: tick)
        }
    }

    /// Refuses the request in hand. But for a full queue, what follows on the connection cannot be trusted or is not
    /// wanted, so this is its last answer.
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

    mutating func close(lingering: Bool) {
        phase = .closing
        needsLinger = lingering
        readDeadline = nil
        exchange = nil
        gathered = []
        spare = []
    }

    private mutating func becomeIdle(at tick: Tick) {
        exchange = nil
        phase = .idle
        waitsSince = tick.now
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
        ResponseSerializer.append(
            response,
            to: &output,
            isHead: isHead,
            // RFC 9112 §9.3: the end is announced; HTTP/1.0 must be told of the contrary too.
            persistence: isLast ? .close : version == .http10 ? .keepAlive : .implied,
            date: tick.date
        )
    }
}
