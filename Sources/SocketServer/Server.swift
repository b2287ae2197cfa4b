import Dispatch
public import HTTPMessage
import Synchronization

/// An HTTP/1.1 server on POSIX sockets. It has one event loop per core, each on its own Dispatch queue and with its own
/// listener on the shared port, and bounded pools of workers, one for each lane of work.
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
    ///
    /// - Returns: The address of each endpoint, in the order of the configuration; none if `shutdown` was called before.
    public func start() throws(ServerError) -> [BoundAddress] {
        try state.withLock { state throws(ServerError) in
            if state == .stopping { return [] }
            guard state == .new else { throw .alreadyStarted }
            DescriptorLimit.raise(toServe: configuration.maxConnections + configuration.reservedConnections)
            let (addresses, loops) = try makeLoops()
            try DescriptorLimit.requireRoom()
            shared.add(loops)
            for (index, loop) in loops.enumerated() { run(loop, index) }
            state = .running
            return addresses
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

    /// What the server has done so far.
    public var statistics: ServerStatistics { shared.statistics }

    /// The number of connections of each loop.
    var connectionCounts: [Int] { shared.connectionCounts }

    /// Asks every loop for a sign of life.
    ///
    /// - Parameter respond: called once, on a loop, when all loops that run have answered. A loop that hangs never does.
    public func pulse(_ respond: @escaping @Sendable () -> Void) {
        let group = DispatchGroup()
        for loop in shared.runningLoops {
            group.enter()
            // A loop that has stopped does not hang.
            if !loop.post(.pulse { group.leave() }) { group.leave() }
        }
        group.notify(queue: .global(), execute: respond)
    }

    private func makeLoops() throws(ServerError) -> ([BoundAddress], [EventLoop]) {
        let lists = (0..<max(1, configuration.loops)).map { _ in ListenerList() }
        var addresses: [BoundAddress] = []
        for endpoint in configuration.endpoints { addresses.append(try listen(at: endpoint, lists)) }
        var loops: [EventLoop] = []
        for list in lists { loops.append(try EventLoop(listeners: list, shared: shared)) }
        return (addresses, loops)
    }

    /// Adds the listeners of an endpoint to those of the loops.
    private func listen(at endpoint: Endpoint, _ lists: [ListenerList]) throws(ServerError) -> BoundAddress {
        switch endpoint {
        case .tcp(let host, let port):
            if port != 0 { try Listener.checkIsFree(SocketAddress(host: host, port: port), host: host) }
            let first = try Listener(address: SocketAddress(host: host, port: port), host: host)
            let actual = try first.port
            lists[0].append(first)
            for list in lists.dropFirst() {
                list.append(try Listener(address: SocketAddress(host: host, port: actual), host: host))
            }
            if let bytes = configuration.sendBuffer { for list in lists { list.setSendBuffer(bytes) } }
            return .tcp(host: host, port: actual)
        // Such sockets cannot be shared as ports can. One loop accepts, and hands connections over to the others.
        case .unix(let path):
            lists[0].append(try Listener(path: path))
            return .unix(path: path)
        case .inherited(let descriptor):
            let listener = try Listener(inherited: descriptor)
            let address = try BoundAddress(boundTo: descriptor)
            lists[0].append(listener)
            return address
        }
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
