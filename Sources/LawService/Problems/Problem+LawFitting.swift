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
            self.init(.badRequest, "the search space is empty")
        case .valueOutOfRange(let value):
            self.init(.badRequest, "layers and dim must be 1 or more, not \(value)")
        case .multipleOutOfRange(let multiple):
            self.init(.badRequest, "dimMultiple must be 1 or more, not \(multiple)")
        case .noMultiple(let range, let multiple):
            self.init(
                .badRequest,
                """
                no multiple of \(multiple) lies between \(range.lowerBound) and \(range.upperBound); widen `dim` or lower \
                `dimMultiple`
                """,
                errors: [ProblemPlace(pointer: "?dimMultiple", detail: "leaves no value of `dim`")]
            )
        case .tooManyValues(let limit):
            self.init(.badRequest, "an axis may have at most \(limit) values; use a larger step")
        case .tooManyConfigurations(let limit):
            self.init(.badRequest, "the search space may have at most \(limit) configurations; use ranges with a step")
        case .itemsOutOfRange(let items):
            self.init(.badRequest, "items must be 0 or more, not \(items)")
        }
    }

    /// Why there is no suggestion.
    init(_ error: SuggestionError) {
        switch error {
        case .countOutOfRange(let count):
            self.init(.badRequest, "\(count) suggestions cannot be made at once")
        case .nothingLeft:
            self.init(
                .budgetTooSmall,
                """
                every configuration that the search space and the budget allow was already measured; widen the space or raise \
                the budget
                """
            )
        case .prediction(let error):
            self.init(error)
        }
    }

    /// Why a search finds no configuration.
    init(_ error: OptimumError) {
        switch error {
        case .nothingFeasible(let smallest?):
            self.init(
                .budgetTooSmall,
                """
                no configuration of the search space fits the budget; the smallest sufficient budget is \
                `maxParameters=\(smallest)`
                """
            )
        case .nothingFeasible(nil):
            self.init(
                .budgetTooSmall,
                "every configuration of the search space has too many parameters to count; search smaller ones"
            )
        case .toleranceOutOfRange(let tolerance):
            self.init(.badRequest, "the tolerance \(tolerance) must lie between 0 and 1")
        case .prediction(let error):
            self.init(error)
        }
    }
}
