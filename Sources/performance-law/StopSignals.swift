import Dispatch
import Foundation
import Synchronization

/// Turns SIGTERM and SIGINT into a call on a queue. A second one, half a second later or more, ends the process at once. SIGHUP can be
/// another call, as often as it comes.
final class StopSignals {
    private let sources: [any DispatchSourceSignal]

    /// - Parameters:
    ///   - stop: called once, with the number of the first signal.
    ///   - reload: called for SIGHUP; `nil` leaves that signal as it is. It has a queue of its own: a file that is slow must not keep
    ///     the signals to stop waiting.
    init(_ stop: @escaping @Sendable (Int32) -> Void, reload: (@Sendable () -> Void)? = nil) {
        let queue = DispatchQueue(label: "signals")
        let requests = StopRequests()
        let registrations = DispatchGroup()
        sources =
            [SIGTERM, SIGINT].map { number in
                Self.source(number, queue, registrations) {
                    switch requests.receive() {
                    case .first: stop(number)
                    case .repeated: break
                    case .second: Self.end(by: number)
                    }
                }
            } + (reload.map { [Self.source(SIGHUP, DispatchQueue(label: "reload"), registrations, $0)] } ?? [])
        // Dispatch registers a source on a thread of its own. Until then a signal has its default action, and afterwards the
        // source sees it. Without this wait a stop that comes right after the start could be lost.
        registrations.wait()
    }

    /// What signals do before the service can be stopped in an orderly way: opening a store may wait for a database. Nothing was served yet, so
    /// SIGTERM ends the process as a stop without requests does, and SIGHUP, for which there is nothing to reload, is ignored.
    static func standIn() {
        signal(SIGHUP, SIG_IGN)
        signal(SIGTERM) { _ in _exit(0) }
        // Whoever started this process may have blocked the signals, and the process inherits that.
        unblock(SIGHUP, SIGTERM)
    }

    private static func unblock(_ numbers: Int32...) {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in numbers { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
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
        unblock(number)
        raise(number)
    }
}

/// Tells the first signal to stop from its repetitions and from later ones.
final class StopRequests: Sendable {
    /// A signal to a process and to its group, as `timeout` and terminals send it, arrives twice.
    static let repetition = Duration.milliseconds(500)

    enum Request { case first, repeated, second }

    private let began = Mutex<ContinuousClock.Instant?>(nil)

    func receive(at now: ContinuousClock.Instant = .now) -> Request {
        began.withLock { began in
            guard let first = began else {
                began = now
                return .first
            }
            return now - first < Self.repetition ? .repeated : .second
        }
    }
}
