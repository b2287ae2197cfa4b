import Dispatch
import Foundation
import Synchronization

/// Turns SIGTERM and SIGINT into a call on a queue. A second signal ends the process at once.
final class StopSignals {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter stop: is given the signal's number, once.
    init(_ stop: @escaping @Sendable (Int32) -> Void) {
        let queue = DispatchQueue(label: "signals")
        let beginning = Beginning()
        sources = [SIGTERM, SIGINT].map { number in
            // The default action would end the process before the source sees the signal.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if beginning.isFirst() { stop(number) } else { Self.end(by: number) }
            }
            source.resume()
            return source
        }
    }

    func cancel() {
        for source in sources { source.cancel() }
    }

    /// Ends the process as the signal would have, so that a shell sees what ended it.
    static func end(by number: Int32) {
        signal(number, SIG_DFL)
        // Dispatch blocks signals on its threads and reads them from a descriptor: sent to the process, this one would come
        // back to the handler.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, number)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(number)
    }

    /// Whether the process has been told to stop before.
    private final class Beginning: Sendable {
        private let isOver = Mutex(false)

        func isFirst() -> Bool {
            isOver.withLock { isOver in
                defer { isOver = true }
                return !isOver
            }
        }
    }
}
