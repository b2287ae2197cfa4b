import PredictionStore
import Synchronization

/// Finds laws by id or name, the newest by default, and keeps what was found, so that a prediction needs no disk.
///
/// What is kept is trusted for `trust` after the store's revision was last seen unchanged; then one caller looks again. A
/// law that another process stores, moves or deletes is so seen within that time; this process's own changes at once.
final class LawDirectory: Sendable {
    private struct Known {
        var revision: Int64?
        var seenAt: ContinuousClock.Instant?
        /// Whether somebody is on the way to look at the revision.
        var isLooking = false
        /// By reference; the empty one is the newest law.
        var laws: [String: LoadedLaw] = [:]
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
            if age < Self.trust || (known.isLooking && age < Self.patience) { return law }
            known.isLooking = true
            return nil
        }
    }

    /// The law, from the store where need be. Blocks.
    ///
    /// - Throws: 404 where no law has that id or name, or none is stored at all.
    func law(_ reference: String?) throws(Problem) -> LoadedLaw {
        defer { known.withLock { $0.isLooking = false } }
        do {
            // The revision is read before the document: a change in between makes it old, never the document.
            let now = ContinuousClock.now
            let revision = try store.revision()
            let kept = known.withLock { known in
                if known.revision != revision { known.laws.removeAll() }
                known.revision = revision
                known.seenAt = now
                return known.laws[reference ?? ""]
            }
            if let kept { return kept }
            guard let document = try reference.map({ try store.document(.law, $0) }) ?? store.newest(.law) else {
                throw Self.missing(reference)
            }
            let law = try LoadedLaw(stored: document)
            known.withLock { known in
                guard known.revision == revision else { return }
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
        known.withLock { $0 = Known() }
    }

    private static func missing(_ reference: String?) -> Problem {
        guard let reference else {
            return Problem(.notFound, "no law is stored yet; POST an experiment grid to /fit first")
        }
        return Problem(
            .notFound,
            "there is no law `\(reference)`; GET /laws lists them",
            errors: [ProblemPlace(pointer: "?law", detail: "names no stored law")]
        )
    }
}
