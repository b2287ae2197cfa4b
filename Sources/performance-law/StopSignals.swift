import Dispatch
import Foundation

/// Turns SIGTERM and SIGINT into a call on a queue. A second signal ends the process at once.
final class StopSignals {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter stop: is given the signal's number.
    init(_ stop: @escaping @Sendable (Int32) -> Void) {
        let queue = DispatchQueue(label: "signals")
        sources = [SIGTERM, SIGINT].map { number in
            // The default action would end the process before the source sees the signal.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                signal(number, SIG_DFL)
                stop(number)
            }
            source.resume()
            return source
        }
    }

    func cancel() {
        for source in sources { source.cancel() }
    }
}
