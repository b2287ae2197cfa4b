import Dispatch
import Foundation
import Synchronization

/// Turns SIGTERM and SIGINT into a call on a queue. A second one ends the process at once. SIGHUP can be another call, as often
/// as it comes.
final class StopSignals {
    private let sources: [any DispatchSourceSignal]

    /// - Parameters:
    ///   - stop: called once, with the number of the first signal.
    ///   - reload: called for SIGHUP; `nil` leaves that signal as it is.
    init(_ stop: @escaping @Sendable (Int32) -> Void, reload: (@Sendable () -> Void)? = nil) {
        let queue = DispatchQueue(label: "signals")
        let first = FirstSignal()
        let registrations = DispatchGroup()
        sources =
            [SIGTERM, SIGINT].map { number in
                Self.source(number, queue, registrations) {
                    if first.take() { stop(number) } else { Self.end(by: number) }
                }
            } + (reload.map { [Self.source(SIGHUP, queue, registrations, $0)] } ?? [])
        // Dispatch registers a source on a thread of its own. Until then a signal has its default action, and afterwards the
        // source sees it. Without this wait a stop that comes right after the start could be lost.
        registrations.wait()
    }

    private static func source(
        _ number: Int32,
        _ queue: DispatchQueue,
        _ registrations: DispatchGroup,
        _ body: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler(handler: body)
        registrations.enter()
        source.setRegistrationHandler { registrations.leave() }
        source.resume()
        return source
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
