import Dispatch
import Logging
import PredictionStore
import Synchronization

/// Asks the store once a second whether it is there, on a queue of its own, so that readiness is known without waiting.
final class StoreProbe: Sendable {
    private let reached: Mutex<ContinuousClock.Instant?>
    private let queue = DispatchQueue(label: "store-watch")

    private static let patience = Duration.seconds(5)

    init(_ store: any DocumentStore) {
        reached = Mutex(nil)
        look(store)
        lookAgain(store)
    }

    /// Whether the store answered within the last seconds.
    var isReachable: Bool {
        reached.withLock { $0.map { ContinuousClock.now - $0 < Self.patience } ?? false }
    }

    /// A second after each look, for as long as somebody holds the watch.
    private func lookAgain(_ store: any DocumentStore) {
        queue.asyncAfter(deadline: .now() + 1) { [weak self] in
            guard let self else { return }
            look(store)
            lookAgain(store)
        }
    }

    private func look(_ store: any DocumentStore) {
        do {
            _ = try store.revision()
            reached.withLock { $0 = .now }
        } catch {
            Logger(label: "store").error("the store cannot be reached", metadata: ["reason": "\(error)"])
        }
    }
}
