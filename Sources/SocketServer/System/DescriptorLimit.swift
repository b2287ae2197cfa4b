import Glibc

/// How many descriptors the process may have open.
enum DescriptorLimit {
    /// What a process has open beside its connections: files, stores, pollers, listeners.
    private static let others: rlim_t = 256

    /// Has the limit be enough for `connections`, as far as the system lets it. Most systems begin with 1,024, for the sake
    /// of `select`, which is not used here. If it stays too low, connections wait until others have ended.
    static func raise(toServe connections: Int) {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return }
        let wanted = min(limit.rlim_max, rlim_t(max(0, connections)) + others)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        _ = setrlimit(resource, &limit)
    }
}
