import HTTPMessage
import LawFitting

/// Suggests the experiments to run next.
struct SuggestionService: Sendable {
    let laws: LawCache
    let datasets: DatasetLookup
    let bounds: ProcessBounds

    /// `GET /laws/{id}/suggestions`.
    func suggest(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        // A range may contain a million sizes, so even parsing the query is long work.
        let query = request.query()
        let reference = request.reference
        return .answer(on: .heavy, bounds) { work throws(Problem) in
            JSONAnswer.response(.ok, try answer(SuggestionQuery(query), reference, work))
        }
    }

    private func answer(_ query: SuggestionQuery, _ reference: String, _ work: RequestWork) throws(Problem)
        -> SuggestionAnswer
    {
        let law = try laws.law(reference, work)
        let dPrime = try query.scope.dPrime(for: law, datasets: datasets)
        let metric = try query.scope.oneMetric(of: law)
        let space = try query.search.space(
            metric.law.domain,
            dataset: query.scope.dataset(for: law, datasets: datasets)
        )
        let observations = try law.record.request.observations(of: metric.name)
        try work.hold(
            metric.law.bytes(ofSearching: space),
            for: .answering,
            remedy: "search fewer sizes of layers and dim, or use a step, such as 16..512:16"
        )
        do {
            let steps = try metric.law.suggestions(
                after: observations,
                in: space,
                count: query.count,
                goal: query.goal,
                dPrime: dPrime,
                meter: work.meter
            )
            return SuggestionAnswer(
                law: law.id,
                metric: metric.name,
                dPrime: dPrime,
                goal: query.goal.rawValue,
                metricGoal: metric.law.goal.rawValue,
                suggestions: steps.map(SuggestionAnswer.Step.init),
                warnings: metric.doubts
                    + (steps.count < query.count ? [.fewerSuggestions(steps.count, of: query.count)] : [])
                    + Warning.farBeyond(
                        layers: steps.map(\.layers),
                        dim: steps.map(\.dim),
                        dPrime: dPrime,
                        from: law,
                        "A part of the suggestions"
                    )
                    + Warning.dataset(metric.law.coverage(layers: 1, dim: 1, dPrime: dPrime), metric)
            )
        } catch {
            throw work.problem(lawFitting: error)
        }
    }
}

/// The query of `GET /laws/{id}/suggestions`.
struct SuggestionQuery: Sendable {
    static let names = ["count", "goal", "metric", "dPrime", "dataset"] + SearchQuery.names

    let count: Int
    let goal: SuggestionGoal
    let scope: LawSelector
    let search: SearchQuery

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        count = reader.wholeNumber("count", in: 1...Suggestion.limit) ?? 4
        goal = reader.choice("goal", of: SuggestionGoal.self) ?? .optimum
        scope = LawSelector(&reader)
        search = SearchQuery(&reader)
        try reader.check()
    }
}

extension SuggestionAnswer.Step {
    init(_ suggestion: Suggestion) {
        self.init(
            layers: suggestion.layers,
            dim: suggestion.dim,
            reason: suggestion.reason.rawValue,
            message: suggestion.reason.message,
            value: suggestion.prediction?.value,
            low: suggestion.prediction?.low,
            high: suggestion.prediction?.high,
            parameters: suggestion.parameters
        )
    }
}

extension Suggestion.Reason {
    /// The purpose of the run.
    fileprivate var message: String {
        switch self {
        case .highestExpected:
            "Of all configurations that were not run, the law predicts the best value here. The run confirms it."
        case .mayBeBest: "The law is uncertain here, so the best configuration may be here. The run decides it."
        case .mostInformative: "Of all configurations, this one reveals the most about the whole surface."
        }
    }
}
