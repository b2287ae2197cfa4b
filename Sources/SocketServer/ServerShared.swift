import HTTPMessage
import Synchronization

/// The state that the loops of a server share.
final class ServerShared: Sendable {
    let handler: any RequestHandler
    let limits: RequestLimits
    let timeouts: ConnectionTimeouts
    let drainTimeout: Duration
    let workers: WorkerPool
    /// For work that takes milliseconds at most, so that it never waits behind heavy work.
    let briefWorkers: WorkerPool
    let connectionLimit: ConnectionLimit
    let uploads: UploadBudget
    private let loops = Mutex<[EventLoop]>([])

    init(configuration: Server.Configuration, handler: any RequestHandler) {
        self.handler = handler
        limits = configuration.limits
        var timeouts = ConnectionTimeouts()
        timeouts.head = configuration.headTimeout
        timeouts.body = configuration.bodyTimeout
        timeouts.idle = configuration.idleTimeout
        timeouts.write = configuration.writeTimeout
        timeouts.piece = configuration.pieceTimeout
        self.timeouts = timeouts
        drainTimeout = configuration.drainTimeout
        workers = WorkerPool(workers: configuration.workers, queueLimit: configuration.workQueue)
        briefWorkers = WorkerPool(
            workers: Server.Configuration.briefWorkers,
            queueLimit: configuration.maxConnections
        )
        connectionLimit = ConnectionLimit(configuration.maxConnections)
        uploads = UploadBudget(bytes: configuration.uploadBytes)
    }

    func add(_ newLoops: [EventLoop]) {
        loops.withLock { $0 += newLoops }
    }

    func remove(_ loop: EventLoop) {
        loops.withLock { $0.removeAll { $0 === loop } }
    }

    var connectionCounts: [Int] { loops.withLock { $0.map { $0.connectionCount.load(ordering: .relaxed) } } }

    /// A loop that should serve the next connection of `loop`, because it has clearly fewer.
    ///
    /// The kernel distributes connections by a hash of their addresses, regardless of the loops' work. Two busy
    /// connections can meet on one loop while another loop sleeps. The margin of a quarter leaves connections that last
    /// one request where they are.
    func lessLoadedLoop(than loop: EventLoop) -> EventLoop? {
        let own = loop.connectionCount.load(ordering: .relaxed)
        return loops.withLock { loops in
            loops.first { other in
                let count = other.connectionCount.load(ordering: .relaxed)
                return other !== loop && own > count + count / 4
            }
        }
    }

    func broadcast(_ message: EventLoop.Message) {
        for loop in loops.withLock({ $0 }) { loop.post(message) }
    }
}
