import HTTPMessage
import PredictionStore

/// Deletes a document if the preconditions of the request permit it.
struct Deletion {
    private let catalogue: CatalogueService
    private let kind: DocumentKind
    private let reference: String
    private let preconditions: Preconditions?

    init(catalogue: CatalogueService, kind: DocumentKind, reference: String, _ preconditions: Preconditions?) {
        self.catalogue = catalogue
        self.kind = kind
        self.reference = reference
        self.preconditions = preconditions
    }

    /// The tag of a law is known only when its answer is made, and for that the law may have to be fitted again.
    func lane() -> WorkLane {
        preconditions?.dependOnTag == true && kind == .law && catalogue.cache.lane(for: reference) == .heavy
            ? .heavy : .write
    }

    /// - Returns: whether there was a document.
    /// - Throws: 412 if it is not in the state that the request demands.
    func perform(_ work: RequestWork) throws(Problem) -> Bool {
        defer { catalogue.cache.forgetReferences() }
        // A resource that does not exist is 404, whatever the preconditions say (RFC 9110 §13.2.1).
        if preconditions?.forbidChange == true {
            if try entry() == nil { return false }
            throw Problem.preconditionFailed
        }
        guard let preconditions, preconditions.dependOnTag else {
            return try attempt { () throws(StoreError) in try catalogue.store.delete(kind, reference) }
        }
        // Somebody else may change the document after its tag was compared. A summary that was stored meanwhile changes no tag.
        for _ in 0..<3 {
            // What other processes have changed in the last milliseconds counts too.
            catalogue.cache.forgetReferences()
            guard let (entry, tag) = try current(work) else { return false }
            guard preconditions.permitChange(tag) else { throw Problem.preconditionFailed }
            if try attempt({ () throws(StoreError) in try catalogue.store.delete(unchanged: entry) }) { return true }
        }
        throw Problem.preconditionFailed
    }

    private func entry() throws(Problem) -> DocumentEntry? {
        try attempt { () throws(StoreError) in try catalogue.store.entry(kind, reference) }
    }

    /// The document as it is stored now, with the tag of its answer; `nil` if there is none.
    private func current(_ work: RequestWork) throws(Problem) -> (DocumentEntry, EntityTag)? {
        guard try entry() != nil else { return nil }
        let (entry, response): (DocumentEntry, Response)
        switch kind {
        case .law: (entry, response) = try catalogue.answer(aboutLaw: reference, work)
        case .dataset:
            guard let found = try catalogue.answer(aboutDataset: reference, work) else { return nil }
            (entry, response) = found
        }
        return (entry, EntityTag(ofBody: response.body, isCompressed: false))
    }

    private func attempt<Value>(_ body: () throws(StoreError) -> Value) throws(Problem) -> Value {
        try catalogue.attempt(kind, body)
    }
}
