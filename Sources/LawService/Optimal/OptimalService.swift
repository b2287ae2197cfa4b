import HTTPMessage
import LawFitting

/// Answers which configuration to train.
struct OptimalService: Sendable {
    let directory: LawCache
    let datasets: DatasetLookup

    /// What the next so much of the parameters buys is told beside the best.
    private static let nextShare = 0.1

    /// `GET /optimal`: a search over thousands of configurations, so always on a worker.
    func search(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        // A range may name a million sizes, so even reading the query is work.
        let query = request.query
        return .work { () throws(Problem) in JSONAnswer.response(.ok, try answer(OptimalQuery(query))) }
    }

    /// Blocks on the store.
    func answer(_ query: OptimalQuery) throws(Problem) -> OptimalAnswer {
        let law = try directory.law(query.scope.law, place: "?law")
        let dPrime = try query.scope.dPrime(for: law, datasets: datasets)
        let metric = try query.scope.oneMetric(of: law)
        let space = try query.search.space(metric.law.domain, dataset: law.record.dataset)
        do throws(OptimumError) {
            let optimum = try LawFitting.optimum(
                of: metric.law,
                in: space,
                dPrime: dPrime,
                tolerance: query.tolerance,
                level: query.level
            )
            let next = try marginalGain(
                of: metric.law,
                after: optimum.best,
                in: space,
                dPrime: dPrime,
                share: Self.nextShare
            )
            return OptimalAnswer(optimum, next, of: law, metric: metric.name, dPrime: dPrime, query, space)
        } catch {
            throw Problem(error)
        }
    }
}
