import Glibc
public import HTTPMessage

extension Server {
    /// The options of a server. The defaults serve the clients of one machine.
    public struct Configuration: Sendable {
        /// Threads for brief work: while one waits for a disk, the other can answer from its cache.
        static let briefWorkers = 2

        /// A name or an address. If a name has several addresses, the first one is used.
        public var host = "127.0.0.1"
        /// 0 means any free port.
        public var port: UInt16 = 8080
        /// The number of event loops; at least 1 runs.
        public var loops = Configuration.cores
        /// Threads for heavy work; at least 1 runs.
        public var workers = Configuration.cores
        /// Requests that may wait for a worker. Further ones are answered 503.
        public var workQueue = 64
        public var limits = RequestLimits()
        /// Longest time from the first byte of a request to the end of its head. Then 408.
        public var headTimeout = Duration.seconds(10)
        /// Longest time between two bytes of a body. Then 408.
        public var bodyTimeout = Duration.seconds(30)
        /// Longest time between two requests. Then the connection is closed.
        public var idleTimeout = Duration.seconds(60)
        /// Longest time in which the client accepts no byte of an answer. Then the connection is dropped.
        public var writeTimeout = Duration.seconds(30)
        /// Longest time for each batch of a body (8 KiB, or 64 KiB for an upload with a grant; then 408) and for each
        /// 64 KiB of an answer (then the connection is dropped), even while bytes trickle.
        public var pieceTimeout = Duration.seconds(240)
        /// Longest time from `shutdown()` to the end of the running requests. Then they are dropped.
        public var drainTimeout = Duration.seconds(10)
        /// Connections at the same time. A further one replaces a connection that has no complete request, the one
        /// nearest to its deadline. If there is none, the further one waits in the kernel's backlog.
        public var maxConnections = 1024
        /// Bytes of bodies that all connections together may collect for the workers. When they are used up, further
        /// connections continue in small batches of at most 32 KiB.
        public var uploadBytes = 64 << 20

        public init() {}

        private static var cores: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }
    }
}
