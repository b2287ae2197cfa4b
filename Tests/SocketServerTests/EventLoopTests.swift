import Dispatch
import HTTPMessage
import Testing

@testable import SocketServer

/// Loops without a server around them. Only the first one listens, so a test decides which loop gets which client.
@Suite("EventLoop")
struct EventLoopTests {
    private static let request = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    private final class LoopPair {
        let handler = TestHandler()
        let shared: ServerShared
        let first: EventLoop
        let second: EventLoop
        let firstPort: UInt16

        /// - Parameter reserved: the places of each loop beyond the limit.
        init(maxConnections: Int = Server.Configuration().maxConnections, reserved: Int = 64) throws {
            var configuration = Server.Configuration()
            configuration.maxConnections = maxConnections
            configuration.loops = 2
            configuration.reservedConnections = 2 * reserved
            shared = ServerShared(configuration: configuration, handler: handler)
            let listener = try Listener(address: SocketAddress(host: "127.0.0.1", port: 0), host: "127.0.0.1")
            firstPort = try listener.port
            let listeners = ListenerList()
            listeners.append(listener)
            first = try EventLoop(listeners: listeners, shared: shared)
            second = try EventLoop(listeners: ListenerList(), shared: shared)
            shared.add([first, second])
        }

        deinit {
            // The loops and what they share refer to each other.
            shared.remove(first)
            shared.remove(second)
        }

        /// The number of permits that are free: all that can be acquired.
        var freePermits: Int {
            var count = 0
            while shared.connectionLimit.acquire() == .permit { count += 1 }
            return count
        }
    }

    @Test("a loop that drains serves the clients in its backlog itself")
    func keepsBacklog() throws {
        let loops = try LoopPair()
        // Posted before the clients come, so that the poller reports it before them.
        loops.first.post(.shutdown)
        let clients = try (0..<4).map { _ in try RawClient(port: loops.firstPort) }
        // Half a head keeps a connection open, so that this loop has more connections than the other one.
        for client in clients { try client.send("GET /a HTTP/1.1\r\n") }
        let running = run(loops.first)
        for client in clients {
            try client.send("Host: h\r\n\r\n")
            client.finishSending()
            #expect(try client.readStatus() == 200)
        }
        running.wait()
        #expect(loops.shared.connectionCounts == [0, 0])
        #expect(loops.freePermits == Server.Configuration().maxConnections)
    }

