import Foundation
import HTTPMessage
import Logging
import PredictionStore

/// Lists, shows and deletes what is stored.
struct CatalogueService: Sendable {
    let store: any DocumentStore
    let cache: LawCache
    let bounds: ProcessBounds
    private let restored = RestoredSummaries()

    init(store: any DocumentStore, cache: LawCache, bounds: ProcessBounds) {
        self.bounds = bounds
        self.store = store
        self.cache = cache
    }

    static let pageNames = ["limit", "after"]
    static let largestPage = 1_000
    /// A stored content, the values of its answer, and their text, which grows by doubling.
    private static let bytesPerContentByte = 6
    /// What a decoder holds for a byte of JSON.
    private static let bytesPerDecodedByte = 16
    /// The summary as stored and as text that grows by doubling.
    private static let bytesPerSummaryByte = 4
    /// The id and the time of a document, and a part of a list that holds them.
    private static let entryBytes = 1_024
    /// The most entries that are read before their memory is counted.
    private static let entriesAtOnce = 50

    /// The memory of an entry in a list, in bytes: its summary and its names, as stored and as text that grows by doubling.
    private static func bytes(of entry: DocumentEntry) -> Int {
        let names = entry.names.reduce(0) { $0 + $1.utf8.count + 32 }
        return entryBytes + bytesPerSummaryByte * ((entry.summary?.count ?? 0) + names)
    }

    /// `GET /laws`.
    func laws(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let page = try Page(request.query())
        return .answer(on: .brief, bounds) { work throws(Problem) in try list(.law, page, work).response }
    }

    /// `GET /laws/{id}`.
    func law(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        answer(about: request.reference) { Self.answer($0) }
    }

    /// `GET /laws/{id}/experiments`.
    func experiments(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        answer(about: request.reference) { JSONAnswer.response(.ok, LawExperiments($0)) }
    }

    private func answer(about reference: String, _ answer: @escaping (LoadedLaw) -> Response) -> RequestPlan {
        // Even the answer of a known law is long.
        let lane = { cache.lane(for: reference) == .heavy ? WorkLane.heavy : .brief }
        return .answer(on: .brief, orOn: lane, bounds) { work throws(Problem) in
            let law = try cache.law(reference, work)
            try work.hold(law.contentBytes * Self.bytesPerContentByte + Self.bytes(of: law.entry), for: .answering)
            return answer(law)
        }
    }

    /// `DELETE /laws/{id}`.
    func deleteLaw(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        delete(.law, request)
    }

    /// `GET /datasets`.
    func datasets(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let page = try Page(request.query())
        return .answer(on: .brief, bounds) { work throws(Problem) in try list(.dataset, page, work).response }
    }

    /// `GET /datasets/{id}`.
    func dataset(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        .answer(on: .brief, bounds) { work throws(Problem) in
            guard let found = try answer(aboutDataset: request.reference, work) else {
                throw Self.missing(.dataset, request.reference)
            }
            return found.response
        }
    }

    /// The entry of a law and the answer about it.
    func answer(aboutLaw reference: String, _ work: RequestWork) throws(Problem) -> (DocumentEntry, response: Response)
    {
        let law = try cache.law(reference, work)
        try work.hold(law.contentBytes * Self.bytesPerContentByte + Self.bytes(of: law.entry), for: .answering)
        return (law.entry, Self.answer(law))
    }

    private static func answer(_ law: LoadedLaw) -> Response { JSONAnswer.response(.ok, LawAnswer(law, name: nil)) }

    /// The entry of a dataset and the answer about it; `nil` if there is none.
    func answer(
        aboutDataset reference: String,
        _ work: RequestWork
    ) throws(Problem) -> (DocumentEntry, response: Response)? {
        guard let found = try DatasetLookup(store: store).find(reference) else { return nil }
        try work.hold(
            found.document.content.count * Self.bytesPerContentByte + Self.bytes(of: found.document.entry),
            for: .answering
        )
        return (
            found.document.entry, JSONAnswer.response(.ok, DatasetAnswer(found.document.entry, found.record, name: nil))
        )
    }

    /// `DELETE /datasets/{id}`.
    func deleteDataset(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        delete(.dataset, request)
    }

    private func delete(_ kind: DocumentKind, _ request: RoutedRequest) -> RequestPlan {
        let deletion = Deletion(catalogue: self, kind: kind, reference: request.reference, Preconditions(request.head))
        return .answer(on: .write, orOn: deletion.lane, bounds) { work throws(Problem) in
            guard try deletion.perform(work) else { throw Self.missing(kind, request.reference) }
            return Response(status: .noContent)
        }
    }

    /// One page. It reads summaries only, so that a list of large laws costs no more than one of small laws.
    private func list(_ kind: DocumentKind, _ page: Page, _ work: RequestWork) throws(Problem) -> EntryList {
        var entries: [DocumentEntry] = []
        var next = page.after
        var bytes = 0
        // The memory of a few entries at a time is known only after they were read.
        repeat {
            let after = next
            let stored = try attempt(kind) { () throws(StoreError) in
                try store.page(kind, limit: min(Self.entriesAtOnce, page.limit - entries.count), after: after)
            }
            guard let stored else { throw Self.missing(kind, after ?? "") }
            entries += stored.entries
            next = stored.next
            bytes += stored.entries.reduce(0) { $0 + Self.bytes(of: $1) }
            try work.hold(bytes, for: .answering, remedy: "request fewer with `limit`")
        } while next != nil && entries.count < page.limit
        var lines: [(entry: DocumentEntry, summary: Data)] = []
        var damaged: [String] = []
        for entry in entries {
            if let summary = entry.summary {
                lines.append((entry, summary))
            } else if let summary = try restoredSummary(of: entry, work) {
                lines.append((entry, summary))
            } else {
                damaged.append(entry.id)
            }
        }
        return EntryList(kind: kind, lines: lines, damaged: damaged, next: next)
    }

    /// The summary of a document that has none, because an older version stored it or because the summary is damaged. It is
    /// stored, so that the next list finds it. `nil` if the document is damaged or gone.
    func restoredSummary(of entry: DocumentEntry, _ work: RequestWork) throws(Problem) -> Data? {
        let document: Document?
        do throws(StoreError) {
            document = try store.document(entry.kind, entry.id)
        } catch {
            if case .damaged = error { return nil }
            throw Problem(error, kind: entry.kind)
        }
        guard let document else { return nil }
        try work.hold(document.content.count * Self.bytesPerDecodedByte, for: .decoding)
        defer { work.letGo(of: .decoding) }
        let summary: Data
        switch entry.kind {
        case .law:
            do {
                summary = try RecordCoding.encode(LawSummary(content: document.content))
            } catch {
                Logger(label: "store").error(
                    "a law has no summary",
                    metadata: ["id": "\(entry.id)", "reason": "\(error)"]
                )
                return nil
            }
        case .dataset:
            summary = try RecordCoding.encode(DatasetSummary(RecordCoding.decode(DatasetRecord.self, from: document)))
        }
        restored.keep(summary, of: entry, in: store)
        return summary
    }

    func attempt<Value>(
        _ kind: DocumentKind,
        _ body: () throws(StoreError) -> Value
    ) throws(Problem) -> Value {
        do {
            return try body()
        } catch {
            throw Problem(error, kind: kind)
        }
    }

    static func missing(_ kind: DocumentKind, _ reference: String) -> Problem {
        Problem(.notFound, "there is no \(kind.rawValue) `\(reference)`; `GET /\(kind.rawValue)s` lists them")
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
