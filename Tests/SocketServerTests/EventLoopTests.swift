import Dispatch
import HTTPMessage
import Testing

@testable import SocketServer

/// Loops without a server around them. Only the first one listens, so a test decides which loop gets which client.
@Suite("EventLoop")
struct EventLoopTests {
    private static let request = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    private final class LoopPair {
        let shared: ServerShared
        let first: EventLoop
        let second: EventLoop
        let firstPort: UInt16

        init(maxConnections: Int = Server.Configuration().maxConnections) throws {
            var configuration = Server.Configuration()
            configuration.maxConnections = maxConnections
            shared = ServerShared(configuration: configuration, handler: TestHandler())
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
        let graceEnd = ContinuousClock.now + ConnectionMachine.evictionGrace * 2
        try waitUntil { ContinuousClock.now > graceEnd }
        // Another loop looks for a client, and finds none. The first loop may do so at this moment, too.
        try waitUntil { loops.shared.connectionLimit.acquire(isPending: true) == .permit }
        loops.first.post(.permitWanted)
        let late = try RawClient(port: loops.firstPort)
        try late.send(Self.request)
        // Each sign of life is a turn of the loop, with a look at the client.
        for _ in 0..<3 {
            let answered = DispatchSemaphore(value: 0)
            loops.first.post(.pulse { answered.signal() })
            answered.wait()
        }
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

    /// Runs the loop on a queue of its own. The group ends when the loop has stopped.
    private func run(_ loop: EventLoop) -> DispatchGroup {
        let running = DispatchGroup()
        DispatchQueue(label: "loop").async(group: running) { loop.run() }
        return running
    }
}
