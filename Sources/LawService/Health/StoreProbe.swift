import Dispatch
import PredictionStore
import Synchronization

/// Tries a write once per second on its own queue, so that readiness is known without waiting.
final class StoreProbe: Sendable {
    /// A check that takes longer than this is a failure.
    private static let longestSilence = Duration.seconds(5)

    /// When a write last succeeded; `nil` since one has failed.
    private let succeeded: Mutex<ContinuousClock.Instant?>
    private let queue = DispatchQueue(label: "store-probe")

    /// - Parameter store: logs its failures itself.
    init(_ store: any DocumentStore) {
        succeeded = Mutex(nil)
        check(store)
        scheduleCheck(store)
    }

    /// Whether a write would succeed, as far as the last check knows.
    var isWritable: Bool {
        succeeded.withLock { $0.map { ContinuousClock.now - $0 < Self.longestSilence } ?? false }
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
        do throws(StoreError) {
            try store.check()
            succeeded.withLock { $0 = .now }
        } catch {
            succeeded.withLock { $0 = nil }
        }
    }
}
