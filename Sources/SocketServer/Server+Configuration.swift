public import HTTPMessage
import ProcessorAffinity

extension Server {
    /// The options of a server. The defaults serve the clients of one machine.
    public struct Configuration: Sendable {
        /// Threads for brief work: while one waits for a disk, the other can answer from its cache.
        static let briefWorkers = 2
        /// The lanes `write`, `prompt` and `monitor` have one thread each.
        static let singleWorkers = 3
        /// Requests of monitors that may wait. Each takes about a millisecond.
        static let monitorQueue = 64

        /// Where the server listens; at least one.
        public var endpoints = [Endpoint.tcp(host: "127.0.0.1", port: 8080)]
        /// The number of event loops; at least 1 runs.
        public var loops = Processors.usable
        /// Threads for heavy work; at least 1 runs.
        public var workers = Processors.usable
        /// Requests that may wait for a worker. Further ones are answered 503.
        public var workQueue = 64
        /// Requests that may wait to write to the store. Further ones are answered 503.
        public var writeQueue = 32
        public var limits = RequestLimits()
        /// Longest time from the first byte of a request to the end of its head. Then 408.
        public var headTimeout = Duration.seconds(10)
        /// Longest time between two bytes of a body, and the time over which its rate is measured. Then 408.
        public var bodyTimeout = Duration.seconds(30)
        /// Bytes per second that a client must send of a body, on average over `bodyTimeout`. Then 408.
        public var minimumBodyRate = 1024
        /// Longest time between two requests. Then the connection is closed.
        public var idleTimeout = Duration.seconds(60)
        /// Longest time in which the client accepts no byte of an answer. Then the connection is dropped.
        public var writeTimeout = Duration.seconds(30)
        /// Longest time from `shutdown()` to the end of the server. Shortly before, requests that are not finished are
        /// answered 503.
        public var drainTimeout = Duration.seconds(10)
        /// Connections at the same time. A further one replaces a connection whose client has not sent a complete request,
        /// sends a body too slowly, or does not read its answers: the one nearest to its deadline. If there is none, the
        /// further one takes one of the `reservedConnections`.
        public var maxConnections = 1024
        /// Connections beyond `maxConnections`. Health checks are answered there. Other requests wait there for a place, for
        /// five seconds at most; then they are answered 503.
        public var reservedConnections = 128
        /// Bytes of bodies that all connections together may collect for the workers. When they are used up, further
        /// connections continue in small batches of at most 32 KiB.
        public var uploadBytes = 64 << 20

        /// The bytes of answers that the kernel takes for a client that does not read; nil means as many as it likes. Tests
        /// need few.
        var sendBuffer: Int32?

        public init() {}

        /// The threads that a server may use at the same time.
        public var threads: Int {
            // The last ones are for what is released, for signals, timers and Dispatch itself.
            max(1, loops) + max(1, workers) + Self.briefWorkers + Self.singleWorkers + 4
        }
    }
}
