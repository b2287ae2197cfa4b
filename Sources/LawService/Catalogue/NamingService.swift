import HTTPMessage
import PredictionStore

/// Gives stored laws and datasets further names.
struct NamingService: Sendable {
    let catalogue: CatalogueService

    static let names = ["name", "replaceName"]

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
        if reader.text("name") == nil {
            reader.fault("?name", "is missing; the name is a query parameter and not a part of the body")
        } else if let fault = Name.fault(name) {
            reader.fault("?name", fault)
        }
        let replaces = reader.flag("replaceName") ?? false
        try reader.check()
        let reference = request.reference
        return .answer(on: .write, catalogue.bounds) { _ throws(Problem) in
            JSONAnswer.response(.ok, try named(kind, reference, name, replaces: replaces))
        }
    }

    private func named(
        _ kind: DocumentKind,
        _ reference: String,
        _ name: String,
        replaces: Bool
    ) throws(Problem) -> Named {
        let entry: DocumentEntry?
        do throws(StoreError) {
            entry = try catalogue.store.addName(name, to: kind, reference, replaceName: replaces)
        } catch {
            throw Problem(error, kind: kind)
        }
        guard let entry else { throw CatalogueService.missing(kind, reference) }
        catalogue.cache.forgetReferences()
        return Named(id: entry.id, names: entry.names)
    }
}
