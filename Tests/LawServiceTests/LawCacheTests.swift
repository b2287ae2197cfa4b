import Foundation
import HTTPMessage
import JSONText
import LawFitting
import PredictionStore
import Synchronization
import TestSupport
import Testing

@testable import LawService

@Suite("Cache of laws")
struct LawCacheTests {
    @Test("a law is read once, and again only after the revision was checked")
    func trust() throws {
        let fixture = try Fixture()
        let id = try fixture.fit("a")
        #expect(fixture.cache.recent(id) == nil, "nothing is known before the first lookup")
        _ = try fixture.cache.law(id)
        #expect(fixture.cache.recent(id)?.id == id)
        fixture.clock.advance(by: .milliseconds(9))
        #expect(fixture.cache.recent(id)?.id == id)
        let revisions = fixture.store.revisions
        #expect(fixture.store.documents == 1)
        fixture.clock.advance(by: .milliseconds(2))
        #expect(fixture.cache.recent(id) == nil, "one caller checks the revision")
        _ = try fixture.cache.law(id)
        #expect(fixture.store.revisions == revisions + 1)
        #expect(fixture.store.documents == 1, "the revision is unchanged, so no document is read")
        #expect(fixture.cache.recent(id)?.id == id)
    }

    @Test("while one caller checks, the others are answered, for a second at most")
    func patience() throws {
        let fixture = try Fixture()
        let id = try fixture.fit("a")
        _ = try fixture.cache.law(id)
        fixture.clock.advance(by: .milliseconds(11))
        #expect(fixture.cache.recent(id) == nil)
        #expect(fixture.cache.recent(id)?.id == id, "somebody else is checking")
        fixture.clock.advance(by: .milliseconds(900))
        #expect(fixture.cache.recent(id)?.id == id)
        fixture.clock.advance(by: .milliseconds(200))
        #expect(fixture.cache.recent(id) == nil, "the check never came: the next caller takes over")
    }

    @Test("a law in memory needs no workers but those for prompt answers, and no other law keeps these waiting")
    func lanes() throws {
        let fixture = try Fixture()
        let id = try fixture.fit("a")
        #expect(fixture.cache.lane(for: id) == .brief, "it has to be read and decoded")
        _ = try fixture.cache.law(id)
        fixture.clock.advance(by: .seconds(5))
        #expect(fixture.cache.lane(for: id) == .prompt)
        #expect(fixture.cache.lane(for: nil) == .prompt)
        #expect(fixture.cache.lane(for: "nothing") == .prompt, "the answer is 404")
    }

    @Test("a change by another process is seen by the first caller after a pause")
    func otherProcess() throws {
        let fixture = try Fixture()
        let first = try fixture.fit("a")
        #expect(try fixture.cache.law(nil).id == first)
        let second = try fixture.fit("b", experiments: 5)
        #expect(fixture.cache.recent(nil)?.id == first)
        fixture.clock.advance(by: .milliseconds(11))
        #expect(fixture.cache.recent(nil) == nil)
        #expect(try fixture.cache.law(nil).id == second)
        #expect(fixture.cache.recent(nil)?.id == second)
    }

    @Test("a question asked again is not answered from memory while nobody checks the revision")
    func askedAgain() throws {
        let fixture = try Fixture()
        _ = try fixture.fit("a")
        _ = try fixture.cache.law(nil)
        let service = PredictionService(
            laws: fixture.cache,
            datasets: DatasetLookup(store: fixture.store),
            bounds: ProcessBounds(memoryBytes: 1 << 26, threads: 1),
            bodyLimit: 1 << 20
        )
        func isAnsweredAtOnce() throws -> Bool {
            let head = RequestHead(method: .get, path: "/predict", query: "layers=4&dim=32")
            let request = RoutedRequest(head: head, reference: "", parameters: PredictionQuery.names)
            guard case .respond = try service.predict(request) else { return false }
            return true
        }
        #expect(try isAnsweredAtOnce())
        #expect(try isAnsweredAtOnce(), "by the kept answer")
        _ = try fixture.fit("b", experiments: 5)
        fixture.clock.advance(by: .milliseconds(11))
        #expect(try !isAnsweredAtOnce(), "this question has to check the revision")
    }

