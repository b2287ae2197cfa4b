import PredictionStore
import Synchronization

/// Finds laws by id or name, the newest by default, and keeps what was found, so that a prediction needs no disk.
///
/// What is kept is trusted for 10 ms after the store's revision was last seen unchanged; then one caller looks again, and
/// the others are answered from what is known meanwhile, for a second at most. So a law that another process stores, moves or
/// deletes is seen by the first caller that comes after a pause; this process's own changes by every caller at once.
final class LawCache: Sendable {
    private struct Known {
        /// Counts this process's own changes: what was read before one is not kept after it.
        var generation = 0
        var revision: Int64?
        var seenAt: ContinuousClock.Instant?
        /// Since when somebody is on the way to look at the revision.
        var lookingSince: ContinuousClock.Instant?
        /// By reference; the empty one, which no request can name, is the newest law.
        var laws: [String: LoadedLaw] = [:]
        /// By id, whatever changes: decoding a large law takes seconds, and what an id stands for never changes.
        var records: [String: LawRecord] = [:]
    }

    /// How long a seen revision is trusted.
    private static let trust = Duration.milliseconds(10)
    /// How long, at most, what is known answers while somebody is on the way to look.
    private static let patience = Duration.seconds(1)
    /// More references than this are forgotten together: each law holds some kilobytes.
    private static let capacity = 1_000

    private let store: any DocumentStore
    private let known = Mutex(Known())

    init(store: any DocumentStore) {
        self.store = store
    }

    /// The law, where it is known and current. Never blocks; `nil` sends the caller to `law(_:)` on a worker.
    func recent(_ reference: String?) -> LoadedLaw? {
        let now = ContinuousClock.now
        return known.withLock { known in
            guard let seenAt = known.seenAt, let law = known.laws[reference ?? ""] else { return nil }
            let age = now - seenAt
            if age < Self.trust { return law }
            // A look that was refused by a full queue never comes: the next caller takes over.
            if age < Self.patience, let since = known.lookingSince, now - since < Self.patience { return law }
            known.lookingSince = now
            return nil
        }
    }

    /// The law, from the store where need be. Blocks.
    ///
    /// - Throws: 404 where no law has that id or name, or none is stored at all.
    func law(_ reference: String?, place: String? = nil) throws(Problem) -> LoadedLaw {
        do {
            // The revision is read before the document: a change in between makes it old, never the document.
            let now = ContinuousClock.now
            let generation = known.withLock { $0.generation }
            let revision = try store.revision()
            let kept = known.withLock { known -> LoadedLaw? in
                guard known.generation == generation else { return nil }
                if known.revision != revision { known.laws.removeAll() }
                known.revision = revision
                known.seenAt = now
                known.lookingSince = nil
                return known.laws[reference ?? ""]
            }
            if let kept { return kept }
            let document = if let reference { try store.document(.law, reference) } else { try store.newest(.law) }
            guard let document else { throw Self.missing(reference, place) }
            let record =
                try known.withLock { $0.records[document.id] }
                ?? RecordCoding.decode(LawRecord.self, from: document)
            let law = LoadedLaw(document, record)
            known.withLock { known in
                if known.records.count >= Self.capacity { known.records.removeAll() }
                known.records[document.id] = record
                guard known.generation == generation, known.revision == revision else { return }
                if known.laws.count >= Self.capacity { known.laws.removeAll() }
                known.laws[reference ?? ""] = law
            }
            return law
        } catch let problem as Problem {
            throw problem
        } catch let error as StoreError {
            throw Problem(error, kind: .law)
        } catch {
            throw Problem(.internalFault, "the law cannot be read")
        }
    }

    /// Called after every change of this process, before it is answered.
    func forget() {
        known.withLock { known in
            known = Known(generation: known.generation &+ 1, records: known.records)
        }
    }

    private static func missing(_ reference: String?, _ place: String?) -> Problem {
        guard let reference else {
            return Problem(.notFound, "no law is stored yet; POST an experiment grid to /fit first")
        }
        return Problem(
            .notFound,
            "there is no law `\(reference)`; GET /laws lists them",
            errors: place.map { [ProblemPlace(pointer: $0, detail: "names no stored law")] } ?? []
        )
    }
}
