import LawFitting

extension LawSelector {
    /// The D′ to predict at; `nil` for a law that knows none.
    ///
    /// - Throws: 400 where a law over several D′ is asked without one; 422 where a law of one dataset is asked about
    ///   another D′; 404 for an unknown dataset.
    func dPrime(for law: LoadedLaw, datasets: DatasetLookup) throws(Problem) -> Double? {
        let asked: Double?
        switch data {
        case .unnamed: asked = nil
        case .dPrime(let value): asked = value
        case .dataset(let reference): asked = try datasets.dPrime(reference, place: "?dataset")
        }
        guard let range = law.domain.dPrime else {
            guard asked == nil else {
                throw Problem(
                    .dPrimeNotIdentifiable,
                    "this law was fitted without D′ and holds for one dataset; ask without `dPrime` and `dataset`"
                )
            }
            return nil
        }
        if law.domain.spansDPrime {
            if let asked { return asked }
            throw Problem(
                .badRequest,
                """
                this law spans D′ from \(range.lowerBound) to \(range.upperBound); say which data you mean with `dPrime` or \
                `dataset`
                """,
                errors: [ProblemPlace(pointer: "?dPrime", detail: "is missing")]
            )
        }
        // A D′ that was rounded on its way through a text is still the law's own.
        if let asked, abs(asked - range.lowerBound) > 1e-9 * range.lowerBound {
            throw Problem(
                .dPrimeNotIdentifiable,
                """
                this law was fitted at the one D′ \(range.lowerBound) and says nothing about \(asked); fit experiments \
                on other datasets together with these
                """
            )
        }
        return range.lowerBound
    }

    /// The laws asked for: one metric's, or all in the order of their names.
    func metrics(of law: LoadedLaw) throws(Problem) -> [(name: String, law: FittedLaw)] {
        guard let metric else { return law.metrics }
        guard let fitted = law.record.metrics[metric] else {
            throw Self.unknown(metric, in: law)
        }
        return [(metric, fitted)]
    }

    /// The one law asked for, where an answer is about one metric: the first by name unless another is asked.
    func oneMetric(of law: LoadedLaw) throws(Problem) -> (name: String, law: FittedLaw) {
        guard let first = try metrics(of: law).first else {
            throw Problem(.internalFault, "the law has no metric; fit it again")
        }
        return first
    }

    static func unknown(_ metric: String, in law: LoadedLaw) -> Problem {
        let words = UnknownName.message("metric", metric, among: law.metrics.map(\.name))
        return Problem(
            .badRequest,
            "\(words) (of law \(law.id))",
            errors: [ProblemPlace(pointer: "?metric", detail: words)]
        )
    }
}