    @Test("a change by this process is seen at once, and a lookup that began before it is not kept")
    func ownChange() throws {
        let fixture = try Fixture()
        let id = try fixture.fit("a")
        _ = try fixture.cache.law("a")
        #expect(try fixture.store.delete(.law, id))
        fixture.cache.forgetReferences()
        #expect(fixture.cache.recent("a") == nil)
        #expect(throws: Problem.self) { try fixture.cache.law("a") }
        // A deletion in the middle of a lookup.
        let other = try fixture.fit("b", experiments: 5)
        let cache = fixture.cache
        fixture.store.onEntry = { cache.forgetReferences() }
        _ = try cache.law("b")
        fixture.store.onEntry = nil
        #expect(cache.recent("b") == nil, "its answer may be older than the change")
        #expect(try cache.law("b").id == other)
    }

    @Test("laws are evicted by bytes, the one that was used longest ago first")
    func capacity() throws {
        let fixture = try Fixture { $0.memoryBytes = 1 }
        let ids = try (4...6).map { try fixture.fit("law \($0)", experiments: $0) }
        for id in ids { _ = try fixture.cache.law(id) }
        #expect(fixture.cache.recent(ids[2])?.id == ids[2], "the law that was used last always stays")
        #expect(fixture.cache.recent(ids[1]) == nil)

        let sizes = try (4...6).map { experiments in
            let alone = try Fixture()
            _ = try alone.cache.law(try alone.fit("law \(experiments)", experiments: experiments))
            return alone.cache.bytes
        }
        let room = sizes.reduce(0, +) - 1
        let roomy = try Fixture { $0.memoryBytes = room }
        let others = try (4...6).map { try roomy.fit("law \($0)", experiments: $0) }
        _ = try roomy.cache.law(others[0])
        _ = try roomy.cache.law(others[1])
        _ = roomy.cache.recent(others[0])
        _ = try roomy.cache.law(others[2])
        #expect(roomy.cache.recent(others[0]) != nil)
        #expect(roomy.cache.recent(others[1]) == nil, "it was used longest ago")
        #expect(roomy.cache.recent(others[2]) != nil)
        #expect(roomy.cache.bytes == sizes[0] + sizes[2])
    }

    @Test("a law under a second reference is not read again")
    func references() throws {
        let fixture = try Fixture()
        let id = try fixture.fit("a")
        _ = try fixture.cache.law(id)
        #expect(try fixture.cache.law("a").entry.names == ["a"])
        #expect(try fixture.cache.law(nil).id == id)
        #expect(fixture.store.documents == 1)
    }

    @Test("all names of a law share one law in memory, and their memory is counted")
    func manyNames() throws {
        let fixture = try Fixture()
        let id = try fixture.fit("a")
        _ = try fixture.cache.law(id)
        let before = fixture.cache.bytes
        let names = (0..<DocumentEntry.mostNames - 1).map { String(repeating: "n", count: 190) + String($0) }
        for name in names { _ = try fixture.store.base.addName(name, to: .law, id, replaceName: false) }
        fixture.clock.advance(by: .seconds(1))
        let laws = try names.map { try fixture.cache.law($0) }
        #expect(Set(laws.map(\.number)).count == 1)
        #expect(fixture.cache.bytes - before >= 2 * names.reduce(0) { $0 + $1.utf8.count })
    }

    @Test("while the store cannot be asked, known laws are answered, and one caller in a second asks again")
    func storeAway() throws {
        let fixture = try Fixture()
        let id = try fixture.fit("a")
        let other = try fixture.fit("b", experiments: 5)
        _ = try fixture.cache.law(id)
        fixture.store.failure = .unavailable(reason: "away")
        fixture.clock.advance(by: .seconds(60))
        #expect(fixture.cache.recent(id) == nil, "somebody has to ask")
        let before = fixture.store.revisions
        #expect(try fixture.cache.law(id).id == id)
        #expect(throws: Problem.self) { try fixture.cache.law(other) }
        #expect(fixture.store.revisions == before + 1, "both have the same answer of the store")
        #expect(fixture.cache.lane(for: id) == .prompt)
        for second in 1...20 {
            fixture.clock.advance(by: .milliseconds(1_001))
            let asking = (0..<10).filter { _ in fixture.cache.recent(id) == nil }
            #expect(asking == [0], "second \(second)")
            #expect(try fixture.cache.law(id).id == id)
        }
        #expect(fixture.store.revisions == before + 21)
        // A deletion by another process is seen as soon as the store answers again.
        fixture.store.failure = nil
        #expect(try fixture.store.delete(.law, id))
        fixture.clock.advance(by: .milliseconds(1_001))
        #expect(fixture.cache.recent(id) == nil)
        #expect(throws: Problem.self) { try fixture.cache.law(id) }
    }

