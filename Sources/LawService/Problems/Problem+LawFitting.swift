import LawFitting

extension Problem {
    /// The words for a prediction that a law does not make.
    init(_ error: PredictionError, metric: String? = nil) {
        switch error {
        case .coordinateOutOfRange(let axis, let value):
            self.init(.badRequest, "\(axis.rawValue) cannot be \(value)")
        case .dPrimeNeeded(let low, let high):
            self.init(.badRequest, "this law spans D′ from \(low) to \(high); name one with `dPrime` or `dataset`")
        case .dPrimeNotIdentifiable(let known):
            self.init(
                .dPrimeNotIdentifiable,
                "\(metric ?? "this metric") was measured at \(known.map { "the one D′ \($0)" } ?? "one unnamed D′") and says nothing about others",
                errors: metric.map {
                    [ProblemPlace(pointer: "?metric", detail: "cannot be \($0) at this D′; ask for another")]
                } ?? []
            )
        case .levelOutOfRange(let level):
            self.init(.badRequest, "the level \(level) must lie between 0 and 1")
        }
    }

    /// The words for a search that cannot begin.
    init(_ error: SearchSpaceError) {
        switch error {
        case .noValues:
            self.init(.badRequest, "the search space is empty")
        case .valueOutOfRange(let value):
            self.init(.badRequest, "layers and dim are 1 or more, not \(value)")
        case .multipleOutOfRange(let multiple):
            self.init(.badRequest, "dimMultiple is 1 or more, not \(multiple)")
        case .noMultiple(let range, let multiple):
            self.init(
                .badRequest,
                "no multiple of \(multiple) lies between \(range.lowerBound) and \(range.upperBound); widen `dim` or lower it",
                errors: [ProblemPlace(pointer: "?dimMultiple", detail: "leaves no dim to choose")]
            )
        case .tooManyValues(let limit):
            self.init(.badRequest, "an axis may have \(limit) values; use a larger step")
        case .tooManyConfigurations(let limit):
            self.init(.badRequest, "the search space may have \(limit) configurations; use ranges with a step")
        case .itemsOutOfRange(let items):
            self.init(.badRequest, "items is 0 or more, not \(items)")
        }
    }

    /// The words for suggestions that there are none of.
    init(_ error: SuggestionError) {
        switch error {
        case .countOutOfRange(let count):
            self.init(.badRequest, "\(count) suggestions cannot be made at once")
        case .nothingLeft:
            self.init(
                .budgetTooSmall,
                "every configuration of the search space that the budget allows was measured; widen the space or the budget"
            )
        case .prediction(let error):
            self.init(error)
        }
    }

    /// The words for a search without an answer.
    init(_ error: OptimumError) {
        switch error {
        case .nothingFeasible(let smallest?):
            self.init(
                .budgetTooSmall,
                """
                no configuration of the search space fits the budget; the smallest that would do is \
                `maxParameters=\(smallest)`
                """
            )
        case .nothingFeasible(nil):
            self.init(
                .budgetTooSmall,
                "every configuration of the search space has more parameters than can be counted; search smaller ones"
            )
        case .toleranceOutOfRange(let tolerance):
            self.init(.badRequest, "the tolerance \(tolerance) must lie between 0 and 1")
        case .prediction(let error):
            self.init(error)
        }
    }
}
