import Dispatch
import Glibc
import HTTPMessage
import Synchronization

/// One thread's share of the server: a listener, its connections, and the poller that waits for all of them.
///
/// It carries out what the connections' machines decide. `@unchecked Sendable`: `run` alone touches what is not `let` of a
/// `Sendable` type, on the loop's own queue; other threads only `post`.
final class EventLoop: @unchecked Sendable {
    enum Message {
        case workFinished(token: UInt64, WorkItem)
        /// Another loop has too many connections.
        case handedOver(Handover)
        /// Another loop has a client and no place for it.
        case roomWanted
        /// A connection has ended while the budget was used up.
        case budgetFreed
        case shutdown
    }

    private static let listenerToken = UInt64.max
    private static let wakeUpToken = UInt64.max - 1
    /// Connections that are taken in one turn, so that a flood of them does not keep the loop from those it has.
    private static let acceptsPerTurn = 64
    /// Of how many connections one is chosen to make room: enough to spare the kept ones, at a cost that stays small.
    private static let dismissalCandidates = 16
    /// How long to wait for descriptors, or the budget, to become free again, if nobody tells of it.
    private static let acceptPause = Duration.milliseconds(20)
    /// Deadlines are looked at no more often than this.
    private static let sweepInterval = Duration.milliseconds(20)

    /// The connections that are here or on their way here, for other loops to see.
    let load = Atomic<Int>(0)

    private let shared: ServerShared
    private let mailbox = Mutex<[Message]>([])
    private let wakeUp: EventDescriptor