    @Test("many callers at once decode a law once")
    func singleDecoding() throws {
        let fixture = try Fixture()
        let id = try fixture.fit("a")
        let cache = fixture.cache
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            do {
                #expect(try cache.law(id).id == id)
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(fixture.store.documents == 1)
    }

    @Test("a law that was just fitted is not decoded from its document")
    func insert() throws {
        let fixture = try Fixture()
        let id = try fixture.fit("a")
        let document = try #require(try fixture.store.document(.law, id))
        fixture.cache.insert(try #require(try LawRenewal(store: fixture.store).law(of: document, .unbounded())))
        let documents = fixture.store.documents
        _ = try fixture.cache.law(id)
        #expect(fixture.store.documents == documents)
    }
}

/// A cache over a counting store, with a clock that stands still.
private struct Fixture {
    let store: CountingStore
    let clock = ManualClock()
    let cache: LawCache
    private let client: InProcessClient

    init(_ change: (inout LawCache.Configuration) -> Void = { _ in }) throws {
        let base = try SQLiteStore(.memory)
        store = CountingStore(base)
        client = InProcessClient(Application(store: base))
        var configuration = LawCache.Configuration()
        configuration.now = { [clock] in clock.now }
        change(&configuration)
        cache = LawCache(store: store, configuration: configuration)
    }

    /// Fits a law by another service over the same store, as another process would. Returns its id.
    func fit(_ name: String, experiments: Int = 4) throws -> String {
        let rows = (1...experiments).map { row in #"{"layers":\#(row),"dim":\#(8 * row),"HR@10":0.\#(100 + row)}"# }
        let body = #"{"name":"\#(name)","form":"log-quadratic","experiments":[\#(grid(rows))]}"#
        let reply = client.post("/fit", "application/json", body)
        return try #require(reply.json.string("law"), "\(reply.text)")
    }

    /// The rows at two widths, because a law needs both axes.
    private func grid(_ rows: [String]) -> String {
        let wider = rows.map {
            $0.replacing(#""dim":"#, with: #""dim":1"#).replacing(#""HR@10":0.1"#, with: #""HR@10":0.2"#)
        }
        return (rows + wider).joined(separator: ",")
    }
}

private final class ManualClock: Sendable {
    private let instant = Mutex(Tick.Instant.now)

    var now: Tick.Instant { instant.withLock { $0 } }

    func advance(by duration: Duration) { instant.withLock { $0 += duration } }
}

/// Counts what is read.
private final class CountingStore: WrappingStore {
    private struct Counts {
        var revisions = 0
        var documents = 0
        var onEntry: (@Sendable () -> Void)?
        var failure: StoreError?
    }

    let base: SQLiteStore
    private let counts = Mutex(Counts())

    init(_ base: SQLiteStore) {
        self.base = base
    }

    var revisions: Int { counts.withLock { $0.revisions } }
    var documents: Int { counts.withLock { $0.documents } }
    /// Called in the middle of a lookup.
    var onEntry: (@Sendable () -> Void)? {
        get { counts.withLock { $0.onEntry } }
        set { counts.withLock { $0.onEntry = newValue } }
    }

    /// Why the store cannot be asked.
    var failure: StoreError? {
        get { counts.withLock { $0.failure } }
        set { counts.withLock { $0.failure = newValue } }
    }

    func document(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Document? {
        counts.withLock { $0.documents += 1 }
        return try base.document(kind, reference)
    }

    func entry(_ kind: DocumentKind, _ reference: String?) throws(StoreError) -> DocumentEntry? {
        onEntry?()
        return try base.entry(kind, reference)
    }

    func revision() throws(StoreError) -> Int64 {
        counts.withLock { $0.revisions += 1 }
        if let failure { throw failure }
        return try base.revision()
    }
}
