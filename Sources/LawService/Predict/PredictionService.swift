import HTTPMessage
import LawFitting

/// Predicts the metrics of one configuration.
struct PredictionService: Sendable {
    let laws: LawCache
    let datasets: DatasetLookup

    /// `GET /predict`: on the event loop if the law is in memory and small, otherwise on a worker for short work, so that
    /// a prediction never waits behind fits.
    func predict(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let query = try PredictionQuery(request.query)
        if case .dataset = query.scope.data {
            // The store must be read to find the dataset's D′.
        } else if let law = laws.recent(query.scope.law) {
            // A prediction by the largest law takes some milliseconds.
            guard law.isLight else { return .lookUp { () throws(Problem) in try answer(query, from: law).response } }
            return .respond(try answer(query, from: law).response)
        }
        return .lookUp { () throws(Problem) in try answer(query).response }
    }

    /// Blocks while it reads the store.
    func answer(_ query: PredictionQuery) throws(Problem) -> PredictionAnswer {
        try answer(query, from: laws.law(query.scope.law, place: "?law"))
    }

    private func answer(_ query: PredictionQuery, from law: LoadedLaw) throws(Problem) -> PredictionAnswer {
        let dPrime = try query.scope.dPrime(for: law, datasets: datasets)
        let metrics = try query.scope.metrics(of: law)
        return try PredictionAnswer(query, law: law, metrics: metrics, dPrime: dPrime)
    }
}
