import Glibc
import Synchronization

/// The number of descriptors that the process may open.
enum DescriptorLimit {
    /// Descriptors for everything but connections: files, stores, pollers, listeners.
    private static let others: rlim_t = 256

    /// Raises the soft limit so that it suffices for `connections`, at most to the hard limit. The default of most
    /// systems is 1,024 because of `select`, which this server does not use. If the limit stays too low, connections
    /// wait until others end.
    static func raise(toServe connections: Int) {
        // Of two servers of one process, neither lowers what the other one has just set.
        lock.withLock { _ in raiseAlone(toServe: connections) }
    }

    /// What a server needs beyond its listeners to serve anybody: a connection, and the file of its work. Further clients wait.
    private static let least = 3

    /// - Throws: if fewer descriptors are left. Then clients would be accepted by nobody, without a word.
    static func requireRoom() throws(ServerError) {
        var taken: [CInt] = []
        defer { for descriptor in taken { close(descriptor) } }
        while taken.count < least {
            // The standard descriptors are always open.
            let descriptor = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
            guard descriptor >= 0 else {
                guard errno == EMFILE || errno == ENFILE else { return }
                var limit = rlimit()
                _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
                throw .tooFewDescriptors(free: taken.count, limit: Int(clamping: limit.rlim_cur))
            }
            taken.append(descriptor)
        }
    }

    private static let lock = Mutex(())

    private static func raiseAlone(toServe connections: Int) {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return }
        let wanted = min(limit.rlim_max, rlim_t(max(0, connections)) + others)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        _ = setrlimit(resource, &limit)
    }
}
