import Dispatch
import SocketServer

/// Sends the service manager a sign of life as long as every event loop answers.
final class Watchdog {
    private let timer: any DispatchSourceTimer

    /// - Returns: `nil` if the manager wants no signs of life.
    init?(_ manager: ServiceManager, _ server: Server) {
        guard let interval = manager.watchdogInterval else { return nil }
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "watchdog"))
        // sd_watchdog_enabled(3) recommends half of the interval.
        let period = max(0.001, interval / .seconds(1) / 2)
        timer.schedule(deadline: .now(), repeating: period)
        timer.setEventHandler { server.pulse { manager.notify("WATCHDOG=1") } }
        timer.resume()
    }

    func cancel() {
        timer.cancel()
    }
}
