import Dispatch
import Glibc
import HTTPMessage
import Synchronization

/// One thread of the server: a listener, its connections, and the poller that waits for all of them.
///
/// It carries out what the state machines of the connections decide.
///
/// `@unchecked Sendable`: only `run`, on the loop's own queue, touches the properties that are `var` or not `Sendable`.
/// Other threads call `post` and `acceptHandover`.
final class EventLoop: @unchecked Sendable {
    enum Message {
        case workFinished(token: UInt64, WorkItem)
        /// A connection from a loop that has more of them.
        case handover(Handover)
        /// Another loop has a client and no permit for it.
        case permitWanted
        /// A connection has ended while all permits were held.
        case permitReleased
        case shutdown
    }

    private static let listenerToken = UInt64.max
    private static let mailboxToken = UInt64.max - 1
    /// The most connections to accept in one turn, so that a flood of them does not delay the loop's other connections.
    private static let acceptsPerTurn = 64
    /// How long the loop waits for free descriptors or permits if no message arrives.
    private static let acceptPause = Duration.milliseconds(20)
    /// Deadlines are checked at most this often.
    private static let sweepInterval = Duration.milliseconds(20)

    /// The number of connections that are here or on their way here. Other loops read it.
    let connectionCount = Atomic<Int>(0)