    private let poller: Poller
    private var listener: Listener?
    private var connections = ConnectionTable()
    private var clock = LoopClock()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 64)
    private var nextSweep: Tick.Instant?
    private var acceptsAgain: Tick.Instant?
    private var drainEnd: Tick.Instant?

    init(listener: consuming Listener, shared: ServerShared) throws(ServerError) {
        let poller = try Poller()
        let wakeUp = try EventDescriptor()
        let reading = ConnectionMachine.Interest(isReading: true, isWriting: false)
        for (number, token) in [(listener.number, Self.listenerToken), (wakeUp.number, Self.wakeUpToken)] {
            let code = poller.add(number, token: token, interest: reading)
            guard code == 0 else { throw .system(call: "epoll_ctl", errno: code) }
        }
        self.poller = poller
        self.wakeUp = wakeUp
        self.listener = consume listener
        self.shared = shared
    }

    deinit {
        buffer.deallocate()
    }

    /// Leaves a message, from any thread.
    func post(_ message: Message) {
        let isFirst = mailbox.withLock { mailbox in
            mailbox.append(message)
            return mailbox.count == 1
        }
        if isFirst { wakeUp.signal() }
    }

    /// Serves until shutdown is complete.
    func run() {
        while drainEnd == nil || connections.count > 0 {
            let count = poller.wait(timeout: timeout)
            clock.advance()
            for index in 0..<count { handle(poller.event(index)) }
            if let nextSweep, clock.tick.now >= nextSweep { sweep() }
            if let acceptsAgain, clock.tick.now >= acceptsAgain { resumeAccepting() }
            if let drainEnd, clock.tick.now >= drainEnd { connections.all.forEach(end) }
        }
    }

    /// Until the next thing that happens by itself.
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
        case Self.wakeUpToken: readMessages()
        default:
            guard let connection = connections[event.token] else { return }
            if event.isLost {
                connection.machine.lost()
            } else {
                if event.isWritable { connection.machine.sendUnblocked() }
                if event.isReadable { read(connection) }
            }
            advance(connection)
        }
    }

    // MARK: Connections

    private func read(_ connection: Connection) {
        let room = min(connection.machine.readCapacity, buffer.count)
        guard room > 0 else { return }
        switch connection.socket.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<room])) {
        case .bytes(let count):
            connection.machine.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: clock.tick)
        case .end: connection.machine.inputEnded(at: clock.tick)
        case .blocked: break
        case .lost: connection.machine.lost()
        }
    }

    /// Does what the machine wants done, until it waits or has ended.
    private func advance(_ connection: Connection) {
        while true {
            switch connection.machine.nextAction(at: clock.tick) {
            case .send: send(connection)
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

    private func send(_ connection: Connection) {
        var outcome = Socket.Writing.lost
        connection.machine.withPendingOutput { outcome = connection.socket.write($0) }
        switch outcome {
        case .bytes(let count): connection.machine.sent(count, at: clock.tick)
        case .blocked: connection.machine.sendBlocked(at: clock.tick)
        case .lost: connection.machine.lost()
        }
    }

    private func submit(_ item: WorkItem, of connection: Connection) {
        let token = connection.token
        let workers = item.isBrief ? shared.briefWorkers : shared.workers
        let isTaken = workers.submit(isAdmission: item.isAdmission) { [self] in
            item.run()
            post(.workFinished(token: token, item))
        }
        if !isTaken { connection.machine.workRefused(at: clock.tick) }
    }

    private func wait(_ connection: Connection, for interest: ConnectionMachine.Interest) {
        if connection.registered != interest {
            let number = connection.socket.number
            let code =
                connection.registered == nil
                ? poller.add(number, token: connection.token, interest: interest)
                : poller.change(number, token: connection.token, interest: interest)
            guard code == 0 else {
                // Out of memory, or of watches: nothing more would be heard of this connection.
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
        giveBack()
    }

    /// - Returns: False if it has gone already.
    private func remove(_ connection: Connection) -> Bool {
        guard connections.remove(connection) else { return false }
        load.wrappingSubtract(1, ordering: .relaxed)
        return true
    }

    /// Tells the connections whose time has come. `nextSweep` is a lower bound: connections that were busy have moved on.
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
            // Somebody waits for certain only the first time; nobody is dismissed on suspicion.
            guard shared.budget.take() || (number == 0 && dismissOne()) else {
                if number > 0 { return }
                // Further clients wait in the backlog until `budgetFreed` arrives, or some request here is done with.
                shared.broadcast(.roomWanted)
                pauseAccepting()
                return
            }
            switch accepted() {
            case .connection(let socket):
                place(socket)
            case .exhausted:
                giveBack()
                // One descriptor is free then, and the listener is still readable.
                if dismissOne() {
                    giveBack()
                    return
                }
                pauseAccepting()
                return
            case .none:
                giveBack()
                return
            }
        }
    }

    private func accepted() -> Listener.Acceptance {
        // Closed while the loop drains.
        guard listener != nil else { return .none }
        return listener?.accept() ?? .none
    }

    /// Ends a dispensable connection: of the next few, the one nearest to its deadline, as slow heads are before kept
    /// connections. Its share of the budget is the caller's.
    private func dismissOne() -> Bool {
        var chosen: (connection: Connection, deadline: Tick.Instant)?
        var seen = 0
        connections.walk { connection in
            guard connection.machine.isDispensable(at: clock.tick), let deadline = connection.machine.deadline else {
                return false
            }
            if chosen.map({ deadline < $0.deadline }) ?? true { chosen = (connection, deadline) }
            seen += 1
            return seen == Self.dismissalCandidates
        }
        guard let chosen else { return false }
        return remove(chosen.connection)
    }

    /// Serves a connection here, or has the loop serve it that has less to do.
    private func place(_ socket: consuming Socket) {
        let target = shared.lighterLoop(than: self) ?? self
        target.load.wrappingAdd(1, ordering: .relaxed)
        if target === self { open(socket) } else { target.post(.handedOver(Handover(socket))) }
    }

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
        // The request is often there already, and then a short connection needs no poller at all.
        read(connection)
        if drainEnd != nil { connection.machine.shutdown(at: clock.tick) }
        advance(connection)
    }

    private func giveBack() {
        if shared.budget.giveBack() { shared.announceFreedBudget() }
    }

    private func listen(_ isListening: Bool) {
        guard let number = listener?.number else { return }
        let interest = ConnectionMachine.Interest(isReading: isListening, isWriting: false)
        // Changing a watch that exists needs nothing that could be missing.
        let code = poller.change(number, token: Self.listenerToken, interest: interest)
        assert(code == 0, "epoll_ctl: \(code)")
    }

    private func pauseAccepting() {
        listen(false)
        acceptsAgain = clock.tick.now + Self.acceptPause
    }

    private func resumeAccepting() {
        acceptsAgain = nil
        listen(true)
    }

    // MARK: Messages

    private func readMessages() {
        wakeUp.clear()
        let messages = mailbox.withLock { mailbox in
            let messages = mailbox
            mailbox = []
            return messages
        }
        for message in messages {
            switch message {
            case .workFinished(let token, let item):
                guard let connection = connections[token] else { continue }
                connection.machine.workFinished(item, at: clock.tick)
                advance(connection)
            case .handedOver(let handover):
                if let socket = handover.take() { open(socket) }
            case .roomWanted:
                if dismissOne() { giveBack() }
            case .budgetFreed:
                resumeAccepting()
            case .shutdown:
                drain()
            }
        }
    }

    /// Stops accepting, and has every connection end with the request that it is at.
    private func drain() {
        guard drainEnd == nil else { return }
        drainEnd = clock.tick.now + shared.drainTimeout
        // Whoever has been let into the backlog is served too.
        accept()
        acceptsAgain = nil
        listener = nil
        for connection in connections.all {
            // A request may have arrived that the poller has not told of yet.
            if connection.registered?.isReading == true { read(connection) }
            connection.machine.shutdown(at: clock.tick)
            advance(connection)
        }
    }
}
