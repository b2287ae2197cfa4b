import HTTPMessage
import Synchronization

/// What the loops of a server have in common.
final class ServerShared: Sendable {
    let handler: any RequestHandler
    let limits: RequestLimits
    let timeouts: ConnectionTimeouts
    let drainTimeout: Duration
    let workers: WorkerPool
    /// For work that takes milliseconds at most, so that it never waits behind the other kind.
    let briefWorkers: WorkerPool
    let budget: ConnectionLimit
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
        workers = WorkerPool(workers: configuration.workers, bound: configuration.workQueue)
        briefWorkers = WorkerPool(workers: Server.Configuration.briefWorkers, bound: configuration.maxConnections)
        budget = ConnectionLimit(limit: configuration.maxConnections)
        uploads = UploadBudget(bytes: configuration.uploadBytes)
    }

    func add(_ newLoops: [EventLoop]) {
        loops.withLock { $0 += newLoops }
    }

    func remove(_ loop: EventLoop) {
        loops.withLock { $0.removeAll { $0 === loop } }
    }

    var loads: [Int] { loops.withLock { $0.map { $0.load.load(ordering: .relaxed) } } }

    /// The loop that should rather serve a further connection of `loop`, if its own are clearly more.
    ///
    /// The kernel deals connections out by the hash of their addresses, whatever the loops have to do: two busy ones may
    /// meet on one loop while the other sleeps. The margin keeps connections that last but one request where they are.
    func lighterLoop(than loop: EventLoop) -> EventLoop? {
        let own = loop.load.load(ordering: .relaxed)
        return loops.withLock { loops in
            loops.first { other in
                let load = other.load.load(ordering: .relaxed)
                return other !== loop && own > load + load / 4
            }
        }
    }

    func announceFreedBudget() {
        broadcast(.budgetFreed)
    }

    func broadcast(_ message: EventLoop.Message) {
        for loop in loops.withLock({ $0 }) { loop.post(message) }
    }
}
