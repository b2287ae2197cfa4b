import LawFitting

extension Problem {
    /// Why a law cannot make a prediction.
    init(_ error: PredictionError, metric: String? = nil) {
        switch error {
        case .coordinateOutOfRange(let axis, let value):
            self.init(.badRequest, "\(axis.rawValue) cannot be \(value)")
        case .dPrimeNeeded(let low, let high):
            self.init(.badRequest, "this law spans D′ from \(low) to \(high); choose one with `dPrime` or `dataset`")
        case .dPrimeNotIdentifiable(let known):
            self.init(
                .dPrimeNotIdentifiable,
                """
                \(metric ?? "this metric") was measured at a single D′\(known.map { " (\($0))" } ?? ""), so it cannot be predicted \
                at another
                """,
                errors: metric.map {
                    [
                        ProblemPlace(
                            pointer: "?metric",
                            detail: "`\($0)` cannot be predicted at this D′; choose another metric"
                        )
                    ]
                } ?? []
            )
        case .levelOutOfRange(let level):
            self.init(.badRequest, "the level \(level) must lie between 0 and 1")
        }
    }

    /// Why a search space is invalid.
    init(_ error: SearchSpaceError) {
        switch error {
        case .noValues:
            self.init(.unsatisfiable, "the search space is empty")
        case .valueOutOfRange(let value):
            self.init(.badRequest, "layers and dim must be 1 or more, not \(value)")
        case .multipleOutOfRange(let multiple):
            self.init(.badRequest, "dimMultiple must be 1 or more, not \(multiple)")
        case .noMultiple(let range, let multiple):
            self.init(
                .unsatisfiable,
                """
                no multiple of \(multiple) lies between \(range.lowerBound) and \(range.upperBound); widen `dim` or lower \
                `dimMultiple`
                """,
                errors: [ProblemPlace(pointer: "?dimMultiple", detail: "leaves no value of `dim`")]
            )
        case .tooManyValues(let limit):
            self.init(.unsatisfiable, "an axis may have at most \(limit) values; use a larger step")
        case .tooManyConfigurations(let limit):
            self.init(
                .unsatisfiable,
                "the search space may have at most \(limit) configurations; use ranges with a step"
            )
        case .itemsOutOfRange(let items):
            self.init(.badRequest, "items must be 0 or more, not \(items)")
        case .budgetOutOfRange:
            self.init(.badRequest, "the budgets must be positive numbers")
        }
    }

    /// Why there is no suggestion.
    init(_ error: SuggestionError) {
        switch error {
        case .countOutOfRange(let count):
            self.init(.badRequest, "\(count) suggestions cannot be made at once")
        case .nothingFeasible(let needs): self.init(OptimumError.nothingFeasible(needs))
        case .nothingFeasibleWithinReach(let needs, let reach):
            self.init(needs, within: reach, remedy: "")
        case .nothingLeft:
            self.init(
                .unsatisfiable,
                """
                every configuration that the search space and the budget allow was already measured; widen the space or raise \
                the budget
                """
            )
        case .nothingWithinReach(let octaves, let reach): self.init(beyondReach: octaves, reach)
        case .prediction(let error):
            self.init(error)
        }
    }

    /// - Parameter reach: the distance within which no configuration fits the budget, in octaves, if some fit it farther away.
    private init(_ needs: [BudgetNeed], within reach: Double? = nil, remedy: String = "") {
        let place =
            reach.map { "within \(Readable.count($0, "octave")) of the measured ones" } ?? "of the search space"
        self.init(
            .budgetTooSmall,
            """
            no configuration \(place) fits the budget; \
            \(needs.map { "`\($0.parameter)`" }.joined(separator: " and ")) would be enough for one\(remedy)
            """,
            errors: needs.map { need in
                ProblemPlace(pointer: "?\(need.name)", detail: "must be at least \(need.amount)")
            }
        )
    }

    private init(beyondReach octaves: Double, _ reach: Double, remedy: String = "") {
        self.init(
            .beyondReach,
            """
            the search space lies \(Readable.count(octaves, "octave")) off the measured configurations, and a recommendation may lie \
            \(Readable.brief(reach)) off them; search nearer ones\(remedy)
            """
        )
    }

    /// Why a computation of the domain has no result.
    init(lawFitting error: any Error) {
        switch error {
        case let error as Problem: self = error
        case let error as PredictionError: self.init(error)
        case let error as OptimumError: self.init(error)
        case let error as SuggestionError: self.init(error)
        case let error as SearchSpaceError: self.init(error)
        case let error as ComparisonError: self.init(error)
        default: self.init(.internalFault, "the law cannot be used")
        }
    }

    /// Why laws cannot be compared.
    private init(_ error: ComparisonError) {
        switch error {
        case .goalsDiffer:
            self.init(
                .unsatisfiable,
                "the laws disagree whether more of the metric is better; fit them with the same `goals`",
                errors: [ProblemPlace(pointer: "?metric", detail: "has another goal in some of the laws")]
            )
        case .prediction(let error): self.init(error)
        }
    }

    /// Why a search finds no configuration.
    init(_ error: OptimumError) {
        switch error {
        case .nothingFeasible([]):
            self.init(
                .budgetTooSmall,
                "every configuration of the search space has too many parameters to count; search smaller ones"
            )
        case .nothingFeasible(let needs) where !needs.allSatisfy(\.isFinite):
            self.init(
                .budgetTooSmall,
                "no number is a budget that a configuration of the search space fits; search smaller ones"
            )
        case .nothingFeasible(let needs): self.init(needs)
        case .nothingFeasibleWithinReach(let needs, let reach):
            self.init(needs, within: reach, remedy: ", and `beyond=true` searches farther ones")
        case .nothingWithinReach(let octaves, let reach):
            self.init(beyondReach: octaves, reach, remedy: ", or add `beyond=true`")
        case .toleranceOutOfRange(let tolerance):
            self.init(.badRequest, "the tolerance \(tolerance) must lie between 0 and 1")
        case .prediction(let error):
            self.init(error)
        }
    }
}

extension BudgetNeed {
    /// The query parameter of the budget.
    fileprivate var name: String {
        switch self {
        case .parameters: "maxParameters"
        case .trainingFLOPs: "maxTrainingFlops"
        case .embeddingBytes: "maxEmbeddingBytes"
        }
    }

    fileprivate var amount: String {
        switch self {
        case .parameters(let most): String(most)
        case .trainingFLOPs(let amount), .embeddingBytes(let amount):
            // A whole number is written without a fraction. Every digit counts: a rounded budget may not suffice. In a query a plus would be
            // a blank.
            Int(exactly: amount).map(String.init) ?? String(amount).replacing("e+", with: "e")
        }
    }

    fileprivate var isFinite: Bool {
        switch self {
        case .parameters: true
        case .trainingFLOPs(let amount), .embeddingBytes(let amount): amount.isFinite
        }
    }

    fileprivate var parameter: String { "\(name)=\(amount)" }
}
