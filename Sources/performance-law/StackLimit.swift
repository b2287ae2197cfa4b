import Glibc

/// The stack that the system gives the threads of this process.
enum StackLimit {
    /// A fit takes some 80 KiB.
    private static let least: rlim_t = 128 << 10

    /// - Throws: if it is too small. A thread that needs more ends the process by a signal, without a word.
    static func check() throws(CommandFailure) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) == 0, limit.rlim_cur < least else { return }
        throw .input(
            "the system permits a stack of \(limit.rlim_cur / 1_024) KiB; raise the limit with `ulimit -s` or LimitSTACK, to 128 KiB at least"
        )
    }
}
