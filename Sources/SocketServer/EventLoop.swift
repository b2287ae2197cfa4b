import Dispatch
import Glibc
import HTTPMessage
import Synchronization

/// One thread of the server: listeners, connections, and the poller that waits for all of them.
///
/// It carries out what the state machines of the connections decide. `EventLoop+Accepting` brings connections in.
///
/// `@unchecked Sendable`: only `run`, on the loop's own queue, touches the properties that are `var` or not `Sendable`.
/// Other threads call `post` and `acceptHandover`. No call that changes one of them reaches it a second time. Checking that at run time would be
/// a twentieth of a short request, so those of every turn are not checked.
final class EventLoop: @unchecked Sendable {
    enum Message {
        case workFinished(token: UInt64, WorkItem)
        /// No worker can begin the item before the server stops.
        case workDropped(token: UInt64, WorkItem)
        /// A connection from a loop that has more of them.
        case handover(Handover)
        /// Another loop has a client and no permit for it.
        case permitWanted
        /// A permit came back while all were taken.
        case permitReleased
        case shutdown
        /// Calls the closure: the loop is alive.
        case pulse(@Sendable () -> Void)
    }

    private static let mailboxToken = UInt64.max
    /// The token of the first listener. The others follow downwards.
    static let listenerToken = UInt64.max - 1
    /// Deadlines are checked at most this often.
    private static let sweepInterval = Duration.milliseconds(20)
    /// From here on a connection continues in the next turn.
    private static let sentPerTurn = 256 * 1024
    /// While the loop drains, it looks this often for work that cannot be begun in time.
    private static let dropInterval = Duration.milliseconds(500)
    /// The part of the drain in which requests may finish. In the rest, the others are answered 503.
    private static let finishingPart = 0.95

    /// The number of connections that are here or on their way here. Other loops read it.
    let connectionCount = Atomic<Int>(0)
    let traffic = Traffic()

