/// The state machine of one server connection, without its socket. Bytes, time, finished work and shutdown go in, and
/// `nextAction` says what to do next. Every decision about a connection is made here.
///
///     idle ──first byte──► head ──complete──► body ──complete──► working ──answer──► idle
///                            │                  └──early answer──► discarding ──► idle
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

        package init(isReading: Bool, isWriting: Bool) {
            self.isReading = isReading
            self.isWriting = isWriting
        }
    }

    enum Phase {
        case idle, head, body, working, discarding, closing, lingering, closed
    }

    /// A connection is not evicted for this long after it was accepted or answered.
    private static let evictionGrace = Duration.milliseconds(50)

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
    var isWorkRunning = false
    var isDraining = false
    /// Whether the client may still be sending when the connection ends. Then closing at once could destroy the answer
    /// on its way to the client (RFC 9112 §9.6).
    var needsLinger = false
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
        at tick: Tick
    ) {
        self.handler = handler
        self.limits = limits
        self.timeouts = timeouts
        self.uploads = uploads
        parser = RequestHeadParser(limits: limits)
        idleSince = tick.now
        // A client that connects should send a request soon. Only a client that was served may stay idle for longer.
        readDeadline = tick.now + timeouts.head
    }

    // MARK: What to do

    package mutating func nextAction(at tick: Tick) -> Action {
        if phase == .closed { return .close }
        if let item = nextWork() {
            // The item took the batch, so there is room for bytes that had to wait.
            if phase == .body { startBatch(at: tick) }
            continueReceiving(at: tick)
            return .work(item)
        }
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
        return .wait(Interest(isReading: wantsInput, isWriting: output.isBlocked))
    }

    /// When to call `deadlineReached` unless something happens before; nil while the client owes nothing.
    package var deadline: Tick.Instant? {
        let reading = wantsInput ? readDeadline : nil
        guard let reading, let writing = output.deadline else { return reading ?? output.deadline }
        return min(reading, writing)
    }

    /// Whether the connection may be closed in favour of another one: no request is complete, no answer is being sent,
    /// and the client has had time to send something.
    package func isEvictable(at tick: Tick) -> Bool {
        switch phase {
        case .idle, .head, .lingering:
            output.isEmpty && input.isEmpty && idleSince + Self.evictionGrace <= tick.now
        case .body, .working, .discarding, .closing, .closed: false
        }
    }

    /// Calls `body` with the bytes to send.
    package func withPendingOutput(_ body: (UnsafeRawBufferPointer) -> Void) {
        output.withBytes(body)
    }

    // MARK: What happened; see also `receive` and `inputEnded`

    package mutating func sent(_ count: Int, at tick: Tick) {
        output.sent(count)
        guard output.isEmpty else { return }
        // The time for the next request starts when the client has the whole answer.
        if phase == .idle { readDeadline = tick.now + timeouts.idle }
        if phase == .head { readDeadline = tick.now + timeouts.head }
        continueReceiving(at: tick)
    }

    package mutating func sendBlocked(at tick: Tick) {
        output.blocked(at: tick, timeouts)
    }

    package mutating func sendUnblocked() {
        output.unblocked()
    }

    /// The connection was reset, so nobody is left to answer.
    package mutating func lost() {
        phase = .closed
        exchange = nil
    }

    package mutating func workFinished(_ item: WorkItem, at tick: Tick) {
        isWorkRunning = false
        // In any other phase the request was refused meanwhile, and the result is dropped.
        guard phase == .body || phase == .working else { return }
        if let response = item.response {
            answer(response, at: tick)
        } else {
            spare = item.takeStorage()
        }
        continueReceiving(at: tick)
    }

    package mutating func workRefused(at tick: Tick) {
        isWorkRunning = false
        reject(.overloaded(retryAfter: .seconds(1)), at: tick)
        continueReceiving(at: tick)
    }

    package mutating func deadlineReached(at tick: Tick) {
        if let writing = output.deadline, tick.now >= writing {
            lost()
            return
        }
        guard wantsInput, let readDeadline, tick.now >= readDeadline else { return }
        switch phase {
        case .idle, .discarding: close(lingering: false)
        case .head: reject(.headTimeout(timeouts.head), at: tick)
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
}
