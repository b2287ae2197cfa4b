import Foundation
import HTTPMessage
import PredictionStore
import Synchronization
import TestSupport
import Testing

@testable import LawService

@Suite("Stores that refuse writes")
struct UnwritableStoreTests {
    @Test(
        "every 503 of the store says when to try again",
        arguments: [
            (StoreError.readOnly, "300"), (.writtenByLaterVersion, "30"), (.unavailable(reason: "x"), "2"),
            (.busy(retryAfter: .milliseconds(1_200)), "2"), (.busy(retryAfter: .zero), "1"),
        ]
    )
    func retryAfter(error: StoreError, seconds: String) throws {
        let client = InProcessClient(Application(store: try RefusingStore(error)))
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10")
        for reply in [client.post("/fit", "text/csv", grid), client.delete("/laws/law_1")] {
            #expect(reply.status == 503)
            #expect(reply.fields.only(.retryAfter) == seconds)
        }
        let ready = client.get("/readyz")
        #expect(ready.status == 503)
        #expect(ready.fields.only(.retryAfter) == "1")
    }

    @Test("a list tries to store a missing summary once, not for each line of each list")
    func summaries() throws {
        let store = try RefusingStore(.readOnly)
        let writer = InProcessClient(Application(store: store.base))
        for name in ["a", "b", "c"] {
            let body = #"{"sequences":[["\#(name)","x","y","\#(name)"]]}"#
            let id = try #require(writer.post("/apen", "application/json", body).json.string("dataset"))
            let document = try #require(try store.base.document(.dataset, id))
            #expect(try store.base.delete(.dataset, id))
            let bare = DocumentEntry(
                id: id,
                kind: .dataset,
                createdAt: document.createdAt,
                names: [],
                summary: nil,
                modelVersion: document.entry.modelVersion
            )
            _ = try store.base.restore([Document(entry: bare, content: document.content)], replaceNames: false)
        }
        let client = InProcessClient(Application(store: store))
        for _ in 0..<2 { #expect(client.get("/datasets").json.count("datasets") == 3) }
        #expect(store.summaries == 1)
    }
}

/// A store in memory that refuses every write with one error.
private final class RefusingStore: WrappingStore {
    let base: SQLiteStore
    private let error: StoreError
    private let attempts = Mutex(0)

    init(_ error: StoreError) throws {
        base = try SQLiteStore(.memory)
        self.error = error
    }

    /// How many summaries somebody tried to store.
    var summaries: Int { attempts.withLock { $0 } }

    func save(_ draft: DocumentDraft, name: String?, replaceName: Bool) throws(StoreError) -> SaveOutcome {
        throw error
    }

    func addName(_: String, to: DocumentKind, _: String, replaceName: Bool) throws(StoreError) -> DocumentEntry? {
        throw error
    }

    func renew(_ draft: DocumentDraft) throws(StoreError) -> RenewalOutcome? { throw error }

    func setSummary(_ summary: Data, of kind: DocumentKind, id: String) throws(StoreError) {
        attempts.withLock { $0 += 1 }
        throw error
    }

    func delete(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Bool { throw error }
    func delete(unchanged entry: DocumentEntry) throws(StoreError) -> Bool { throw error }
    func check() throws(StoreError) { throw error }
}
