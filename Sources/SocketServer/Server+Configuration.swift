import Glibc
public import HTTPMessage

extension Server {
    /// How a server is set up; the defaults serve one machine's own clients.
    public struct Configuration: Sendable {
        /// Threads for brief work: one may wait for a disk while another looks into its cache.
        static let briefWorkers = 2

        /// A name or an address; the first that it resolves to is taken.
        public var host = "127.0.0.1"
        /// 0: a free one.
        public var port: UInt16 = 8080
        /// Event loops; at least 1 is run.
        public var loops = Configuration.cores
        /// Threads for the work that takes long; at least 1 is run.
        public var workers = Configuration.cores
        /// Requests that may wait for a worker; further ones are answered 503.
        public var workQueue = 64
        public var limits = RequestLimits()
        /// From a request's first byte to the end of its head; then 408.
        public var headTimeout = Duration.seconds(10)
        /// Without a byte of a body that is waited for; then 408.
        public var bodyTimeout = Duration.seconds(30)
        /// Between two requests; then the connection is closed.
        public var idleTimeout = Duration.seconds(60)
        /// Without a byte of an answer that the client takes; then the connection is dropped.
        public var writeTimeout = Duration.seconds(30)
        /// For each 64 KiB of a body or an answer, or what there is of it, however steadily its bytes come; then as above.
        public var pieceTimeout = Duration.seconds(240)
        /// From `shutdown()` to the end of the requests in flight; then they are dropped.
        public var drainTimeout = Duration.seconds(10)
        /// Connections at once. For a further one, one that has no whole request is closed, the one nearest to its deadline
        /// first; without such, further ones wait in the kernel's backlog.
        public var maxConnections = 1024
        /// Bytes of bodies that all connections together may gather for the workers. A connection for which none are left
        /// goes on with small pieces, 32 KiB in all.
        public var uploadBytes = 64 << 20

        public init() {}

        private static var cores: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }
    }
}

/// Why a server does not start.
public enum ServerError: Error, Hashable, Sendable {
    case alreadyStarted
    case unknownHost(String, reason: String)
    case addressInUse(host: String, port: UInt16)
    case system(call: String, errno: Int32)
}
