import HTTPMessage
import PredictionStore

extension Problem {
    /// The answer to a failure of the store. The reason stays in the operator's log.
    ///
    /// - Parameter namePlace: the place of the name in the request.
    init(_ error: StoreError, kind: DocumentKind, namePlace: String = "?name") {
        switch error {
        case .nameTaken(let name, let holder):
            self.init(
                .nameTaken,
                """
                the name `\(name)` belongs to \(kind.rawValue) \(holder); choose another, or move it with `replaceName=true`
                """,
                errors: [ProblemPlace(pointer: namePlace, detail: "is the name of \(holder)")]
            )
        case .tooManyNames(let limit):
            self.init(
                .nameTaken,
                "this \(kind.rawValue) has \(limit) names already, which is the most",
                errors: [ProblemPlace(pointer: namePlace, detail: "is one name too many")]
            )
        case .damaged(let kind, let id):
            self.init(
                .internalFault,
                """
                \(kind.rawValue) \(id) is damaged in the store: its content does not match its checksum; restore it from a \
                backup, or delete it and post it again
                """
            )
        case .busy(let retryAfter):
            self.init(
                .storeUnavailable,
                "the store is busy with other writes; try again",
                fields: [Self.retryAfter(retryAfter)]
            )
        case .readOnly:
            // Only the operator can change this, by another start of the service or of the database.
            self.init(
                .storeUnavailable,
                "this store is read-only: laws and datasets can be read, but not changed",
                fields: [Self.retryAfter(.seconds(300))]
            )
        case .unavailable:
            self.init(
                .storeUnavailable,
                "the store cannot be read or written; the service's log says why",
                fields: [Self.retryAfter(.seconds(2))]
            )
        // Only commands open a store without creating it.
        case .missing: self.init(.storeUnavailable, "there is no store")
        case .writtenByLaterVersion:
            // This process is about to be replaced: another one has been upgraded already.
            self.init(
                .storeUnavailable,
                "a later version of the service wrote the store",
                fields: [Self.retryAfter(.seconds(30))]
            )
        }
    }

    /// Whole seconds, rounded up, at least one.
    static func retryAfter(_ duration: Duration) -> (name: HTTPFieldName, value: HTTPFieldValue) {
        let (seconds, attoseconds) = duration.components
        return (.retryAfter, HTTPFieldValue(max(1, Int(seconds) + (attoseconds > 0 ? 1 : 0))))
    }
}
