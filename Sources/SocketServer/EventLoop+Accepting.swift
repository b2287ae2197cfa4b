import HTTPMessage
import Synchronization

/// How connections come in: from a listener or another loop, and what happens if all places are taken.
extension EventLoop {
    /// The most connections to accept in one turn, so that a flood of them does not delay the loop's other connections.
    private static let acceptsPerTurn = 64
    /// How long the loop waits for free descriptors or permits if no message arrives.
    static let acceptPause = Duration.milliseconds(5)

    func accept(from index: Int) {
        promoteWaiting()
        for _ in 0..<Self.acceptsPerTurn {
            var isPending = true
            switch shared.connectionLimit.acquire(isPending: true) {
            case .permit: break
            case .undecided:
                // Another loop decides within microseconds, and the listener is still readable in the next turn. But the last turn of a
                // loop that drains is the last one for its clients, too.
                if drainEnd != nil { acceptReserved(from: index) }
                return
            case .full:
                // Nobody is evicted unless a client surely waits.
                guard listeners.hasClient(index) else { return }
                guard evictOne() else { return acceptReserved(from: index) }
                // The permit of the evicted connection.
                isPending = false
            }
            switch listeners.accept(from: index) {
            case .connection(let socket):
                if isPending { shared.connectionLimit.confirm() }
                traffic.acceptedConnections.wrappingAdd(1, ordering: .relaxed)
                place(socket, isFromSocketFile: listeners.isSocketFile(index))
            case .exhausted:
                releasePermit(isPending: isPending)
                // The kernel looks for a descriptor before it looks for a client.
                guard listeners.hasClient(index) else { return }
                // An eviction frees one descriptor. The listener is still readable, so the next turn accepts the
                // client.
                if evictOne() {
                    releasePermit()
                    return
                }
                pauseAccepting()
                return
            case .none:
                releasePermit(isPending: isPending)
                return
            }
        }
    }

    /// All places are taken, and a client waits: perhaps a health check, which is answered at once. Any other request waits for a
    /// place, or is refused if too many others come after it.
    private func acceptReserved(from index: Int) {
        pauseAccepting()
        for _ in 0..<Self.acceptsPerTurn {
            guard
                reservedCount < shared.reservedPerLoop || (listeners.hasClient(index) && evictOne(isReserved: true))
            else { break }
            guard case .connection(let socket) = listeners.accept(from: index) else { return }
            traffic.acceptedConnections.wrappingAdd(1, ordering: .relaxed)
            reservedCount += 1
            connectionCount.wrappingAdd(1, ordering: .relaxed)
            open(socket, isReserved: true, isFromSocketFile: listeners.isSocketFile(index))
        }
        if listeners.hasClient(index) { shared.askForPermit() }
    }

    /// Gives a place to a connection whose client has sent something, if it needs one, or asks the other loops for one. The beginning of
    /// a request is enough, once: otherwise slow clients would hold all further places. `promoteWaiting` tries again.
    func seekPlace(_ connection: Connection) {
        // Nearly all connections have a place, and this is asked at each of their events.
        guard connection.isReserved else { return }
        if connection.machine.hasBegunRequest, !connection.hasSoughtPlace {
            connection.hasSoughtPlace = true
            promote(connection)
        } else if connection.machine.awaitsPlace {
            promote(connection)
        }
    }

    /// Gives a connection a place for every request, if there is one. If connections hold all places, the other loops are asked.
    ///
    /// - Returns: Whether it has one.
    @discardableResult
    private func promote(_ connection: Connection) -> Bool {
        switch shared.connectionLimit.acquire() {
        case .permit: break
        case .undecided: return false
        case .full:
            guard evictOne() else {
                shared.askForPermit()
                return false
            }
        }
        reservedCount -= 1
        connection.promote(at: clock.tick)
        return true
    }

    /// Gives places to the requests that wait for one, those first that have waited longest, and then to those that have begun.
    private func promoteWaiting() {
        guard reservedCount > 0 else { return }
        let waiting = connections.all.filter { $0.machine.awaitsPlace || $0.machine.hasBegunRequest }
            .sorted { first, second in
                guard first.machine.awaitsPlace == second.machine.awaitsPlace else { return first.machine.awaitsPlace }
                guard let first = first.machine.deadline, let second = second.machine.deadline else { return false }
                return first < second
            }
        for connection in waiting {
            guard promote(connection) else {
                acceptsAgain = acceptsAgain ?? clock.tick.now + Self.acceptPause
                return
            }
            advance(connection)
        }
    }

    /// Evicts a connection whose client does too little, if there is one. The caller gets its place.
    func evictOne(isReserved: Bool = false) -> Bool {
        guard let connection = connections.nextEvictable(isReserved: isReserved, at: clock.tick) else { return false }
        traffic.evictedConnections.wrappingAdd(1, ordering: .relaxed)
        guard isReserved else { return remove(connection) }
        // A request that has waited for a place gets an answer.
        connection.machine.placeRefused(at: clock.tick)
        advance(connection)
        end(connection)
        return true
    }

    /// Evicts a connection for a request on another loop, unless a permit is free by now, or a third loop has given one up.
    func giveUpPermit() {
        guard shared.connectionLimit.isFull, let connection = connections.nextEvictable(at: clock.tick),
            shared.takeDemand()
        else { return }
        traffic.evictedConnections.wrappingAdd(1, ordering: .relaxed)
        if remove(connection) { releasePermit() }
    }

    /// Serves a new connection here or on a loop with fewer connections.
    private func place(_ socket: consuming Socket, isFromSocketFile: Bool) {
        // While this loop drains, so do the others; each may stop at any moment.
        guard drainEnd == nil, let other = shared.lessLoadedLoop(than: self) else {
            serve(socket, isFromSocketFile: isFromSocketFile)
            return
        }
        let handover = Handover(socket, isFromSocketFile: isFromSocketFile)
        if other.acceptHandover(handover) { return }
        // The other loop has stopped: the shutdown reached it first.
        if let socket = handover.take() { serve(socket, isFromSocketFile: isFromSocketFile) }
    }

    private func serve(_ socket: consuming Socket, isFromSocketFile: Bool) {
        connectionCount.wrappingAdd(1, ordering: .relaxed)
        open(socket, isFromSocketFile: isFromSocketFile)
    }

    /// Opens a connection that `connectionCount` includes already.
    func open(_ socket: consuming Socket, isReserved: Bool = false, isFromSocketFile: Bool) {
        var machine = ConnectionMachine(
            handler: shared.handler,
            limits: shared.limits,
            timeouts: shared.timeouts,
            uploads: shared.uploads,
            isReserved: isReserved,
            at: clock.tick
        )
        machine.isFromSocketFile = isFromSocketFile
        let connection = Connection(
            socket: socket,
            token: connections.reserveToken(),
            machine: machine,
            traffic: traffic
        )
        connections.insert(connection)
        // Often the request has arrived with the connection. Then a short connection needs no poller.
        connection.read(using: buffer, at: clock.tick)
        seekPlace(connection)
        if drainEnd != nil { connection.machine.shutdown(at: clock.tick) }
        advance(connection)
    }

    /// - Parameter isPending: whether no connection held the permit.
    func releasePermit(isPending: Bool = false) {
        if shared.connectionLimit.release(isPending: isPending) { shared.broadcast(.permitReleased) }
    }

    private func pauseAccepting() {
        listen(false)
        acceptsAgain = clock.tick.now + Self.acceptPause
    }

    func resumeAccepting() {
        acceptsAgain = nil
        listen(true)
        promoteWaiting()
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
