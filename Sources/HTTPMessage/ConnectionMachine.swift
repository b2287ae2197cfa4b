/// One connection of a server, without its socket: bytes, the passing of time, finished work and shutdown go in; what
/// to do comes out of `nextAction`. Everything that is decided about a connection is decided here.
///
///     idle ──first byte──► head ──whole──► body ──whole──► working ──answer──► idle
///                            │               └──early answer──► discarding ──► idle
///                            └──light answer, refusal, last answer──► closing ──► lingering ──► closed
///
/// Requests are taken one at a time, so that pipelined ones are answered in order (RFC 9112 §9.3.2); bytes behind the
/// request in hand wait in `input`, and meanwhile nothing is read.
package struct ConnectionMachine {
    package enum Action {
        /// Send `pendingOutput`, then report `sent`, `sendBlocked` or `lost`.
        case send
        /// Give this to a worker, then report `workFinished`; or `workRefused`, at once.
        case work(WorkItem)
        /// Send the end of the stream.
        case finishSending
        /// Close the socket; the connection is over.
        case close
        /// Wait for the socket, for work, or for `deadline`.
        case wait(Interest)
    }

    /// What of the socket is waited for.
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

    /// Bytes of a body that make a piece of work worth its way to a worker.
    static let workThreshold = 64 * 1024
    /// Bytes of a body that may wait for a worker before reading stops.
    static let gatheredBound = 128 * 1024
    /// Bytes of answers that may wait for the client before its further requests do.
    static let outputBound = 64 * 1024
    /// Storage that an idle connection may keep for its next answer.
    private static let keptOutputBytes = 4 * 1024

    let handler: any RequestHandler
    let limits: RequestLimits
    let timeouts: ConnectionTimeouts

    var phase = Phase.idle
    var parser: RequestHeadParser
    var exchange: Exchange?
    var gathered: [UInt8] = []
    var spare: [UInt8] = []
    var output: [UInt8] = []
    var isWorkRunning = false
    var isDraining = false
    /// Whether the client may still be sending when the connection ends, so that closing at once could destroy the
    /// answer on its way (RFC 9112 §9.6).
    var needsLinger = false
    /// Of the phase; nil in those that do not wait for the client.
    var readDeadline: Tick.Instant?

    private var input: [UInt8] = []
    private var inputStart = 0
    private var outputStart = 0
    private var isSendBlocked = false
    private var hasInputEnded = false
    private var writeDeadline: Tick.Instant?
    private var lingerEnd: Tick.Instant?

    package init(
        handler: any RequestHandler,
        limits: RequestLimits,
        timeouts: ConnectionTimeouts,
        at tick: Tick
    ) {
        self.handler = handler
        self.limits = limits
        self.timeouts = timeouts
        parser = RequestHeadParser(limits: limits)
        // A client that connects is expected to speak soon, other than one that has been served.
        readDeadline = tick.now + timeouts.head
    }

    // MARK: What to do

    package mutating func nextAction(at tick: Tick) -> Action {
        if phase == .closed { return .close }
        if let item = nextWork() {
            // The gathered bytes are gone, so there is room for those that had to wait.
            if phase == .body { readDeadline = tick.now + timeouts.body }
            readInput(at: tick)
            return .work(item)
        }
        if hasOutput, !isSendBlocked { return .send }
        if phase == .closing, !hasOutput {
            guard needsLinger, !hasInputEnded else {
                phase = .closed
                return .close
            }
            phase = .lingering
            lingerEnd = tick.now + timeouts.lingerInAll
            readDeadline = tick.now + timeouts.linger
            return .finishSending
        }
        return .wait(Interest(isReading: wantsInput, isWriting: isSendBlocked))
    }

    /// When `deadlineReached` is due, if nothing happens before; nil while the client is not waited for.
    package var deadline: Tick.Instant? {
        let reading = wantsInput ? readDeadline : nil
        guard let reading, let writeDeadline else { return reading ?? writeDeadline }
        return min(reading, writeDeadline)
    }

    /// Calls `body` with the bytes to be sent.
    package func withPendingOutput(_ body: (UnsafeRawBufferPointer) -> Void) {
        output.withUnsafeBytes { body($0.slice(outputStart..<output.count)) }
    }

    // MARK: What happened

    package mutating func receive(_ bytes: UnsafeRawBufferPointer, at tick: Tick) {
        // Bytes behind others that wait must wait too; but the common case is that none do and nothing is copied.
        if inputStart == input.count {
            let taken = take(bytes, at: tick)
            if taken < bytes.count { input.append(contentsOf: bytes.slice(taken..<bytes.count)) }
        } else {
            input.append(contentsOf: bytes)
            readInput(at: tick)
        }
    }

    /// The client will send no more; it may still read (RFC 9112 §9.6), so what it asked for is answered.
    package mutating func inputEnded(at tick: Tick) {
        hasInputEnded = true
        settleInputEnd(at: tick)
    }

    package mutating func sent(_ count: Int, at tick: Tick) {
        outputStart += count
        writeDeadline = nil
        guard outputStart == output.count else { return }
        outputStart = 0
        if output.capacity > Self.keptOutputBytes { output = [] } else { output.removeAll(keepingCapacity: true) }
        readInput(at: tick)
    }

    package mutating func sendBlocked(at tick: Tick) {
        isSendBlocked = true
        if writeDeadline == nil { writeDeadline = tick.now + timeouts.write }
    }

    package mutating func sendUnblocked() {
        isSendBlocked = false
    }

    /// The connection was reset: nobody is left to answer.
    package mutating func lost() {
        phase = .closed
        exchange = nil
    }

    package mutating func workFinished(_ item: WorkItem, at tick: Tick) {
        isWorkRunning = false
        // Otherwise the request has been answered meanwhile, with a refusal.
        guard phase == .body || phase == .working else { return }
        if let response = item.response {
            answer(response, at: tick)
        } else {
            spare = item.takeStorage()
        }
        readInput(at: tick)
    }

    package mutating func workRefused(at tick: Tick) {
        isWorkRunning = false
        reject(.overloaded(retryAfter: .seconds(1)), at: tick)
        readInput(at: tick)
    }

    package mutating func deadlineReached(at tick: Tick) {
        if let writeDeadline, tick.now >= writeDeadline {
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

    /// The server stops: a request that has begun is answered, as the last one.
    package mutating func shutdown(at tick: Tick) {
        isDraining = true
        if phase == .idle { close(lingering: false) }
    }

    // MARK: Reading

    /// Whether bytes from the client have a place to go.
    private var wantsInput: Bool {
        if hasInputEnded { return false }
        switch phase {
        case .idle, .head: return pendingOutputCount < Self.outputBound
        case .body: return gathered.count < Self.gatheredBound
        case .discarding, .lingering: return true
        case .working, .closing, .closed: return false
        }
    }

    private var pendingOutputCount: Int { output.count - outputStart }
    private var hasOutput: Bool { outputStart < output.count }

    /// Goes on with the bytes that had to wait, as far as that is possible now.
    private mutating func readInput(at tick: Tick) {
        if inputStart < input.count {
            let held = input
            input = []
            inputStart += held.withUnsafeBytes { take($0.slice(inputStart..<held.count), at: tick) }
            if inputStart < held.count { input = held } else { inputStart = 0 }
        }
        if hasInputEnded { settleInputEnd(at: tick) }
    }

    private mutating func settleInputEnd(at tick: Tick) {
        guard inputStart == input.count else { return }
        switch phase {
        case .idle, .discarding: close(lingering: false)
        // RFC 9112 §8: an incomplete request may be answered before the connection is closed.
        case .head, .body: reject(.incomplete, at: tick)
        case .lingering: phase = .closed
        case .working, .closing, .closed: break
        }
    }

    /// Takes as many of the bytes as have a place to go.
    private mutating func take(_ bytes: UnsafeRawBufferPointer, at tick: Tick) -> Int {
        var position = 0
        while position < bytes.count {
            let rest = bytes.slice(position..<bytes.count)
            switch phase {
            case .idle, .head:
                guard pendingOutputCount < Self.outputBound else { return position }
                position += takeHead(rest, at: tick)
            case .body:
                guard gathered.count < Self.gatheredBound else { return position }
                position += takeBody(rest, at: tick)
            case .discarding:
                position += dropBody(rest, at: tick)
            case .working:
                return position
            case .closing:
                // The client goes on although this was the last answer.
                needsLinger = true
                return bytes.count
            case .lingering:
                readDeadline = lingerEnd.map { min($0, tick.now + timeouts.linger) }
                return bytes.count
            case .closed:
                return bytes.count
            }
        }
        return position
    }

    // MARK: Work

    private mutating func nextWork() -> WorkItem? {
        guard !isWorkRunning, phase == .working || phase == .body && gathered.count >= Self.workThreshold,
            let receiver = exchange?.receiver, let isAdmitted = exchange?.isAdmitted
        else { return nil }
        let item = WorkItem(
            receiver: receiver,
            bytes: gathered,
            isLast: phase == .working,
            isAdmission: !isAdmitted
        )
        gathered = spare
        spare = []
        isWorkRunning = true
        exchange?.isAdmitted = true
        return item
    }
}
