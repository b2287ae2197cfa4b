import Glibc

/// Keeps SIGPIPE from a write to a pipe or a socket whose reader has gone. The write then fails with EPIPE.
///
/// The disposition of a signal belongs to the whole process, and libraries change it for a time (libcurl does). The mask belongs to
/// the calling thread alone.
enum BrokenPipeSignal {
    /// Calls `body` with SIGPIPE blocked, and discards one that `body` raised.
    ///
    /// - Parameter body: sets its argument if a call has failed with EPIPE.
    static func withheld<Result>(_ body: (inout Bool) -> Result) -> Result {
        var pipe = sigset_t()
        var before = sigset_t()
        var pending = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        sigpending(&pending)
        let wasPending = sigismember(&pending, SIGPIPE) == 1
        pthread_sigmask(SIG_BLOCK, &pipe, &before)
        var isRaised = false
        defer {
            if isRaised, !wasPending {
                var atOnce = timespec()
                while sigtimedwait(&pipe, nil, &atOnce) < 0, errno == EINTR {}
            }
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        return body(&isRaised)
    }
}
