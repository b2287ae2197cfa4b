import HTTPMessage
import LawFitting

/// Searches the configuration to train.
struct OptimalService: Sendable {
    let laws: LawCache
    let datasets: DatasetLookup
    let bounds: ProcessBounds

    /// The answer also shows what this share of additional parameters would gain.
    private static let nextShare = 0.1
    /// A point of the frontier, and its text, which grows by doubling.
    private static let bytesPerPoint = 256
    private static let remedy = "search fewer sizes of layers and dim, or use a step, such as 16..512:16"

    /// `GET /optimal`. The search visits thousands of configurations, so it always runs on a worker.
    func search(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        // A range may contain a million sizes, so even parsing the query is long work.
        let query = request.query()
        return .answer(on: .heavy, bounds) { work throws(Problem) in
            JSONAnswer.response(.ok, try answer(OptimalQuery(query), work))
        }
    }

    /// Blocks while it reads the store.
    func answer(_ query: OptimalQuery, _ work: RequestWork) throws(Problem) -> OptimalAnswer {
        let law = try laws.law(query.scope.law, place: query.scope.place("law"), work)
        let dPrime = try query.scope.dPrime(for: law, datasets: datasets)
        let metric = try query.scope.oneMetric(of: law)
        let dataset = try query.scope.dataset(for: law, datasets: datasets)
        let space = try query.search.space(metric.law.domain, dataset: dataset)
        try work.hold(metric.law.bytes(ofSearching: space), for: .answering, remedy: Self.remedy)
        do {
            let optimum = try metric.law.optimum(
                in: space,
                dPrime: dPrime,
                tolerance: query.tolerance,
                level: query.level,
                confidenceLevel: query.confidenceLevel,
                beyond: query.beyond,
                nextShare: Self.nextShare,
                memo: law.memo(of: metric.name),
                meter: work.meter
            )
            try work.hold(
                metric.law.bytes(ofSearching: space) + optimum.frontier.count * Self.bytesPerPoint,
                for: .answering,
                remedy: Self.remedy
            )
            return OptimalAnswer(optimum, of: law, metric: metric, dPrime: dPrime, dataset, query, space)
        } catch let error as Problem {
            throw error
        } catch {
            throw work.problem(lawFitting: error)
        }
    }
}
