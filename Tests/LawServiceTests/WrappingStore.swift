import Foundation
import PredictionStore

/// A store of a test that is another store in all that it does not do itself.
protocol WrappingStore: DocumentStore {
    associatedtype Base: DocumentStore
    var base: Base { get }
}

extension WrappingStore {
    func save(_ draft: DocumentDraft, name: String?, replaceName: Bool) throws(StoreError) -> SaveOutcome {
        try base.save(draft, name: name, replaceName: replaceName)
    }

    func addName(
        _ name: String,
        to kind: DocumentKind,
        _ reference: String,
        replaceName: Bool
    ) throws(StoreError) -> DocumentEntry? {
        try base.addName(name, to: kind, reference, replaceName: replaceName)
    }

    func renew(_ draft: DocumentDraft) throws(StoreError) -> RenewalOutcome? { try base.renew(draft) }

    func document(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Document? {
        try base.document(kind, reference)
    }

    func entry(_ kind: DocumentKind, _ reference: String?) throws(StoreError) -> DocumentEntry? {
        try base.entry(kind, reference)
    }

    func page(_ kind: DocumentKind, limit: Int, after: String?) throws(StoreError) -> DocumentPage? {
        try base.page(kind, limit: limit, after: after)
    }

    func setSummary(_ summary: Data, of kind: DocumentKind, id: String) throws(StoreError) {
        try base.setSummary(summary, of: kind, id: id)
    }

    func delete(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Bool {
        try base.delete(kind, reference)
    }

    func delete(unchanged entry: DocumentEntry) throws(StoreError) -> Bool { try base.delete(unchanged: entry) }
    func revision() throws(StoreError) -> Int64 { try base.revision() }
    func check() throws(StoreError) { try base.check() }
    func close() throws(StoreError) { try base.close() }
}
