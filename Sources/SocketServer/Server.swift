import Dispatch
public import HTTPMessage
import Synchronization

/// An HTTP/1.1 server on POSIX sockets. It has one event loop per core, each on its own Dispatch queue and with its own
/// listener on the shared port, and a bounded pool of workers for heavy work.
public final class Server: Sendable {
    private enum State {
        case new, running, stopping
    }

    private let configuration: Configuration
    private let shared: ServerShared
    private let state = Mutex(State.new)
    private let running = DispatchGroup()

    public init(configuration: Configuration = Configuration(), handler: any RequestHandler) {
        self.configuration = configuration
        shared = ServerShared(configuration: configuration, handler: handler)
    }

    /// Starts to serve. Clients can connect when it returns.
    public func start() throws(ServerError) -> BoundAddress {
        try state.withLock { state throws(ServerError) in
            guard state == .new else { throw .alreadyStarted }
            DescriptorLimit.raise(toServe: configuration.maxConnections)
            let (address, loops) = try makeLoops()
            shared.add(loops)
            for (index, loop) in loops.enumerated() { run(loop, index) }
            state = .running
            return address
        }
    }

    /// Stops accepting connections, and lets each connection end with its current request, at the latest after
    /// `drainTimeout`. Returns at once.
    public func shutdown() {
        state.withLock { $0 = .stopping }
        shared.broadcast(.shutdown)
    }

    /// Blocks the calling thread until every loop has stopped. If the server was never started, it returns at once.
    public func waitUntilStopped() {
        running.wait()
    }

    /// The number of connections of each loop.
    var connectionCounts: [Int] { shared.connectionCounts }

    private func makeLoops() throws(ServerError) -> (BoundAddress, [EventLoop]) {
        let host = configuration.host
        if configuration.port != 0 {
            try Listener.checkIsFree(SocketAddress(host: host, port: configuration.port), host: host)
        }
        let first = try Listener(address: SocketAddress(host: host, port: configuration.port), host: host)
        let port = try first.port
        var loops = [try EventLoop(listener: first, shared: shared)]
        for _ in 1..<max(1, configuration.loops) {
            let listener = try Listener(address: SocketAddress(host: host, port: port), host: host)
            loops.append(try EventLoop(listener: listener, shared: shared))
        }
        return (BoundAddress(host: host, port: port), loops)
    }

    private func run(_ loop: EventLoop, _ index: Int) {
        let shared = shared
        // A serial queue has its own thread, which the loop occupies until it stops.
        DispatchQueue(label: "event-loop-\(index)", qos: .userInitiated).async(group: running) {
            loop.run()
            shared.remove(loop)
        }
    }
}
