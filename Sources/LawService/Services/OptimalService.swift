import HTTPMessage
import LawFitting

/// Answers which configuration to train.
struct OptimalService: Sendable {
    let directory: LawDirectory
    let datasets: DatasetDirectory

    /// `GET /optimal`: a search over thousands of configurations, so always on a worker.
    func search(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let query = try OptimalQuery(request.query)
        return .work { () throws(Problem) in JSONAnswer.response(.ok, try answer(query)) }
    }

    /// Blocks on the store.
    func answer(_ query: OptimalQuery) throws(Problem) -> OptimalAnswer {
        let law = try directory.law(query.scope.law)
        let dPrime = try query.scope.dPrime(for: law, datasets: datasets)
        let metric = try query.scope.oneMetric(of: law)
        let space = try space(query, law, metric.law.domain)
        do {
            let optimum = try LawFitting.optimum(
                of: metric.law,
                in: space,
                dPrime: dPrime,
                tolerance: query.tolerance,
                level: query.level
            )
            return OptimalAnswer(optimum, of: law, metric: metric.name, dPrime: dPrime, query, space)
        } catch {
            throw Problem(error)
        }
    }

    private func space(_ query: OptimalQuery, _ law: LoadedLaw, _ domain: LawDomain) throws(Problem) -> SearchSpace {
        do throws(SearchSpaceError) {
            return try SearchSpace(
                layers: try layers(query, domain),
                dim: try dims(query, domain),
                architecture: query.architecture,
                items: query.items ?? law.record.dataset?.items ?? 0,
                maxParameters: query.maxParameters
            )
        } catch {
            throw Problem(error)
        }
    }

    private func layers(_ query: OptimalQuery, _ domain: LawDomain) throws(SearchSpaceError) -> SearchLevels {
        guard let layers = query.layers else { return try .around(domain.layers) }
        return try SearchLevels(layers)
    }

    private func dims(_ query: OptimalQuery, _ domain: LawDomain) throws(SearchSpaceError) -> SearchLevels {
        guard let dims = query.dim else { return try .around(domain.dim, multipleOf: query.dimMultiple) }
        let multiples = dims.filter { $0.isMultiple(of: query.dimMultiple) }
        if multiples.isEmpty, let least = dims.first, let most = dims.last {
            throw .noMultiple(least...most, of: query.dimMultiple)
        }
        return try SearchLevels(multiples)
    }
}
