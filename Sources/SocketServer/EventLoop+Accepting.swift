import HTTPMessage
import Synchronization

/// How connections come in: from a listener or another loop, and what happens if all places are taken.
extension EventLoop {
    /// The most connections to accept in one turn, so that a flood of them does not delay the loop's other connections.
    private static let acceptsPerTurn = 64
    /// How long the loop waits for free descriptors or permits if no message arrives.
    private static let acceptPause = Duration.milliseconds(20)
    /// How long all places must be taken before the places for health checks are used. A burst of clients ends sooner.
    private static let fullTime = Duration.milliseconds(100)
    /// The time for a head on a place that is kept for health checks.
    private static let reservedHeadTime = Duration.seconds(2)

    func accept(from index: Int) {
        for number in 0..<Self.acceptsPerTurn {
            // Only the first iteration is sure that a client is waiting, so only then may a connection be evicted.
            guard shared.connectionLimit.acquire() || (number == 0 && evictOne()) else {
                if number == 0 { acceptReserved(from: index) }
                return
            }
            fullSince = nil
            switch listeners.accept(from: index) {
            case .connection(let socket):
                traffic.acceptedConnections.wrappingAdd(1, ordering: .relaxed)
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

    /// All places are taken, and a client waits: perhaps a health check. The others wait in the backlog until
    /// `permitReleased` arrives or the pause ends.
    private func acceptReserved(from index: Int) {
        let now = clock.tick.now
        shared.broadcast(.permitWanted)
        pauseAccepting()
        guard let fullSince else {
            self.fullSince = now
            return
        }
        guard now >= fullSince + Self.fullTime else { return }
        while reservedCount < shared.reservedPerLoop || evictOne(isReserved: true) {
            guard case .connection(let socket) = listeners.accept(from: index) else { return }
            traffic.acceptedConnections.wrappingAdd(1, ordering: .relaxed)
            reservedCount += 1
            connectionCount.wrappingAdd(1, ordering: .relaxed)
            open(socket, isReserved: true)
        }
    }

    /// Gives a connection a place for every request, if there is one.
    func promote(_ connection: Connection) {
        guard shared.connectionLimit.acquire() || evictOne() else { return }
        reservedCount -= 1
        connection.promote()
    }

    /// Evicts a connection whose client does too little, if there is one. The caller gets its place.
    func evictOne(isReserved: Bool = false) -> Bool {
        guard let connection = connections.nextEvictable(isReserved: isReserved, at: clock.tick) else { return false }
        traffic.evictedConnections.wrappingAdd(1, ordering: .relaxed)
        if isReserved { reservedCount -= 1 }
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
    func open(_ socket: consuming Socket, isReserved: Bool = false) {
        var timeouts = shared.timeouts
        if isReserved { timeouts.head = min(timeouts.head, Self.reservedHeadTime) }
        var machine = ConnectionMachine(
            handler: shared.handler,
            limits: shared.limits,
            timeouts: timeouts,
            uploads: shared.uploads,
            at: clock.tick
        )
        machine.isReserved = isReserved
        let connection = Connection(
            socket: socket,
            token: connections.reserveToken(),
            machine: machine,
            traffic: traffic
        )
        connections.insert(connection)
        // Often the request has arrived with the connection. Then a short connection needs no poller.
        connection.read(using: buffer, at: clock.tick)
        if drainEnd != nil { connection.machine.shutdown(at: clock.tick) }
        advance(connection)
    }

    func releasePermit() {
        if shared.connectionLimit.release() { shared.broadcast(.permitReleased) }
    }

    private func pauseAccepting() {
        listen(false)
        acceptsAgain = clock.tick.now + Self.acceptPause
    }

    func resumeAccepting() {
        acceptsAgain = nil
        listen(true)
    }

    private func listen(_ isListening: Bool) {
        let interest = ConnectionMachine.Interest(isReading: isListening, isWriting: false)
        for (index, number) in listeners.numbers.enumerated() {
            // Changing an existing watch needs no memory, so it cannot fail.
            let code = poller.change(number, token: Self.listenerToken - UInt64(index), interest: interest)
            assert(code == 0, "epoll_ctl: \(code)")
        }
    }
}
