import Glibc

/// Whether the system lets the process have its threads.
public enum ThreadSupply {
    /// Creates as many threads at once, and ends them again.
    ///
    /// Dispatch tries for ever to create a thread that the system refuses. So a service that asked only when it needs one would
    /// hang without a word, and would not hear a signal to stop.
    ///
    /// - Throws: the error of the system if it refuses one of them.
    public static func check(_ count: Int) throws(ServerError) {
        let gate = Gate()
        let pointer = Unmanaged.passUnretained(gate)
        var threads: [pthread_t] = []
        var code: CInt = 0
        gate.close()
        while threads.count < count, code == 0 {
            var thread = pthread_t()
            code = pthread_create(
                &thread,
                nil,
                { gate in
                    if let gate { Unmanaged<Gate>.fromOpaque(gate).takeUnretainedValue().pass() }
                    return nil
                },
                pointer.toOpaque()
            )
            if code == 0 { threads.append(thread) }
        }
        gate.open()
        for thread in threads { pthread_join(thread, nil) }
        guard code == 0 else { throw .tooFewThreads(wanted: count, permitted: threads.count, errno: code) }
    }

    /// Holds the threads until all are there.
    ///
    /// `@unchecked Sendable`: the mutex is made once, and POSIX permits its use by every thread.
    private final class Gate: @unchecked Sendable {
        private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

        init() { pthread_mutex_init(mutex, nil) }

        deinit {
            pthread_mutex_destroy(mutex)
            mutex.deallocate()
        }

        func close() { pthread_mutex_lock(mutex) }
        func open() { pthread_mutex_unlock(mutex) }

        func pass() {
            pthread_mutex_lock(mutex)
            pthread_mutex_unlock(mutex)
        }
    }
}