    @Test("a loop keeps the connections that a stopped loop does not accept")
    func keepsRefusedHandovers() throws {
        let loops = try LoopPair()
        loops.second.post(.shutdown)
        loops.second.run()
        // Stopped, and still in the list: the moment between the end of `run` and `ServerShared.remove`.
        let running = run(loops.first)
        let clients = try (0..<4).map { _ in try RawClient(port: loops.firstPort) }
        for client in clients {
            try client.send(Self.request)
            #expect(try client.readStatus() == 200)
        }
        #expect(loops.shared.connectionCounts == [4, 0])
        loops.first.post(.shutdown)
        for client in clients { #expect(try client.readToEnd() == "") }
        running.wait()
        #expect(loops.shared.connectionCounts == [0, 0])
        #expect(loops.freePermits == Server.Configuration().maxConnections)
    }

    @Test("a connection that is handed over just before the shutdown is served")
    func servesWaitingHandovers() throws {
        let loops = try LoopPair()
        let pair = try SocketPair()
        let peer = pair.peer
        let bytes = Array(Self.request.utf8)
        _ = bytes.withUnsafeBytes { peer.write($0) }
        peer.finishSending()
        #expect(loops.shared.connectionLimit.acquire() == .permit)
        loops.first.post(.shutdown)
        #expect(loops.first.acceptHandover(Handover(pair.local)))
        #expect(loops.shared.connectionCounts == [1, 0])
        loops.first.run()
        var answer = [UInt8](repeating: 0, count: 1000)
        let outcome = answer.withUnsafeMutableBytes { peer.read(into: $0) }
        guard case .bytes = outcome else {
            Issue.record("no answer: \(outcome)")
            return
        }
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(loops.shared.connectionCounts == [0, 0])
        #expect(loops.freePermits == Server.Configuration().maxConnections)

        let late = try SocketPair()
        let handover = Handover(late.local)
        #expect(!loops.first.acceptHandover(handover))
        #expect(loops.shared.connectionCounts == [0, 0])
        let isReturned = handover.take() != nil
        #expect(isReturned)
    }

    @Test("no connection gives way for a permit that is only pending, or for one that has become free")
    func keepsConnectionsWhileUndecided() throws {
        let loops = try LoopPair(maxConnections: 2)
        let others = run(loops.second)
        let running = run(loops.first)
        // A connection without a request would have to give way first.
        let silent = try RawClient(port: loops.firstPort)
        try waitUntil { loops.shared.statistics.acceptedConnections == 1 }
        try passGrace()
        // Another loop looks for a client, and finds none. The first loop may do so at this moment, too.
        try waitUntil { loops.shared.connectionLimit.acquire(isPending: true) == .permit }
        loops.first.post(.permitWanted)
        let late = try RawClient(port: loops.firstPort)
        try late.send(Self.request)
        // With a look at the client in each.
        waitForTurns(loops.first)
        #expect(loops.shared.statistics.acceptedConnections == 1)
        #expect(loops.shared.connectionLimit.release(isPending: true))
        #expect(try late.readStatus() == 200)
        #expect(loops.shared.statistics.evictedConnections == 0)
        try silent.send(Self.request)
        #expect(try silent.readStatus() == 200)
        for loop in [loops.first, loops.second] { loop.post(.shutdown) }
        running.wait()
        others.wait()
        #expect(loops.freePermits == 2)
    }

    /// Runs both loops of a pair whose only place has a client that is being served, ends them, and checks that all places are free.
    private func withFullPair(
        maxConnections: Int = 1,
        reserved: Int = 64,
        _ body: (LoopPair, _ release: () -> Void) throws -> Void
    ) throws {
        let loops = try LoopPair(maxConnections: maxConnections, reserved: reserved)
        let running = [run(loops.first), run(loops.second)]
        let busy = try RawClient(port: loops.firstPort)
        try busy.send("GET /blocked HTTP/1.1\r\nHost: h\r\n\r\n")
        loops.handler.begun.wait()
        var isReleased = false
        let release = {
            if !isReleased { loops.handler.gate.signal() }
            isReleased = true
        }
        defer {
            release()
            for loop in [loops.first, loops.second] { loop.post(.shutdown) }
            for group in running { group.wait() }
            #expect(loops.freePermits == maxConnections)
        }
        try body(loops, release)
        release()
        #expect(try busy.readStatus() == 200)
    }

    /// Waits for the end of some turns of the loop, or of the loop.
    private func waitForTurns(_ loop: EventLoop) {
        for _ in 0..<3 {
            let answered = DispatchSemaphore(value: 0)
            guard loop.post(.pulse { answered.signal() }) else { return }
            answered.wait()
        }
    }

    /// Calls `body` while the loop stands still.
    private func whileHeld<Value>(_ loop: EventLoop, _ body: () throws -> Value) rethrows -> Value {
        let (isHeld, isReady) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        loop.post(
            .pulse {
                isHeld.signal()
                isReady.wait()
            }
        )
        isHeld.wait()
        defer { isReady.signal() }
        return try body()
    }

    /// Lets the time pass in which a new connection is not evicted.
    private func passGrace() throws {
        let end = ContinuousClock.now + ConnectionMachine.evictionGrace * 2
        try waitUntil { ContinuousClock.now > end }
    }

    @Test("the last further place is of use: the request on it waits until a place is free")
    func usesLastFurtherPlace() throws {
        try withFullPair(reserved: 1) { loops, release in
            // The request arrives with its connection.
            let waiting = try whileHeld(loops.first) {
                let client = try RawClient(port: loops.firstPort)
                try client.send(Self.request)
                return client
            }
            try waitUntil { loops.shared.statistics.acceptedConnections == 2 }
            waitForTurns(loops.first)
            #expect(loops.shared.statistics.evictedConnections == 0)
            release()
            #expect(try waiting.readStatus() == 200)
        }
    }

    @Test("a newcomer takes the further place of one request, not of two")
    func evictsOneForOne() throws {
        try withFullPair(reserved: 2) { loops, release in
            let clients = try (0..<3).map { number in
                let client = try RawClient(port: loops.firstPort)
                try client.send(Self.request)
                try waitUntil { loops.shared.statistics.acceptedConnections == 2 + number }
                waitForTurns(loops.first)
                return client
            }
            #expect(loops.shared.statistics.evictedConnections == 1)
            release()
            #expect(try clients.map { try $0.readStatus() }.sorted() == [200, 200, 503])
        }
    }

    @Test("the beginning of a request gets a place as soon as one is free")
    func placesBeginnings() throws {
        try withFullPair { loops, release in
            let slow = try RawClient(port: loops.firstPort)
            try slow.send("GET /a HTTP/1.1\r\n")
            try waitUntil { loops.shared.statistics.acceptedConnections == 2 }
            waitForTurns(loops.first)
            release()
            // Beyond the two seconds of a further place.
            let end = ContinuousClock.now + .milliseconds(2_500)
            try waitUntil { ContinuousClock.now > end }
            try slow.send("Host: h\r\n\r\n")
            #expect(try slow.readStatus() == 200)
        }
    }

    @Test("nobody gives way to a client that leaves", arguments: [false, true])
    func ignoresLeavingClients(isReset: Bool) throws {
        try withFullPair(maxConnections: 3) { loops, _ in
            // One on each loop, too new to be evicted.
            var idle = try whileHeld(loops.first) { try (0..<3).map { _ in try RawClient(port: loops.firstPort) } }
            var probe = idle.popLast()
            try waitUntil { loops.shared.statistics.acceptedConnections == 4 }
            try passGrace()
            if isReset { probe?.setReset() }
            probe = nil
            try waitUntil { loops.shared.connectionCounts.reduce(0, +) == 3 }
            #expect(loops.shared.statistics.evictedConnections == 0)
            for client in idle {
                try client.send(Self.request)
                #expect(try client.readStatus() == 200)
            }
        }
    }

    @Test("a health check on a further place closes no connection of another loop")
    func leavesOtherLoopsAlone() throws {
        try withFullPair(maxConnections: 2) { loops, _ in
            let idle = try RawClient(port: loops.firstPort)
            try waitUntil { loops.shared.connectionCounts == [1, 1] }
            try passGrace()
            let probe = try RawClient(port: loops.firstPort)
            try probe.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try probe.readStatus() == 200)
            waitForTurns(loops.second)
            #expect(loops.shared.statistics.evictedConnections == 0)
            try idle.send(Self.request)
            #expect(try idle.readStatus() == 200)
        }
    }

    @Test("a loop that drains evicts nobody for a backlog that is empty")
    func drainsWithoutEvictions() throws {
        let loops = try LoopPair(maxConnections: 1)
        let running = [run(loops.first), run(loops.second)]
        let slow = try RawClient(port: loops.firstPort)
        try slow.send("GET /a HTTP/1.1\r\n")
        try waitUntil { loops.shared.statistics.acceptedConnections == 1 }
        try passGrace()
        loops.first.post(.shutdown)
        waitForTurns(loops.first)
        try slow.send("Host: h\r\n\r\n")
        #expect(try slow.readStatus() == 200)
        loops.second.post(.shutdown)
        for group in running { group.wait() }
        #expect(loops.freePermits == 1)
    }

    /// Runs the loop on a queue of its own. The group ends when the loop has stopped.
    private func run(_ loop: EventLoop) -> DispatchGroup {
        let running = DispatchGroup()
        DispatchQueue(label: "loop").async(group: running) { loop.run() }
        return running
    }
}
