import Foundation
import Logging
import PredictionStore

/// Counts the calls of a store, writes each failure to the operator's log, once, and passes it on. Clients never see the
/// reason.
struct LoggedStore: DocumentStore {
    private let store: any DocumentStore
    private let metrics: ServiceMetrics

    init(_ store: any DocumentStore, metrics: ServiceMetrics) {
        self.store = store
        self.metrics = metrics
    }

    func save(_ draft: DocumentDraft, name: String?, replaceName: Bool) throws(StoreError) -> SaveOutcome {
        try logged("save") { () throws(StoreError) in
            try store.save(draft, name: name, replaceName: replaceName)
        }
    }

    func addName(
        _ name: String,
        to kind: DocumentKind,
        _ reference: String,
        replaceName: Bool
    ) throws(StoreError) -> DocumentEntry? {
        try logged("addName") { () throws(StoreError) in
            try store.addName(name, to: kind, reference, replaceName: replaceName)
        }
    }

    func renew(_ draft: DocumentDraft) throws(StoreError) -> RenewalOutcome? {
        try logged("renew") { () throws(StoreError) in try store.renew(draft) }
    }

    func document(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Document? {
        try logged("document") { () throws(StoreError) in try store.document(kind, reference) }
    }

    func entry(_ kind: DocumentKind, _ reference: String?) throws(StoreError) -> DocumentEntry? {
        try logged("entry") { () throws(StoreError) in try store.entry(kind, reference) }
    }

    func page(_ kind: DocumentKind, limit: Int, after: String?) throws(StoreError) -> DocumentPage? {
        try logged("entries") { () throws(StoreError) in try store.page(kind, limit: limit, after: after) }
    }

    func setSummary(_ summary: Data, of kind: DocumentKind, id: String) throws(StoreError) {
        try logged("setSummary") { () throws(StoreError) in try store.setSummary(summary, of: kind, id: id) }
    }

    func delete(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Bool {
        try logged("delete") { () throws(StoreError) in try store.delete(kind, reference) }
    }

    func delete(unchanged entry: DocumentEntry) throws(StoreError) -> Bool {
        try logged("delete") { () throws(StoreError) in try store.delete(unchanged: entry) }
    }

    func revision() throws(StoreError) -> Int64 {
        try logged("revision") { () throws(StoreError) in try store.revision() }
    }

    func check() throws(StoreError) {
        try logged("check") { () throws(StoreError) in try store.check() }
    }

    func close() throws(StoreError) {
        try logged("close") { () throws(StoreError) in try store.close() }
    }

    private func logged<Value>(
        _ operation: String,
        _ body: () throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        do {
            let value = try body()
            metrics.countStoreOperation(operation, "ok")
            return value
        } catch {
            metrics.countStoreOperation(operation, Self.outcome(error))
            if let reason = Self.reason(error) {
                Logger(label: "store").error(
                    "the store failed",
                    metadata: ["operation": "\(operation)", "reason": "\(reason)"]
                )
            }
            throw error
        }
    }

    /// The label of `/metrics`.
    private static func outcome(_ error: StoreError) -> String {
        switch error {
        case .nameTaken: "nameTaken"
        case .tooManyNames: "tooManyNames"
        case .damaged: "damaged"
        case .busy: "busy"
        case .unavailable: "unavailable"
        case .readOnly: "readOnly"
        case .writtenByLaterVersion: "laterVersion"
        case .missing: "missing"
        }
    }

    /// `nil` for a refusal that concerns the client alone.
    private static func reason(_ error: StoreError) -> String? {
        switch error {
        // Writers wait for each other; `/readyz` reports a lock that stays.
        case .nameTaken, .tooManyNames, .busy: nil
        case .damaged(let kind, let id): "\(kind.rawValue) \(id) does not match its checksum"
        case .unavailable(let reason): reason
        case .readOnly: "the store is read-only"
        case .writtenByLaterVersion: "a later version of the service wrote the store"
        case .missing: "there is no store"
        }
    }
}
