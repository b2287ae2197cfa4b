import HTTPMessage
import LawFitting

/// Answers which experiments to run next.
struct SuggestionService: Sendable {
    let directory: LawCache
    let datasets: DatasetLookup

    /// Suggestions times the square of the experiments, up to which an answer takes seconds.
    private static let largestWork = 4_000_000

    /// `GET /laws/{id}/suggestions`.
    func suggest(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        // A range may name a million sizes, so even reading the query is work.
        let query = request.query
        let reference = request.reference
        return .work { () throws(Problem) in JSONAnswer.response(.ok, try answer(SuggestionQuery(query), reference)) }
    }

    private func answer(_ query: SuggestionQuery, _ reference: String) throws(Problem) -> SuggestionAnswer {
        let law = try directory.law(reference)
        let dPrime = try query.scope.dPrime(for: law, datasets: datasets)
        let metric = try query.scope.oneMetric(of: law)
        let space = try query.search.space(metric.law.domain, dataset: law.record.dataset)
        let observations = try law.record.observations(of: metric.name)
        let size = law.record.experiments.count
        guard query.count == 1 || query.count * size * size <= Self.largestWork else {
            throw Problem(
                .badRequest,
                """
                each suggestion fits the law's \(size) experiments anew; ask for at most \
                `count=\(max(1, Self.largestWork / (size * size)))`
                """,
                errors: [ProblemPlace(pointer: "?count", detail: "is too much for a law of \(size) experiments")]
            )
        }
        do throws(SuggestionError) {
            let steps = try suggestions(
                for: observations,
                in: space,
                count: query.count,
                goal: query.goal,
                dPrime: dPrime,
                options: FitOptions(form: .auto, level: law.record.level)
            )
            return SuggestionAnswer(
                law: law.id,
                metric: metric.name,
                dPrime: dPrime,
                goal: query.goal.rawValue,
                suggestions: steps.map(SuggestionAnswer.Step.init)
            )
        } catch {
            throw Problem(error)
        }
    }
}

extension SuggestionAnswer.Step {
    init(_ suggestion: Suggestion) {
        self.init(
            layers: suggestion.layers,
            dim: suggestion.dim,
            reason: suggestion.reason.rawValue,
            message: suggestion.reason.words,
            value: suggestion.prediction?.value,
            low: suggestion.prediction?.low,
            high: suggestion.prediction?.high,
            parameters: suggestion.parameters
        )
    }
}

extension Suggestion.Reason {
    /// What the run is for.
    fileprivate var words: String {
        switch self {
        case .highestExpected: "The law expects its highest value here; the run confirms it."
        case .mayBeBest: "The law is uncertain here, and the best may be here: the run settles it."
        case .mostInformative: "Of all configurations this one tells most about the whole surface."
        }
    }
}

/// What `GET /laws/{id}/suggestions` asks.
struct SuggestionQuery: Sendable {
    static let names = ["count", "goal", "metric", "dPrime", "dataset"] + SearchQuery.names
    /// More suggestions than this are refused: every one fits the law anew.
    static let largestCount = 64

    let count: Int
    let goal: SuggestionGoal
    let scope: LawSelector
    let search: SearchQuery

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        count = reader.wholeNumber("count", in: 1...Self.largestCount) ?? 4
        goal = reader.choice("goal", of: SuggestionGoal.self) ?? .optimum
        scope = LawSelector(&reader)
        search = SearchQuery(&reader)
        try reader.check()
    }
}