    let shared: ServerShared
    private let mailbox: Mailbox<Message>
    let poller: Poller
    let listeners: ListenerList
    @exclusivity(unchecked)
    var connections = ConnectionTable()
    @exclusivity(unchecked)
    private(set) var clock = LoopClock()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 64)
    @exclusivity(unchecked)
    private var nextSweep: Tick.Instant?
    /// Connections that have used their share of a turn and continue in the next one.
    @exclusivity(unchecked)
    private var deferred: [UInt64] = []
    var acceptsAgain: Tick.Instant?
    /// The number of connections on places beyond the limit.
    var reservedCount = 0
    /// When the last connections are dropped; nil until the loop drains.
    private(set) var drainEnd: Tick.Instant?
    /// When the requests that are not finished are answered 503.
    private var finishingEnd: Tick.Instant?
    private var nextDrop: Tick.Instant?

    init(listeners: ListenerList, shared: ServerShared) throws(ServerError) {
        let poller = try Poller()
        let mailbox = try Mailbox<Message>()
        let reading = ConnectionMachine.Interest(isReading: true, isWriting: false)
        var watched = [(mailbox.descriptor, Self.mailboxToken)]
        for (index, number) in listeners.numbers.enumerated() {
            watched.append((number, Self.listenerToken - UInt64(index)))
        }
        for (number, token) in watched {
            let code = poller.add(number, token: token, interest: reading)
            guard code == 0 else { throw .system(call: "epoll_ctl", errno: code) }
        }
        self.poller = poller
        self.mailbox = mailbox
        self.listeners = listeners
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
            let count = poller.wait(nanoseconds: deferred.isEmpty ? timeout : 0)
            clock.advance()
            let continued = deferred
            deferred.removeAll(keepingCapacity: true)
            for index in 0..<count { handle(poller.event(index)) }
            for token in continued {
                if let connection = connections[token] { advance(connection) }
            }
            if let nextSweep, clock.tick.now >= nextSweep { sweep() }
            if let acceptsAgain, clock.tick.now >= acceptsAgain { resumeAccepting() }
            if drainEnd != nil { continueDrain() }
        }
    }

    /// A message that waits may bring another connection. So the loop stops only once its mailbox is closed.
    private func hasStopped() -> Bool {
        drainEnd != nil && connections.count == 0 && mailbox.closeIfEmpty()
    }

    /// The nanoseconds until the loop must act without an event.
    private var timeout: Int64? {
        var next = nextSweep
        for instant in [acceptsAgain, nextDrop, finishingEnd, drainEnd] {
            if let instant { next = next.map { min($0, instant) } ?? instant }
        }
        return next.map(clock.tick.now.nanoseconds)
    }

    private func handle(_ event: Poller.Event) {
        switch event.token {
        case Self.mailboxToken: readMessages()
        case (UInt64.max - UInt64(ConnectionTable.keptTokens))...: accept(from: Int(Self.listenerToken - event.token))
        default:
            guard let connection = connections[event.token] else { return }
            if event.isLost {
                connection.machine.lost(at: clock.tick)
            } else {
                if event.hasEnded { connection.machine.endSeen() }
                if event.isWritable { connection.machine.sendUnblocked() }
                if event.isReadable { connection.read(using: buffer, at: clock.tick) }
            }
            // After reading: whoever has only left, or asks whether the service is alive, takes no place from others.
            if event.isReadable { seekPlace(connection) }
            advance(connection)
        }
    }

    // MARK: Connections

    /// Carries out the actions of the machine until it waits, has ended, or has used its share of this turn.
    func advance(_ connection: Connection) {
        var sent = 0
        while true {
            if sent >= Self.sentPerTurn {
                // Pipelined requests for large answers could otherwise keep the loop busy for as long as they are read.
                deferred.append(connection.token)
                return
            }
            switch connection.machine.nextAction(at: clock.tick) {
            case .send: sent += connection.send(at: clock.tick)
            case .work(let item): submit(item, of: connection)
            case .release(let abandoned): shared.release(abandoned)
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
        let job = WorkerPool.Job(
            isAdmission: item.isAdmission,
            isAbandoned: { item.isAbandoned },
            drop: { [self] in post(.workDropped(token: token, item)) },
            run: { item.run() },
            report: { [self] in post(.workFinished(token: token, item)) }
        )
        if let retryAfter = shared.workers(of: item.lane).submit(job) {
            connection.machine.workRefused(retryAfter: retryAfter, at: clock.tick)
        }
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
        if connection.isReserved, acceptsAgain == nil,
            connection.machine.awaitsPlace || connection.machine.hasBegunRequest
        {
            acceptsAgain = clock.tick.now + Self.acceptPause
        }
        if let deadline = connection.machine.deadline {
            nextSweep = nextSweep.map { min($0, deadline) } ?? deadline
        }
    }

    func end(_ connection: Connection) {
        guard remove(connection) else { return }
        if connection.isReserved { reservedCount -= 1 } else { releasePermit() }
    }

    /// Removes the connection and keeps its permit.
    ///
    /// - Returns: False if the connection was removed before.
    func remove(_ connection: Connection) -> Bool {
        guard connections.remove(connection) else { return false }
        connection.machine.lost(at: clock.tick)
        if let abandoned = connection.machine.takeAbandoned() { shared.release(abandoned) }
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

    // MARK: Messages

    private func readMessages() {
        for message in mailbox.takeAll() {
            switch message {
            case .workFinished(let token, let item):
                guard let connection = connections[token] else { continue }
                connection.machine.workFinished(item, at: clock.tick)
                advance(connection)
            case .workDropped(let token, let item):
                guard let connection = connections[token] else { continue }
                connection.machine.workDropped(item, at: clock.tick)
                advance(connection)
            case .handover(let handover):
                if let socket = handover.take() { open(socket, isFromSocketFile: handover.isFromSocketFile) }
            case .permitWanted:
                giveUpPermit()
            case .permitReleased:
                resumeAccepting()
            case .shutdown:
                drain()
            case .pulse(let respond):
                respond()
            }
        }
    }

    /// Stops accepting, and lets each connection end with its current request.
    private func drain() {
        guard drainEnd == nil else { return }
        drainEnd = clock.tick.now + shared.drainTimeout
        finishingEnd = clock.tick.now + shared.drainTimeout * Self.finishingPart
        nextDrop = clock.tick.now
        // For the clients in the backlog the connection exists already, so one more turn of them is served.
        for index in listeners.numbers.indices { accept(from: index) }
        acceptsAgain = nil
        listeners.close()
        for connection in connections.all {
            // A request may have arrived that the poller has not reported yet.
            if connection.registered?.isReading == true { connection.read(using: buffer, at: clock.tick) }
            connection.machine.shutdown(at: clock.tick)
            advance(connection)
        }
    }

    /// Answers whoever cannot be served any more, the sooner the better, and ends all connections in the end.
    private func continueDrain() {
        let now = clock.tick.now
        if let finishingEnd, let nextDrop, now >= nextDrop {
            shared.dropWork(behind: now.duration(to: finishingEnd))
            self.nextDrop = now + Self.dropInterval
        }
        if let finishingEnd, now >= finishingEnd {
            (self.finishingEnd, nextDrop) = (nil, nil)
            for connection in connections.all {
                connection.machine.drainEnded(at: clock.tick)
                advance(connection)
            }
        }
        if let drainEnd, now >= drainEnd { connections.all.forEach(end) }
    }
}
