import Logging
import PredictionStore

extension Problem {
    /// The words for what the store refused; `namePlace` is where a name was given. Its reason goes to the operator's log, never to the client.
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
        case .unavailable(let reason):
            Logger(label: "store").error("the store failed", metadata: ["reason": "\(reason)"])
            self.init(.storeUnavailable, "the store cannot be read or written; the service's log says why")
        case .writtenByLaterVersion:
            Logger(label: "store").error("the store was written by a later version")
            self.init(.storeUnavailable, "the store was written by a later version of the service")
        }
    }
}
