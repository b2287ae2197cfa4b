import Foundation
import PredictionStore
import Synchronization

/// Stores summaries that were made again for a list, and stops for a while when the store refuses one.
///
/// A list is right without them. On a read-only store every line of every list would otherwise cost a failed write and a line in
/// the log.
final class RestoredSummaries: Sendable {
    private static let pause = Duration.seconds(60)

    /// No attempt before this time.
    private let refusedUntil = Mutex<ContinuousClock.Instant?>(nil)

    func keep(_ summary: Data, of entry: DocumentEntry, in store: any DocumentStore) {
        if let until = refusedUntil.withLock({ $0 }), ContinuousClock.now < until { return }
        do throws(StoreError) {
            try store.setSummary(summary, of: entry.kind, id: entry.id)
        } catch {
            // The store has logged why.
            refusedUntil.withLock { $0 = .now + Self.pause }
        }
    }
}
