public import HTTPMessage

/// What a server has done since its start, and what it does at the moment.
public struct ServerStatistics: Sendable {
    /// The work of one lane.
    public struct Lane: Sendable {
        public var workers = 0
        /// Workers that have a job.
        public var running = 0
        /// Jobs that wait for a worker. A request has at most one at a time.
        public var waiting = 0
        /// Requests that were refused because the queue was full.
        public var refused = 0
        /// Jobs that were dropped before they began, because nobody waited for them any more.
        public var abandoned = 0
        /// How long the jobs that have begun waited for a worker.
        public var queueWait = DurationHistogram()

        public init() {}
    }

    /// Open connections.
    public var connections = 0
    public var acceptedConnections = 0
    /// Connections that were closed because a new one needed their place.
    public var evictedConnections = 0
    public var receivedBytes = 0
    public var sentBytes = 0
    public var lanes: [WorkLane: Lane] = [:]

    public init() {}
}

/// Counts durations by their size.
public struct DurationHistogram: Sendable {
    /// The upper bounds of the buckets in seconds. One more bucket has no bound.
    public static let bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300]

    /// The number of durations in each bucket, not cumulated.
    public private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    public private(set) var sum = Duration.zero

    public init() {}

    public var count: Int { counts.reduce(0, +) }

    public mutating func add(_ duration: Duration) {
        sum += duration
        let seconds = duration / .seconds(1)
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
    }
}
