import Dispatch
import HTTPMessage
import Synchronization

/// The state that the loops of a server share.
final class ServerShared: Sendable {
    let handler: any RequestHandler
    let limits: RequestLimits
    let timeouts: ConnectionTimeouts
    let drainTimeout: Duration
    private let heavyWorkers: WorkerPool
    private let briefWorkers: WorkerPool
    private let writeWorkers: WorkerPool
    private let promptWorkers: WorkerPool
    private let monitorWorkers: WorkerPool
    let connectionLimit: ConnectionLimit
    /// Whether a request waits for a permit, and no loop has given one up for it.
    private let isPermitWanted = Atomic<Bool>(false)
    let uploads: UploadBudget
    /// The places beyond `maxConnections` in each loop.
    let reservedPerLoop: Int
    private let loops = Mutex<[EventLoop]>([])
    /// The counters of all loops, also of those that have stopped.
    private let traffic = Mutex<[Traffic]>([])
    /// Releases what nobody needs any more, so that no event loop has to.
    private let releasing = DispatchQueue(label: "releasing", qos: .utility)

    init(configuration: Server.Configuration, handler: any RequestHandler) {
        self.handler = handler
        limits = configuration.limits
        var timeouts = ConnectionTimeouts()
        timeouts.head = configuration.headTimeout
        timeouts.body = configuration.bodyTimeout
        timeouts.idle = configuration.idleTimeout
        timeouts.write = configuration.writeTimeout
        timeouts.bodyRate = max(1, configuration.minimumBodyRate)
        self.timeouts = timeouts
        drainTimeout = configuration.drainTimeout
        heavyWorkers = WorkerPool(lane: .heavy, workers: configuration.workers, queueLimit: configuration.workQueue)
        briefWorkers = WorkerPool(
            lane: .brief,
            workers: Server.Configuration.briefWorkers,
            queueLimit: configuration.maxConnections
        )
        // A store has one writer at a time.
        writeWorkers = WorkerPool(lane: .write, workers: 1, queueLimit: configuration.writeQueue)
        promptWorkers = WorkerPool(lane: .prompt, workers: 1, queueLimit: configuration.maxConnections)
        monitorWorkers = WorkerPool(lane: .monitor, workers: 1, queueLimit: Server.Configuration.monitorQueue)
        connectionLimit = ConnectionLimit(configuration.maxConnections)
        uploads = UploadBudget(bytes: configuration.uploadBytes)
        let loops = max(1, configuration.loops)
        reservedPerLoop = (max(0, configuration.reservedConnections) + loops - 1) / loops
    }

    func add(_ newLoops: [EventLoop]) {
        loops.withLock { $0 += newLoops }
        traffic.withLock { $0 += newLoops.map(\.traffic) }
    }

    func workers(of lane: WorkLane) -> WorkerPool {
        switch lane {
        case .heavy: heavyWorkers
        case .brief: briefWorkers
        case .write: writeWorkers
        case .prompt: promptWorkers
        case .monitor: monitorWorkers
        }
    }

    /// Asks the loops for the place of a connection whose client does too little. One of them gives it up.
    func askForPermit() {
        isPermitWanted.store(true, ordering: .releasing)
        broadcast(.permitWanted)
    }

    /// Whether a request waits for a permit. The caller gives one up.
    func takeDemand() -> Bool { isPermitWanted.exchange(false, ordering: .acquiringAndReleasing) }

    func release(_ abandoned: AbandonedWork) {
        releasing.async { withExtendedLifetime(abandoned) {} }
    }

    var statistics: ServerStatistics {
        var statistics = ServerStatistics()
        statistics.connections = connectionCounts.reduce(0, +)
        for traffic in traffic.withLock({ $0 }) {
            statistics.acceptedConnections += traffic.acceptedConnections.load(ordering: .relaxed)
            statistics.evictedConnections += traffic.evictedConnections.load(ordering: .relaxed)
            statistics.receivedBytes += traffic.receivedBytes.load(ordering: .relaxed)
            statistics.sentBytes += traffic.sentBytes.load(ordering: .relaxed)
        }
        for lane in WorkLane.allCases { statistics.lanes[lane] = workers(of: lane).statistics }
        return statistics
    }

    func remove(_ loop: EventLoop) {
        loops.withLock { $0.removeAll { $0 === loop } }
    }

    var runningLoops: [EventLoop] { loops.withLock { $0 } }

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

    /// Answers the requests that no worker can begin within this time: the end of the server comes first.
    func dropWork(behind time: Duration) {
        for lane in WorkLane.allCases { workers(of: lane).drop(behind: time) }
    }

    func broadcast(_ message: EventLoop.Message) {
        for loop in loops.withLock({ $0 }) { loop.post(message) }
    }
}
