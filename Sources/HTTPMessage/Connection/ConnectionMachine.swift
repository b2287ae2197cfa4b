/// One connection of a server, without its socket: bytes, the passing of time, finished work and shutdown go in; what
/// to do comes out of `nextAction`. Everything that is decided about a connection is decided here.
///
///     idle ──first byte──► head ──whole──► body ──whole──► working ──answer──► idle
///                            │               └──early answer──► discarding ──► idle
///                            └──light answer, refusal, last answer──► closing ──► lingering ──► closed
///
/// Requests are taken one at a time, so that pipelined ones are answered in order (RFC 9112 §9.3.2); bytes behind the
/// request in hand wait in `input`, and meanwhile nothing is read.
package struct ConnectionMachine: ~Copyable {
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

    /// Bytes of answers that may wait for the client before its further requests do.
    static let outputBound = 64 * 1024
    /// Bytes read at once while a head is waited for: what one connection may take of a loop's turn in pipelined requests.
    /// They are a hundred; with eight times as many, others on the loop waited eight times as long.
    private static let headReadBytes = 4 * 1024
    /// Bytes read at once of what is thrown away.
    private static let droppedReadBytes = 256 * 1024
    /// The bytes of a body, or of an answer, for which there is `timeouts.piece`.
    private static let pieceBytes = 64 * 1024
    /// How long a new or answered connection is safe from being ended in favour of another.
    private static let courtesy = Duration.milliseconds(50)
    /// Storage that an idle connection may keep for its next answer.
    private static let keptOutputBytes = 4 * 1024

    let handler: any RequestHandler
    let limits: RequestLimits
    let timeouts: ConnectionTimeouts
    let uploads: UploadBudget

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
    /// When the client came, or had its last answer made.
    var waitsSince: Tick.Instant
    /// When the piece of a body that is being gathered, or dropped, must be there at the latest.
    var pieceEnd: Tick.Instant?

    private var input: [UInt8] = []
    private var inputStart = 0
    private var outputStart = 0
    private var isSendBlocked = false
    private var hasInputEnded = false
    private var writeDeadline: Tick.Instant?
    /// When the client must have taken `pieceBytes` at the latest, and how many it has taken of them.
    private var writeEnd: Tick.Instant?
    private var pieceBytesSent = 0
    private var lingerEnd: Tick.Instant?

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
        waitsSince = tick.now
        // A client that connects is expected to speak soon, other than one that has been served.
        readDeadline = tick.now + timeouts.head
    }

    // MARK: What to do

    package mutating func nextAction(at tick: Tick) -> Action {
        if phase == .closed { return .close }
        if let item = nextWork() {
            // The gathered bytes are gone, so there is room for those that had to wait.
            if phase == .body { beginPiece(at: tick) }
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

    /// Whether nothing but a client's waiting is lost if the connection ends now: no request is whole, no answer is under
    /// way, and the client has had the time to say something.
    package func isDispensable(at tick: Tick) -> Bool {
        switch phase {
        case .idle, .head, .lingering:
            !hasOutput && inputStart == input.count && waitsSince + Self.courtesy <= tick.now
        case .body, .working, .discarding, .closing, .closed: false
        }
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
        pieceBytesSent += count
        if pieceBytesSent >= Self.pieceBytes || outputStart == output.count { writeEnd = nil }
        guard outputStart == output.count else { return }
        // The client's time begins when it has what it waits for.
        if phase == .idle { readDeadline = tick.now + timeouts.idle }
        if phase == .head { readDeadline = tick.now + timeouts.head }
        outputStart = 0
        if output.capacity > Self.keptOutputBytes { output = [] } else { output.removeAll(keepingCapacity: true) }
        readInput(at: tick)
    }

    package mutating func sendBlocked(at tick: Tick) {
        isSendBlocked = true
        if writeEnd == nil {
            writeEnd = tick.now + timeouts.piece
            pieceBytesSent = 0
        }
        if writeDeadline == nil { writeDeadline = writeEnd.map { min($0, tick.now + timeouts.write) } }
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

    /// How many bytes from the client have a place to go: the most that may be read before `receive`.
    package var readCapacity: Int {
        // What waits already is first.
        if hasInputEnded || inputStart < input.count { return 0 }
        switch phase {
        // RFC 9112 §9.3.2: whoever pipelines must read; until the answers are taken, no further requests are.
        case .idle, .head: return hasOutput ? 0 : Self.headReadBytes
        case .body: return bodyRoom
        case .discarding, .lingering: return Self.droppedReadBytes
        case .working, .closing, .closed: return 0
        }
    }

    private var wantsInput: Bool { readCapacity > 0 }
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
                guard outputStart == 0, output.count < Self.outputBound else { return position }
                position += takeHead(rest, at: tick)
            case .body:
                guard bodyRoom > 0 else { return position }
                position += takeBody(rest.slice(0..<min(rest.count, bodyRoom)), at: tick)
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
        guard !isWorkRunning, phase == .working || phase == .body && gathered.count >= pieceSize.work,
            let receiver = exchange?.receiver, let isAdmitted = exchange?.isAdmitted
        else { return nil }
        let item = WorkItem(
            receiver: receiver,
            bytes: gathered,
            grant: exchange?.grant,
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
