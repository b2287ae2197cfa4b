public import ResourceMetering
import Synchronization

/// What the service counts for `/metrics`. Services add to it; nothing is removed.
public final class ServiceMetrics: Sendable {
    /// Two words that name one counter of a family.
    struct Pair: Hashable, Comparable {
        let first: String
        let second: String

        static func < (left: Pair, right: Pair) -> Bool { (left.first, left.second) < (right.first, right.second) }
    }

    let requests = RequestTallies(
        bounds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
    )
    let storeOperations = CounterFamily<Pair>()
    let fits = CounterFamily<Pair>()
    let workUnits = Counter()
    private let sources = Mutex(Sources())

    /// Figures that others keep, read when `/metrics` is requested.
    private struct Sources {
        var server: (@Sendable () -> ServerFigures)?
        var memory: MemoryBudget?
        var droppedLogLines: (@Sendable () -> Int)?
    }

    public init() {}

    /// Where the figures of the server come from.
    public func observe(server: @escaping @Sendable () -> ServerFigures) {
        sources.withLock { $0.server = server }
    }

    /// The budget that all work shares.
    public func observe(memory: MemoryBudget) {
        sources.withLock { $0.memory = memory }
    }

    /// Where the number of dropped log lines comes from.
    public func observe(droppedLogLines: @escaping @Sendable () -> Int) {
        sources.withLock { $0.droppedLogLines = droppedLogLines }
    }

    /// Counts the work of a request that has ended, in the units of `WorkMeter`.
    public func countWork(_ units: Int) {
        workUnits.add(max(0, units))
    }

    /// Counts the fit of one metric.
    ///
    /// - Parameters:
    ///   - form: the word of the HTTP contract.
    ///   - termination: why the solver ended.
    public func countFit(form: String, termination: String) {
        fits.add(Pair(first: form, second: termination))
    }

    func countStoreOperation(_ operation: String, _ outcome: String) {
        storeOperations.add(Pair(first: operation, second: outcome))
    }

    var server: ServerFigures? { sources.withLock { $0.server }?() }
    var memory: MemoryBudget? { sources.withLock { $0.memory } }
    var droppedLogLines: Int? { sources.withLock { $0.droppedLogLines }?() }
}

/// What a server reports about its connections and queues.
public struct ServerFigures: Sendable {
    /// The work of one lane.
    public struct Lane: Sendable {
        public var name: String
        public var waiting: Int
        public var running: Int
        /// The times that begun work has waited: upper bounds in seconds, and the count of each bucket, with one more
        /// bucket for longer times.
        public var waitBounds: [Double]
        public var waitCounts: [Int]
        public var waitSum: Duration

        public init(
            name: String,
            waiting: Int,
            running: Int,
            waitBounds: [Double],
            waitCounts: [Int],
            waitSum: Duration
        ) {
            self.name = name
            self.waiting = waiting
            self.running = running
            self.waitBounds = waitBounds
            self.waitCounts = waitCounts
            self.waitSum = waitSum
        }
    }

    public var connections: Int
    public var receivedBytes: Int
    public var sentBytes: Int
    public var lanes: [Lane]

    public init(connections: Int, receivedBytes: Int, sentBytes: Int, lanes: [Lane]) {
        self.connections = connections
        self.receivedBytes = receivedBytes
        self.sentBytes = sentBytes
        self.lanes = lanes
    }
}