    private let shared: ServerShared
    private let mailbox: Mailbox<Message>
    private let poller: Poller
    private var listener: Listener?
    private var connections = ConnectionTable()
    private var clock = LoopClock()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 64)
    private var nextSweep: Tick.Instant?
    private var acceptsAgain: Tick.Instant?
    /// When the last connections are dropped; nil until the loop drains.
    private var drainEnd: Tick.Instant?

    init(listener: consuming Listener, shared: ServerShared) throws(ServerError) {
        let poller = try Poller()
        let mailbox = try Mailbox<Message>()
        let reading = ConnectionMachine.Interest(isReading: true, isWriting: false)
        for (number, token) in [(listener.number, Self.listenerToken), (mailbox.descriptor, Self.mailboxToken)] {
            let code = poller.add(number, token: token, interest: reading)
            guard code == 0 else { throw .system(call: "epoll_ctl", errno: code) }
        }
        self.poller = poller
        self.mailbox = mailbox
        self.listener = consume listener
        self.shared = shared
    }

    deinit {
        buffer.deallocate()
    }

    /// Leaves a message, from any thread.
    ///
    /// - Returns: False if the loop has stopped.
    @discardableResult
    func post(_ message: Message) -> Bool {
        mailbox.post(message)
    }

    /// Takes over a connection from another loop.
    ///
    /// - Returns: False if the loop has stopped. Then the connection is still in `handover`.
    func acceptHandover(_ handover: Handover) -> Bool {
        // Counted before it arrives, so that other loops do not send a whole burst of connections here.
        connectionCount.wrappingAdd(1, ordering: .relaxed)
        if post(.handover(handover)) { return true }
        connectionCount.wrappingSubtract(1, ordering: .relaxed)
        return false
    }

    /// Serves until shutdown is complete.
    func run() {
        while !hasStopped() {
            let count = poller.wait(timeout: timeout)
            clock.advance()
            for index in 0..<count { handle(poller.event(index)) }
            if let nextSweep, clock.tick.now >= nextSweep { sweep() }
            if let acceptsAgain, clock.tick.now >= acceptsAgain { resumeAccepting() }
            if let drainEnd, clock.tick.now >= drainEnd { connections.all.forEach(end) }
        }
    }

    /// A message that waits may bring another connection. So the loop stops only once its mailbox is closed.
    private func hasStopped() -> Bool {
        drainEnd != nil && connections.count == 0 && mailbox.closeIfEmpty()
    }

    /// The time until the loop must act without an event.
    private var timeout: Duration? {
        var next = nextSweep
        for instant in [acceptsAgain, drainEnd] {
            if let instant { next = next.map { min($0, instant) } ?? instant }
        }
        return next.map { clock.tick.now.duration(to: $0) }
    }

    private func handle(_ event: Poller.Event) {
        switch event.token {
        case Self.listenerToken: accept()
        case Self.mailboxToken: readMessages()
        default:
            guard let connection = connections[event.token] else { return }
            if event.isLost {
                connection.machine.lost()
            } else {
                if event.isWritable { connection.machine.sendUnblocked() }
                if event.isReadable { connection.read(using: buffer, at: clock.tick) }
            }
            advance(connection)
        }
    }

    // MARK: Connections

    /// Carries out the actions of the machine until it waits or has ended.
    private func advance(_ connection: Connection) {
        while true {
            switch connection.machine.nextAction(at: clock.tick) {
            case .send: connection.send(at: clock.tick)
            case .work(let item): submit(item, of: connection)
            case .finishSending: connection.socket.finishSending()
            case .close:
                end(connection)
                return
            case .wait(let interest):
                wait(connection, for: interest)
                return
            }
        }
    }

    private func submit(_ item: WorkItem, of connection: Connection) {
        let token = connection.token
        let workers = item.isBrief ? shared.briefWorkers : shared.workers
        let isAccepted = workers.submit(isAdmission: item.isAdmission) { [self] in
            item.run()
            post(.workFinished(token: token, item))
        }
        if !isAccepted { connection.machine.workRefused(at: clock.tick) }
    }

    private func wait(_ connection: Connection, for interest: ConnectionMachine.Interest) {
        if connection.registered != interest {
            let number = connection.socket.number
            let code =
                connection.registered == nil
                ? poller.add(number, token: connection.token, interest: interest)
                : poller.change(number, token: connection.token, interest: interest)
            guard code == 0 else {
                // Memory or watches are used up. The poller would report no further event of this connection.
                end(connection)
                return
            }
            connection.registered = interest
        }
        if let deadline = connection.machine.deadline {
            nextSweep = nextSweep.map { min($0, deadline) } ?? deadline
        }
    }

    private func end(_ connection: Connection) {
        guard remove(connection) else { return }
        releasePermit()
    }

    /// Removes the connection and keeps its permit.
    ///
    /// - Returns: False if the connection was removed before.
    private func remove(_ connection: Connection) -> Bool {
        guard connections.remove(connection) else { return false }
        connectionCount.wrappingSubtract(1, ordering: .relaxed)
        return true
    }

    /// Handles the connections whose deadline has passed. `nextSweep` is a lower bound, because the deadlines of active
    /// connections have moved.
    private func sweep() {
        nextSweep = nil
        var due: [Connection] = []
        let now = clock.tick.now
        for connection in connections.all {
            guard let deadline = connection.machine.deadline else { continue }
            if deadline <= now { due.append(connection) }
            nextSweep = nextSweep.map { min($0, deadline) } ?? deadline
        }
        nextSweep = nextSweep.map { max($0, now + Self.sweepInterval) }
        for connection in due {
            connection.machine.deadlineReached(at: clock.tick)
            advance(connection)
        }
    }

    // MARK: Accepting

    private func accept() {
        for number in 0..<Self.acceptsPerTurn {
            // Only the first iteration is sure that a client is waiting, so only then may a connection be evicted.
            guard shared.connectionLimit.acquire() || (number == 0 && evictOne()) else {
                if number > 0 { return }
                // Further clients wait in the backlog until `permitReleased` arrives or the pause ends.
                shared.broadcast(.permitWanted)
                pauseAccepting()
                return
            }
            switch acceptClient() {
            case .connection(let socket):
                place(socket)
            case .exhausted:
                releasePermit()
                // An eviction frees one descriptor. The listener is still readable, so the next turn accepts the
                // client.
                if evictOne() {
                    releasePermit()
                    return
                }
                pauseAccepting()
                return
            case .none:
                releasePermit()
                return
            }
        }
    }

    private func acceptClient() -> Listener.Acceptance {
        // There is no listener while the loop drains.
        guard listener != nil else { return .none }
        return listener?.accept() ?? .none
    }

    /// Evicts a connection without a complete request, if there is one. The caller gets its permit.
    private func evictOne() -> Bool {
        guard let connection = connections.nextEvictable(at: clock.tick) else { return false }
        return remove(connection)
    }

    /// Serves a new connection here or on a loop with fewer connections.
    private func place(_ socket: consuming Socket) {
        // While this loop drains, so do the others; each may stop at any moment.
        guard drainEnd == nil, let other = shared.lessLoadedLoop(than: self) else {
            serve(socket)
            return
        }
        let handover = Handover(socket)
        if other.acceptHandover(handover) { return }
        // The other loop has stopped: the shutdown reached it first.
        if let socket = handover.take() { serve(socket) }
    }

    private func serve(_ socket: consuming Socket) {
        connectionCount.wrappingAdd(1, ordering: .relaxed)
        open(socket)
    }

    /// Opens a connection that `connectionCount` includes already.
    private func open(_ socket: consuming Socket) {
        let machine = ConnectionMachine(
            handler: shared.handler,
            limits: shared.limits,
            timeouts: shared.timeouts,
            uploads: shared.uploads,
            at: clock.tick
        )
        let connection = Connection(socket: socket, token: connections.reserveToken(), machine: machine)
        connections.insert(connection)
        // Often the request has arrived with the connection. Then a short connection needs no poller.
        connection.read(using: buffer, at: clock.tick)
        if drainEnd != nil { connection.machine.shutdown(at: clock.tick) }
        advance(connection)
    }

    private func releasePermit() {
        if shared.connectionLimit.release() { shared.broadcast(.permitReleased) }
    }

    private func pauseAccepting() {
        listen(false)
        acceptsAgain = clock.tick.now + Self.acceptPause
    }

    private func resumeAccepting() {
        acceptsAgain = nil
        listen(true)
    }

    private func listen(_ isListening: Bool) {
        guard let number = listener?.number else { return }
        let interest = ConnectionMachine.Interest(isReading: isListening, isWriting: false)
        // Changing an existing watch needs no memory, so it cannot fail.
        let code = poller.change(number, token: Self.listenerToken, interest: interest)
        assert(code == 0, "epoll_ctl: \(code)")
    }

    // MARK: Messages

    private func readMessages() {
        for message in mailbox.takeAll() {
            switch message {
            case .workFinished(let token, let item):
                guard let connection = connections[token] else { continue }
                connection.machine.workFinished(item, at: clock.tick)
                advance(connection)
            case .handover(let handover):
                if let socket = handover.take() { open(socket) }
            case .permitWanted:
                if evictOne() { releasePermit() }
            case .permitReleased:
                resumeAccepting()
            case .shutdown:
                drain()
            }
        }
    }

    /// Stops accepting, and lets each connection end with its current request.
    private func drain() {
        guard drainEnd == nil else { return }
        drainEnd = clock.tick.now + shared.drainTimeout
        // For the clients in the backlog the connection exists already, so one more turn of them is served.
        accept()
        acceptsAgain = nil
        listener = nil
        for connection in connections.all {
            // A request may have arrived that the poller has not reported yet.
            if connection.registered?.isReading == true { connection.read(using: buffer, at: clock.tick) }
            connection.machine.shutdown(at: clock.tick)
            advance(connection)
        }
    }
}
