import HTTPMessage
import PredictionStore
import Synchronization

/// Finds laws by id or name, the newest by default, and keeps decoded laws in memory, so that a prediction needs no disk.
///
/// A known law is trusted for 10 ms after the store's revision was last seen unchanged. Then one caller checks the
/// revision, and the others are answered from the cache for at most a second. So a law that another process stores,
/// renames or deletes is seen by the first caller after a pause. Every caller sees the changes of this process at once.
///
/// While the store cannot be asked, known laws are answered from the cache, and one caller in a second asks again.
final class LawCache: Sendable {
    /// How the cache is set up.
    struct Configuration: Sendable {
        /// How long an unchanged revision is trusted.
        var trust = Duration.milliseconds(10)
        /// The longest time that the cache answers while a check of the revision is pending.
        var patience = Duration.seconds(1)
        /// The most bytes that decoded laws may hold together. The law that was used last always stays.
        var memoryBytes = 256 << 20
        var now: @Sendable () -> Tick.Instant = { .now }
    }

    private struct State {
        /// Counts the changes of this process. A lookup that began before a change is not kept after it.
        var generation = 0
        var revision: Int64?
        /// When the revision was last seen unchanged.
        var seenAt: Tick.Instant?
        /// When the pending check of the revision was started.
        var checkStarted: Tick.Instant?
        /// Why the last check of the revision failed, and when; `nil` if it succeeded.
        var failure: (error: StoreError, at: Tick.Instant)?
        /// By reference, valid under `revision`. The empty reference, which no request can name, is the newest law.
        var references: [String: LoadedLaw] = [:]
        /// By id, valid until a later model replaces the content.
        var laws: [String: LoadedLaw] = [:]
        /// The sum over `laws`.
        var bytes = 0
        /// Laws that a caller is decoding now, with the number of callers that decode or wait.
        var decodings: [String: (decoding: Decoding, callers: Int)] = [:]
        /// Counts uses, to find the law that was not used for the longest time.
        var uses: UInt64 = 0
    }

    /// One caller decodes a law. The others that want it wait on the lock.
    private final class Decoding: Sendable {
        let law = Mutex<LoadedLaw?>(nil)
    }

    private let store: any DocumentStore
    private let configuration: Configuration
    private let state = Mutex(State())

    init(store: any DocumentStore, configuration: Configuration = Configuration()) {
        self.store = store
        self.configuration = configuration
    }

    /// The bytes that the decoded laws hold together.
    var bytes: Int { state.withLock { $0.bytes } }

    /// The law if it is known and current. Never blocks; `nil` sends the caller to `law(_:)` on a worker.
    func recent(_ reference: String?) -> LoadedLaw? {
        let now = configuration.now()
        return state.withLock { state in
            guard let seenAt = state.seenAt, let law = state.references[reference ?? ""] else { return nil }
            let age = seenAt.duration(to: now)
            if age >= configuration.trust {
                // A full queue may have refused the pending check, which then never comes: the next caller takes over.
                guard age < configuration.patience || state.failure != nil, let started = state.checkStarted,
                    started.duration(to: now) < configuration.patience
                else {
                    state.checkStarted = now
                    return nil
                }
            }
            Self.use(law, &state)
            return law
        }
    }

    /// The law, from the store if necessary. Blocks.
    ///
    /// - Parameter place: where the request names the law, for the places of an answer.
    /// - Throws: 404 if no law has that id or name, or if none is stored at all.
    func law(
        _ reference: String?,
        place: String? = nil,
        _ work: RequestWork = .unbounded()
    ) throws(Problem) -> LoadedLaw {
        if let law = trusted(reference) { return law }
        // The revision is read before the document, so a change in between makes the revision old, never the document.
        let generation = state.withLock { $0.generation }
        let (known, revision): (LoadedLaw?, Int64)
        do throws(StoreError) {
            (known, revision) = try current(reference, generation)
        } catch {
            guard let law = remembered(reference) else { throw Problem(error, kind: .law) }
            return law
        }
        if let known { return known }
        let entry = try attempt { () throws(StoreError) in try store.entry(.law, reference) }
        guard let entry else { throw Self.missing(reference, place) }
        let law = try decoded(entry, reference, place, work)
        state.withLock { state in
            keep(law, &state)
            guard state.generation == generation, state.revision == revision else { return }
            state.references[reference ?? ""] = law
        }
        return law
    }

    /// The law as it was when the store was last asked with success.
    private func remembered(_ reference: String?) -> LoadedLaw? {
        state.withLock { state in
            guard let law = state.references[reference ?? ""] else { return nil }
            Self.use(law, &state)
            return law
        }
    }

    /// The law if its revision was seen so lately that it is trusted.
    private func trusted(_ reference: String?) -> LoadedLaw? {
        let now = configuration.now()
        return state.withLock { state in
            guard let seenAt = state.seenAt, seenAt.duration(to: now) < configuration.trust,
                let law = state.references[reference ?? ""]
            else { return nil }
            Self.use(law, &state)
            return law
        }
    }

