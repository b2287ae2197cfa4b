import HTTPMessage
import LawFitting

/// Answers what a configuration would reach.
struct PredictionService: Sendable {
    let directory: LawCache
    let datasets: DatasetLookup

    /// `GET /predict`: on the event loop where the law is at hand, else on a worker.
    func predict(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let query = try PredictionQuery(request.query)
        if case .dataset = query.scope.data {
            // Another dataset than the law's own has to be looked up in the store.
        } else if let law = directory.recent(query.scope.law) {
            guard law.isLight else { return .work { () throws(Problem) in try answer(query, from: law).response } }
            return .respond(try answer(query, from: law).response)
        }
        return .lookUp { () throws(Problem) in try answer(query).response }
    }

    /// Blocks on the store.
    func answer(_ query: PredictionQuery) throws(Problem) -> PredictionAnswer {
        try answer(query, from: directory.law(query.scope.law, place: "?law"))
    }

    private func answer(_ query: PredictionQuery, from law: LoadedLaw) throws(Problem) -> PredictionAnswer {
        let dPrime = try query.scope.dPrime(for: law, datasets: datasets)
        let metrics = try query.scope.metrics(of: law)
        return try PredictionAnswer(query, law: law, metrics: metrics, dPrime: dPrime)
    }
}
