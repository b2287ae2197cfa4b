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
        case .damaged(let kind, let id):
            self.init(
                .internalFault,
                """
                \(kind.rawValue) \(id) is damaged in the store: its content does not match its checksum; restore it from a \
                backup, or delete it and post it again
                """
            )
        case .unavailable:
            self.init(.storeUnavailable, "the store cannot be read or written; the service's log says why")
        case .writtenByLaterVersion:
            self.init(.storeUnavailable, "a later version of the service wrote the store")
        }
    }
}
