import LawFitting
import PredictionStore

/// Reads stored laws. One of an earlier model is fitted again from its experiments and stored under the same id.
///
/// Only a law of an earlier model is replaced, never one of a later model. So processes of two versions never fit in turns.
struct LawRenewal: Sendable {
    let store: any DocumentStore

    /// Whether reading the law of this entry means fitting it again, which is heavy work.
    static func isNeeded(_ entry: DocumentEntry) -> Bool { entry.modelVersion < LawRecord.modelVersion }

    /// The law of a document; `nil` if it was deleted while it was fitted again. Blocks.
    ///
    /// - Throws: 422 if this model cannot fit the experiments; 503 if only a later version can read the document.
    func law(of document: Document, _ work: RequestWork) throws(Problem) -> LoadedLaw? {
        if Self.isNeeded(document.entry) { return try renewed(document, work) }
        return try current(document)
    }

    private func current(_ document: Document) throws(Problem) -> LoadedLaw {
        do throws(Problem) {
            return LoadedLaw(
                document.entry,
                try RecordCoding.decode(LawRecord.self, from: document),
                contentBytes: document.content.count
            )
        } catch {
            guard document.entry.modelVersion > LawRecord.modelVersion else { throw error }
            throw Problem(
                .storeUnavailable,
                """
                law \(document.id) was answered by a later version of the service, and this version cannot read the answer; ask a \
                service of the later version
                """
            )
        }
    }

    private func renewed(_ document: Document, _ work: RequestWork) throws(Problem) -> LoadedLaw? {
        let request = try LawRequest(stored: document)
        let record = LawRecord(
            request,
            metrics: try Self.fitted(request, document, work),
            refittedFrom: try Self.firstVersion(document)
        )
        let content = try RecordCoding.encode(record)
        let draft = DocumentDraft(
            id: document.id,
            kind: .law,
            createdAt: document.createdAt,
            content: content,
            summary: try RecordCoding.encode(LawSummary(record)),
            modelVersion: LawRecord.modelVersion
        )
        let outcome: RenewalOutcome?
        do throws(StoreError) {
            outcome = try store.renew(draft)
        } catch {
            // The answer is right without being stored: the store may be read-only. It has logged its failure.
            return LoadedLaw(document.entry, record, contentBytes: content.count)
        }
        guard let outcome else { return nil }
        // A replica of a later version may have been faster.
        if outcome.entry.modelVersion > LawRecord.modelVersion { return try stored(outcome.entry) }
        return LoadedLaw(outcome.entry, record, contentBytes: content.count)
    }

    private func stored(_ entry: DocumentEntry) throws(Problem) -> LoadedLaw? {
        let document: Document?
        do throws(StoreError) {
            document = try store.document(.law, entry.id)
        } catch {
            throw Problem(error, kind: .law)
        }
        return try document.map { (document) throws(Problem) in try current(document) }
    }

    private static func fitted(
        _ request: LawRequest,
        _ document: Document,
        _ work: RequestWork
    ) throws(Problem) -> [String: FittedLaw] {
        do throws(Problem) {
            return try request.fitted(work)
        } catch {
            // A stop and a lack of memory say nothing about the experiments.
            guard error.code == .notFittable else { throw error }
            throw Problem(
                error.code,
                """
                law \(document.id) was fitted by an earlier version, and this version cannot fit its experiments again: \
                \(error.detail)
                """,
                errors: error.errors
            )
        }
    }

    /// The version of the model that answered first.
    private static func firstVersion(_ document: Document) throws(Problem) -> Int {
        struct Stored: Decodable {
            let refittedFrom: Int?
        }
        return try RecordCoding.decode(Stored.self, from: document).refittedFrom ?? document.entry.modelVersion
    }
}
