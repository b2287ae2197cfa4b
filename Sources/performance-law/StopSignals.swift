import Dispatch
import Foundation
import Synchronization

/// Turns SIGTERM and SIGINT into a call on a queue. A second signal ends the process at once.
final class StopSignals {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter stop: called once, with the number of the first signal.
    init(_ stop: @escaping @Sendable (Int32) -> Void) {
        let queue = DispatchQueue(label: "signals")
        let first = FirstSignal()
        sources = [SIGTERM, SIGINT].map { number in
            // The default action would end the process before the source sees the signal.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if first.take() { stop(number) } else { Self.end(by: number) }
            }
            source.resume()
            return source
        }
    }

    func cancel() {
        for source in sources { source.cancel() }
    }

    /// Ends the process by the signal itself, so that a shell sees the cause.
    static func end(by number: Int32) {
        signal(number, SIG_DFL)
        // Dispatch blocks signals on its threads and reads them from a descriptor, so a signal to the process would reach the
        // handler again. `raise` sends it to this thread, where it must be unblocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, number)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(number)
    }

    /// Tells the first signal from later ones.
    private final class FirstSignal: Sendable {
        private let isTaken = Mutex(false)

        /// Whether this is the first call.
        func take() -> Bool {
            isTaken.withLock { isTaken in
                defer { isTaken = true }
                return !isTaken
            }
        }
    }
}