    /// The store's revision, and the law if it is known under that revision.
    private func current(_ reference: String?, _ generation: Int) throws(StoreError) -> (law: LoadedLaw?, Int64) {
        let now = configuration.now()
        let revision = try askedRevision(at: now)
        let law = state.withLock { state -> LoadedLaw? in
            guard state.generation == generation else { return nil }
            if state.revision != revision { state.references.removeAll() }
            state.revision = revision
            state.seenAt = now
            state.checkStarted = nil
            state.failure = nil
            guard let law = state.references[reference ?? ""] else { return nil }
            Self.use(law, &state)
            return law
        }
        return (law, revision)
    }

    /// The store's revision. After a failure, which may have taken long, nobody asks again for a while, and all get the same error.
    private func askedRevision(at now: Tick.Instant) throws(StoreError) -> Int64 {
        if let failure = state.withLock(\.failure), failure.at.duration(to: now) < configuration.patience {
            throw failure.error
        }
        do throws(StoreError) {
            return try store.revision()
        } catch {
            state.withLock { $0.failure = (error, configuration.now()) }
            throw error
        }
    }

    /// Which workers should call `law(_:)`: those for heavy work if the law is not in memory and has to be fitted again or is large.
    /// Reads the store.
    func lane(for reference: String?) -> WorkLane {
        do throws(StoreError) {
            let generation = state.withLock { $0.generation }
            if try current(reference, generation).law != nil { return .prompt }
            guard let entry = try store.entry(.law, reference) else { return .prompt }
            if state.withLock({ $0.laws[entry.id]?.answers(for: entry) ?? false }) { return .prompt }
            return LawRenewal.isNeeded(entry) || LoadedLaw.isLarge(entry) ? .heavy : .brief
        } catch {
            // Whoever looks for the law gets the same error.
            return .prompt
        }
    }

    /// Keeps a law that this process has just made, so that it is not decoded from its document.
    func insert(_ law: LoadedLaw) {
        state.withLock { keep(law, &$0) }
    }

    /// Forgets what each reference means. Called after every change of this process, before the change is answered.
    func forgetReferences() {
        state.withLock { state in
            state.generation &+= 1
            state.revision = nil
            state.seenAt = nil
            state.checkStarted = nil
            state.references.removeAll()
        }
    }

    /// The law of an entry. Only one caller at a time decodes a law: a large one takes seconds.
    private func decoded(
        _ entry: DocumentEntry,
        _ reference: String?,
        _ place: String?,
        _ work: RequestWork
    ) throws(Problem) -> LoadedLaw {
        let (known, decoding) = state.withLock { state -> (LoadedLaw?, Decoding) in
            if let law = state.laws[entry.id], law.answers(for: entry) { return (law, Decoding()) }
            let (decoding, callers) = state.decodings[entry.id] ?? (Decoding(), 0)
            state.decodings[entry.id] = (decoding, callers + 1)
            return (nil, decoding)
        }
        if let known { return known.entry == entry ? known : LoadedLaw(entry, sameContentAs: known) }
        defer {
            state.withLock { state in
                // If it failed, the next of those who wait tries.
                guard let (_, callers) = state.decodings[entry.id] else { return }
                state.decodings[entry.id] = callers > 1 ? (decoding, callers - 1) : nil
            }
        }
        return try decoding.law.withLock { (law) throws(Problem) in
            if let law, law.answers(for: entry) { return LoadedLaw(entry, sameContentAs: law) }
            let document = try attempt { () throws(StoreError) in try store.document(.law, entry.id) }
            // Another caller may have deleted it in between.
            guard let document else { throw Self.missing(reference, place) }
            // The cache has a share of memory of its own, and takes the law over.
            try work.hold(LoadedLaw.decodingBytes(of: document), for: .decoding)
            defer { work.letGo(of: .decoding) }
            guard let decoded = try LawRenewal(store: store).law(of: document, work) else {
                throw Self.missing(reference, place)
            }
            law = decoded
            // Before anybody can find that nobody decodes it.
            state.withLock { keep(decoded, &$0) }
            return decoded
        }
    }

    /// Keeps a law, and evicts those that were not used for the longest time while all together are too large.
    private func keep(_ law: LoadedLaw, _ state: inout State) {
        if let old = state.laws.updateValue(law, forKey: law.id) { state.bytes -= old.bytes }
        state.bytes += law.bytes
        Self.use(law, &state)
        while state.bytes > configuration.memoryBytes, state.laws.count > 1 {
            let oldest = state.laws.values.min { $0.lastUse.isBefore($1.lastUse) }
            guard let oldest else { return }
            state.laws[oldest.id] = nil
            state.bytes -= oldest.bytes
            state.references = state.references.filter { $0.value.id != oldest.id }
        }
    }

    private static func use(_ law: LoadedLaw, _ state: inout State) {
        state.uses &+= 1
        law.lastUse.count.store(state.uses, ordering: .relaxed)
    }

    private func attempt<Value>(_ body: () throws(StoreError) -> Value) throws(Problem) -> Value {
        do {
            return try body()
        } catch {
            throw Problem(error, kind: .law)
        }
    }

    private static func missing(_ reference: String?, _ place: String?) -> Problem {
        guard let reference else {
            return Problem(.notFound, "no law is stored yet; `POST /fit` fits one to a grid of experiments")
        }
        return Problem(
            .notFound,
            "there is no law `\(reference)`; `GET /laws` lists them",
            errors: place.map { [ProblemPlace(pointer: $0, detail: "names no stored law")] } ?? []
        )
    }
}
