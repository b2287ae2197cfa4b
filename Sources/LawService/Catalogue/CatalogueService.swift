import HTTPMessage
import PredictionStore

/// Lists, shows and deletes what is stored.
struct CatalogueService: Sendable {
    let store: any DocumentStore
    let directory: LawCache

    static let pageNames = ["limit", "after"]
    private static let largestPage = 1_000

    /// `GET /laws`.
    func laws(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let page = try Page(request.query)
        return .lookUp { () throws(Problem) in
            let (documents, next) = try list(.law, page)
            let laws = try documents.map { (document) throws(Problem) in LawSummary(try LoadedLaw(stored: document)) }
            return JSONAnswer.response(.ok, LawList(laws: laws, next: next))
        }
    }

    /// `GET /laws/{id}`.
    func law(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        .lookUp { () throws(Problem) in
            let law = try directory.law(request.reference)
            return JSONAnswer.response(.ok, LawAnswer(law, name: nil))
        }
    }

    /// `DELETE /laws/{id}`.
    func deleteLaw(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        delete(.law, request.reference)
    }

    /// `GET /datasets`.
    func datasets(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let page = try Page(request.query)
        return .lookUp { () throws(Problem) in
            let (documents, next) = try list(.dataset, page)
            let datasets = try documents.map { (document) throws(Problem) in
                DatasetSummary(document, try RecordCoding.decode(DatasetRecord.self, from: document))
            }
            return JSONAnswer.response(.ok, DatasetList(datasets: datasets, next: next))
        }
    }

    /// `GET /datasets/{id}`.
    func dataset(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        .lookUp { () throws(Problem) in
            guard let found = try DatasetLookup(store: store).find(request.reference) else {
                throw Self.missing(.dataset, request.reference)
            }
            return JSONAnswer.response(.ok, DatasetAnswer(found.document, found.record, name: nil))
        }
    }

    /// `DELETE /datasets/{id}`.
    func deleteDataset(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        delete(.dataset, request.reference)
    }

    private func delete(_ kind: DocumentKind, _ reference: String) -> RequestPlan {
        .lookUp { () throws(Problem) in
            let existed: Bool
            do throws(StoreError) {
                existed = try store.delete(kind, reference)
            } catch {
                throw Problem(error, kind: kind)
            }
            directory.forget()
            guard existed else { throw Self.missing(kind, reference) }
            return Response(status: .noContent)
        }
    }

    /// One page, and the id to continue after where there is more.
    private func list(_ kind: DocumentKind, _ page: Page) throws(Problem) -> (documents: [Document], next: String?) {
        let documents: [Document]?
        do {
            // One more than asked for tells whether there is a next page.
            documents = try store.documents(kind, limit: page.limit + 1, after: page.after)
        } catch {
            throw Problem(error, kind: kind)
        }
        guard let documents else { throw Self.missing(kind, page.after ?? "") }
        let shown = documents.prefix(page.limit)
        return (Array(shown), documents.count > page.limit ? shown.last?.id : nil)
    }

    private static func missing(_ kind: DocumentKind, _ reference: String) -> Problem {
        Problem(.notFound, "there is no \(kind.rawValue) `\(reference)`; GET /\(kind.rawValue)s lists them")
    }

    private struct Page {
        let limit: Int
        let after: String?

        init(_ query: QueryParameters) throws(Problem) {
            var reader = ParameterReader(query)
            limit = reader.wholeNumber("limit", in: 1...CatalogueService.largestPage) ?? 100
            after = reader.text("after")
            try reader.check()
        }
    }
}
