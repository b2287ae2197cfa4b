/// The state machine of one server connection, without its socket. Bytes, time, finished work and shutdown go in, and
/// `nextAction` says what to do next. Every decision about a connection is made here.
///
///     idle ──first byte──► head ──complete──► body ──complete──► working ──answer──► idle
///                            │                  └──early answer──► discarding ──► idle
///                            ├──complete, no place──► waiting ──place──► body
///                            └──immediate answer, refusal, last answer──► closing ──► lingering ──► closed
///
/// Requests are processed one at a time, so pipelined ones are answered in order (RFC 9112 §9.3.2). Bytes behind the
/// current request wait in `input`, and meanwhile nothing more is read.
///
/// The machine is one value, written in five files. Each file owns a part of the state, and calls only files below it:
///
/// | file | owns |
/// |---|---|
/// | `ConnectionMachine` | the phase, the deadlines, and the events that the caller reports |
/// | `ConnectionMachine+Receiving` | which bytes are processed when, and `input`, the bytes that wait |
/// | `ConnectionMachine+Requests` | request heads and the application's plans |
/// | `ConnectionMachine+Body` | batches of body bytes, work items, and bodies that are discarded |
/// | `ConnectionMachine+Answering` | answers, refusals, and the fate of the connection after them |
///
/// `OutputBuffer` owns the unsent bytes and the deadlines for sending, `Exchange` the state of the current request.
package struct ConnectionMachine: ~Copyable {
    package enum Action {
        /// Send `pendingOutput`, then report `sent`, `sendBlocked` or `lost`.
        case send
        /// Give this item to a worker. Report `workRefused` at once or `workFinished` later.
        case work(WorkItem)
        /// Let a thread that may take its time release this.
        case release(AbandonedWork)
        /// Send the end of the stream.
        case finishSending
        /// Close the socket; the connection has ended.
        case close
        /// Wait for the socket, for work, or for `deadline`.
        case wait(Interest)
    }

    /// The socket events to wait for.
    package struct Interest: Equatable, Sendable {
        package var isReading: Bool
        package var isWriting: Bool
        /// Whether to report `endSeen` when the client ends its stream, although nothing is read.
        package var isWatchingEnd: Bool

        package init(isReading: Bool, isWriting: Bool, isWatchingEnd: Bool = false) {
            self.isReading = isReading
            self.isWriting = isWriting
            self.isWatchingEnd = isWatchingEnd
        }
    }

    enum Phase {
        case idle, head, waiting, body, working, discarding, closing, lingering, closed
    }

    /// A connection is not evicted for this long after it was accepted or answered.
    package static let evictionGrace = Duration.milliseconds(50)
    /// A client that sends a body or reads an answer may be this much behind its rate before its connection is evicted.
    private static let evictionTolerance = Duration.seconds(3)
    /// How long a request waits for a place. It is longer than `evictionTolerance`, so that slow clients give way first.
    static let placeTimeout = Duration.seconds(5)
    /// The time for a head on a place beyond the limit.
    private static let reservedHeadTimeout = Duration.seconds(2)

    let handler: any RequestHandler
    let limits: RequestLimits
    let timeouts: ConnectionTimeouts
    let uploads: UploadBudget

    var phase = Phase.idle
    var parser: RequestHeadParser
    var exchange: Exchange?
    var input = InputBuffer()
    var output = OutputBuffer()
    /// Body bytes for the next work item.
    var batch: [UInt8] = []
    /// The storage of the previous work item, to be used for the next batch.
    var spare: [UInt8] = []
    /// The work item that waits for a worker or runs.
    var work: WorkItem?
    /// What `nextAction` returns for release.
    var abandoned: AbandonedWork?
    /// The bytes of the head that is being received.
    var headBytes = 0
    /// When the first byte of the head arrived that is being received.
    var headBegan: Tick.Instant?
    var isDraining = false
    /// Whether the connection has one of the places beyond the limit. There, health checks are answered, and other requests wait
    /// for a place within the limit.
    package private(set) var isReserved: Bool
    /// Whether the client has opened a socket file.
    package var isFromSocketFile: Bool {
        get { parser.isFromSocketFile }
        set { parser.isFromSocketFile = newValue }
    }
    /// Whether the client may still be sending when the connection ends. Then closing at once could destroy the answer
    /// on its way to the client (RFC 9112 §9.6).
    var needsLinger = false
    /// Whether the client is known to have ended its stream. Bytes before the end may be unread.
    var isEndKnown = false
    /// When the client must have sent something; nil in the phases that do not wait for the client.
    var readDeadline: Tick.Instant?
    /// When lingering ends, even while bytes still come.
    var lingerEnd: Tick.Instant?
    /// When the client connected or its last answer was made.
    var idleSince: Tick.Instant

    package init(
        handler: any RequestHandler,
        limits: RequestLimits,
        timeouts: ConnectionTimeouts,
        uploads: UploadBudget,
        isReserved: Bool = false,
        at tick: Tick
    ) {
        self.handler = handler
        self.limits = limits
        self.timeouts = timeouts
        self.uploads = uploads
        self.isReserved = isReserved
        parser = RequestHeadParser(limits: limits)
        idleSince = tick.now
        // A client that connects should send a request soon. Only a client that was served may stay idle for longer.
        readDeadline = tick.now + headTimeout
    }

    /// The time for a head. Places beyond the limit are few.
    var headTimeout: Duration { isReserved ? min(timeouts.head, Self.reservedHeadTimeout) : timeouts.head }

    // MARK: What to do

    package mutating func nextAction(at tick: Tick) -> Action {
        if let abandoned = takeAbandoned() { return .release(abandoned) }
        if phase == .closed { return .close }
        if let item = nextWork(at: tick) {
            // The item took the batch, so there is room for bytes that had to wait.
            continueReceiving(at: tick)
            return .work(item)
        }
        probeDeparture()
        if !output.isEmpty, !output.isBlocked { return .send }
        if phase == .closing, output.isEmpty {
            guard needsLinger, !input.hasEnded else {
                phase = .closed
                return .close
            }
            phase = .lingering
            lingerEnd = tick.now + timeouts.lingerTotal
            readDeadline = tick.now + timeouts.linger
            return .finishSending
        }
        return .wait(
            Interest(
                isReading: wantsInput,
                isWriting: output.isBlocked,
                isWatchingEnd: hasHeavyWork && !wantsInput && !isEndKnown
            )
        )
    }

    /// Returns abandoned work that must be released, once.
    package mutating func takeAbandoned() -> AbandonedWork? {
        defer { abandoned = nil }
        return abandoned
    }

    /// When to call `deadlineReached` unless something happens before; nil while the client owes nothing.
    package var deadline: Tick.Instant? {
        let reading = wantsInput || awaitsPlace ? readDeadline : nil
        guard let reading, let writing = output.deadline else { return reading ?? output.deadline }
        return min(reading, writing)
    }

    /// Whether a complete request waits for a place within the limit.
    package var awaitsPlace: Bool { phase == .waiting }

    /// Whether the client of a place beyond the limit has begun a request. It may turn out to be a health check.
    package var hasBegunRequest: Bool { isReserved && phase == .head }

    /// Whether the connection may be closed in favour of another one: the client has had time to send something, and it
    /// has not sent a complete request, sends a body too slowly, does not read its answers, or waits for a place.
    package func isEvictable(at tick: Tick) -> Bool {
        guard output.isEmpty else {
            return work == nil && output.isStrained(beyond: Self.evictionTolerance, at: tick.now)
        }
        switch phase {
        case .idle, .head, .lingering: return input.isEmpty && idleSince + Self.evictionGrace <= tick.now
        case .waiting: return true
        case .body, .discarding:
            return wantsInput
                && exchange?.patience.isStrained(beyond: Self.evictionTolerance, at: tick.now) == true
        case .working, .closing, .closed: return false
        }
    }

    /// Calls `body` with the bytes to send.
    package func withPendingOutput(_ body: (UnsafeRawBufferPointer) -> Void) {
        output.withBytes(body)
    }

    // MARK: What happened; see also `receive` and `inputEnded`

    package mutating func sent(_ count: Int, at tick: Tick) {
        output.sent(count, at: tick)
        guard output.isEmpty else { return }
        // The time for the next request starts when the client has the whole answer.
        if phase == .idle { readDeadline = tick.now + timeouts.idle }
        if phase == .head { readDeadline = tick.now + headTimeout }
        continueReceiving(at: tick)
    }

    package mutating func sendBlocked(at tick: Tick) {
        output.blocked(at: tick, timeouts)
    }

    package mutating func sendUnblocked() {
        output.unblocked()
    }

    /// The connection was reset or must end now, so nobody is left to answer.
    package mutating func lost(at tick: Tick) {
        if phase == .closed { return }
        abandonWork(isDraining: false)
        // While the rest of a body is discarded, the request has its answer already.
        if phase == .waiting || phase == .body || phase == .working { report(nil, sentBytes: 0, at: tick) }
        phase = .closed
        exchange = nil
    }

    /// The client has ended its stream, and bytes before the end may be unread.
    package mutating func endSeen() {
        isEndKnown = true
    }

    package mutating func workFinished(_ item: WorkItem, at tick: Tick) {
        // In any other case the request was refused meanwhile, and the result is dropped.
        guard work === item else { return }
        work = nil
        exchange?.add(queueWait: item.queueWait)
        if let response = item.takeResponse() {
            answer(response, at: tick)
        } else {
            exchange?.receiver = item.takeReceiver()
            // Another lane has a queue and a limit of its own.
            if item.changesLane, let receiver = exchange?.receiver {
                exchange?.isAdmitted = false
                exchange?.lane = receiver.lane
            }
            spare = item.takeStorage()
        }
        continueReceiving(at: tick)
    }

    /// - Parameter retryAfter: when the client should try again.
    package mutating func workRefused(retryAfter: Duration, at tick: Tick) {
        reject(isDraining ? .shuttingDown : .overloaded(retryAfter: retryAfter), at: tick)
        continueReceiving(at: tick)
    }

    /// The workers will not begin this item before the server stops.
    package mutating func workDropped(_ item: WorkItem, at tick: Tick) {
        guard work === item else { return }
        workRefused(retryAfter: .zero, at: tick)
    }

    package mutating func deadlineReached(at tick: Tick) {
        if let writing = output.deadline, tick.now >= writing {
            lost(at: tick)
            return
        }
        guard wantsInput || awaitsPlace, let readDeadline, tick.now >= readDeadline else { return }
        switch phase {
        case .idle, .discarding: close(lingering: false)
        case .head: reject(.headTimeout(headTimeout), at: tick)
        case .waiting: placeRefused(at: tick)
        case .body: reject(.bodyTimeout(timeouts.body), at: tick)
        case .lingering: phase = .closed
        case .working, .closing, .closed: break
        }
    }

    /// The server stops. A request that has begun is still answered, as the last one.
    package mutating func shutdown(at tick: Tick) {
        isDraining = true
        if phase == .idle { close(lingering: false) }
    }

    /// The time for requests that have begun is over. Whoever has no answer gets 503.
    package mutating func drainEnded(at tick: Tick) {
        switch phase {
        case .head, .waiting, .body, .working: reject(.shuttingDown, at: tick)
        case .idle, .discarding, .closing, .lingering, .closed: break
        }
    }

    /// The connection has got a place within the limit.
    package mutating func placeGranted(at tick: Tick) {
        isReserved = false
        // A head that has begun has the usual time from now on, counted from its first byte.
        if phase == .head, let headBegan { readDeadline = headBegan + timeouts.head }
        guard awaitsPlace else { return }
        // The client was not the one who made the other wait.
        exchange?.patience.renew(at: tick.now)
        planAnswer(at: tick)
        continueReceiving(at: tick)
    }

    /// The connection gets no place within the limit.
    package mutating func placeRefused(at tick: Tick) {
        if awaitsPlace { reject(.tooManyConnections, at: tick) }
    }
}
