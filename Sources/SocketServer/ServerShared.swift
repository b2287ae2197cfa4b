import HTTPMessage
import Synchronization

/// What the loops of a server have in common.
final class ServerShared: Sendable {
    let handler: any RequestHandler
    let limits: RequestLimits
    let timeouts: ConnectionTimeouts
    let drainTimeout: Duration
    let workers: WorkerPool
    let budget: ConnectionBudget
    private let loops = Mutex<[EventLoop]>([])

    init(configuration: Server.Configuration, handler: any RequestHandler) {
        self.handler = handler
        limits = configuration.limits
        var timeouts = ConnectionTimeouts()
        timeouts.head = configuration.headTimeout
        timeouts.body = configuration.bodyTimeout
        timeouts.idle = configuration.idleTimeout
        timeouts.write = configuration.writeTimeout
        self.timeouts = timeouts
        drainTimeout = configuration.drainTimeout
        workers = WorkerPool(workers: configuration.workers, bound: configuration.workQueue)
        budget = ConnectionBudget(limit: configuration.maxConnections)
    }

    func add(_ newLoops: [EventLoop]) {
        loops.withLock { $0 += newLoops }
    }

    func remove(_ loop: EventLoop) {
        loops.withLock { $0.removeAll { $0 === loop } }
    }

    func announceFreedBudget() {
        broadcast(.budgetFreed)
    }

    func broadcast(_ message: EventLoop.Message) {
        for loop in loops.withLock({ $0 }) { loop.post(message) }
    }
}
