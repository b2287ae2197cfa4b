import HTTPMessage
import PredictionStore

/// Gives stored laws and datasets further names.
struct NamingService: Sendable {
    let catalogue: CatalogueService

    static let names = ["name", "replaceName"]
    /// The content as read, and as the store takes it.
    private static let copies = 2

    /// `POST /laws/{id}/names`.
    func nameLaw(_ request: RoutedRequest) throws(Problem) -> RequestPlan { try name(.law, request) }

    /// `POST /datasets/{id}/names`.
    func nameDataset(_ request: RoutedRequest) throws(Problem) -> RequestPlan { try name(.dataset, request) }

    private struct Named: Encodable {
        let id: String
        /// Every name, oldest first.
        let names: [String]
    }

    private func name(_ kind: DocumentKind, _ request: RoutedRequest) throws(Problem) -> RequestPlan {
        var reader = ParameterReader(request.query())
        let name = reader.text("name") ?? ""
        if let fault = Name.fault(name) { reader.fault("?name", fault) }
        let replaces = reader.flag("replaceName") ?? false
        try reader.check()
        let reference = request.reference
        return .answer(on: .write, catalogue.bounds) { work throws(Problem) in
            JSONAnswer.response(.ok, try named(kind, reference, name, replaces: replaces, work))
        }
    }

    private func named(
        _ kind: DocumentKind,
        _ reference: String,
        _ name: String,
        replaces: Bool,
        _ work: RequestWork
    ) throws(Problem) -> Named {
        let store = catalogue.store
        let document: Document?
        do throws(StoreError) {
            document = try store.document(kind, reference)
        } catch {
            throw Problem(error, kind: kind)
        }
        guard let document else { throw CatalogueService.missing(kind, reference) }
        try work.hold(document.content.count * Self.copies, for: .answering)
        var summary = document.entry.summary
        if summary == nil { summary = try catalogue.restoredSummary(of: document.entry, work) }
        guard let summary else { throw CatalogueService.missing(kind, reference) }
        do throws(StoreError) {
            let draft = DocumentDraft(document, summary: summary)
            let saved = try store.save(draft, name: name, replaceName: replaces)
            catalogue.cache.forgetReferences()
            return Named(id: saved.entry.id, names: saved.entry.names)
        } catch {
            throw Problem(error, kind: kind)
        }
    }
}
