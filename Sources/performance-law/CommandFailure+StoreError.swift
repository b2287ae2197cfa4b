import PredictionStore

extension CommandFailure {
    /// A failure of the store in a command that works on the store itself.
    init(_ error: StoreError) {
        switch error {
        case .unavailable(let reason): self = .store("the store cannot be used: \(reason)")
        case .writtenByLaterVersion: self = .store("a later version of performance-law wrote the store")
        case .missing: self = .store("there is no store in this database or file; check --store")
        case .readOnly: self = .store("the store is read-only")
        case .tooManyNames(let limit): self = .data("a law or a dataset can have at most \(limit) names")
        case .busy: self = .store("another process is writing to the store; try again")
        case .damaged(let kind, let id): self = .data("\(kind.rawValue) \(id) is damaged in the store")
        case .nameTaken(let name, let holder):
            self = .data("the name `\(name)` belongs to \(holder); --replace-names moves it")
        }
    }
}
