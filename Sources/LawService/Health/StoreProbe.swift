import Dispatch
import Logging
import PredictionStore
import Synchronization

/// Queries the store once per second on its own queue, so that readiness is known without waiting.
final class StoreProbe: Sendable {
    /// The store counts as unreachable after this time without an answer.
    private static let longestSilence = Duration.seconds(5)

    /// When the store last answered.
    private let answered: Mutex<ContinuousClock.Instant?>
    private let queue = DispatchQueue(label: "store-probe")

    init(_ store: any DocumentStore) {
        answered = Mutex(nil)
        check(store)
        scheduleCheck(store)
    }

    /// Whether the store answered within the last seconds.
    var isReachable: Bool {
        answered.withLock { $0.map { ContinuousClock.now - $0 < Self.longestSilence } ?? false }
    }

    /// Checks the store every second, as long as the probe exists.
    private func scheduleCheck(_ store: any DocumentStore) {
        queue.asyncAfter(deadline: .now() + 1) { [weak self] in
            guard let self else { return }
            check(store)
            scheduleCheck(store)
        }
    }

    private func check(_ store: any DocumentStore) {
        do {
            _ = try store.revision()
            answered.withLock { $0 = .now }
        } catch {
            Logger(label: "store").error("the store cannot be reached", metadata: ["reason": "\(error)"])
        }
    }
}
