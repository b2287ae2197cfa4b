import LawFitting
import PredictionStore

extension LawSelector {
    /// The D′ to predict at; `nil` for a law without D′.
    ///
    /// - Throws: 400 if the law spans several D′ and none is given; 422 if the law has a single D′ and another one is given;
    ///   404 for an unknown dataset.
    func dPrime(for law: LoadedLaw, datasets: DatasetLookup) throws(Problem) -> Double? {
        let requested: Double?
        switch data {
        case .unnamed: requested = nil
        case .dPrime(let value): requested = value
        case .dataset(let reference): requested = try datasets.dPrime(reference, place: place("dataset"))
        }
        guard let range = law.domain.dPrime else {
            guard requested == nil else {
                throw Problem(
                    .dPrimeNotIdentifiable,
                    "this law was fitted without D′ and holds for one dataset; leave out `dPrime` and `dataset`",
                    errors: dataPlace.map { [ProblemPlace(pointer: $0, detail: "means nothing to this law")] } ?? []
                )
            }
            return nil
        }
        if law.domain.spansDPrime {
            if let requested { return law.measuredDPrime(meantBy: requested) ?? requested }
            throw Problem(
                .badRequest,
                "this law spans D′ from \(range.low) to \(range.high); select the data with `dPrime` or `dataset`",
                errors: [ProblemPlace(pointer: place("dPrime"), detail: "is missing")]
            )
        }
        if let requested, law.measuredDPrime(meantBy: requested) == nil {
            throw Problem(
                .dPrimeNotIdentifiable,
                """
                this law was fitted at a single D′, \(range.low), and cannot predict at \(requested); fit experiments on other \
                datasets together with these
                """,
                errors: dataPlace.map { [ProblemPlace(pointer: $0, detail: "is not the law's D′")] } ?? []
            )
        }
        return range.low
    }

    /// The dataset whose items and tokens count: the one that the request names, else that of the law.
    func dataset(for law: LoadedLaw, datasets: DatasetLookup) throws(Problem) -> LawRecord.Dataset? {
        guard case .dataset(let reference) = data, let found = try datasets.find(reference) else {
            return law.record.dataset
        }
        return LawRecord.Dataset(id: found.document.id, found.record.summary)
    }

    /// Whether the request names the data.
    var namesData: Bool { dataPlace != nil }

    /// Where the request names the data; `nil` if it does not.
    private var dataPlace: String? {
        switch data {
        case .unnamed: nil
        case .dPrime: place("dPrime")
        case .dataset: place("dataset")
        }
    }

    /// The requested laws: that of one metric, or all, sorted by metric.
    func metrics(of law: LoadedLaw) throws(Problem) -> [MetricLaw] {
        guard let metric else { return law.metrics }
        guard let own = law.metrics.first(where: { $0.name == metric }) else {
            throw Self.unknown(metric, in: law, place: place("metric"))
        }
        return [own]
    }

    /// The law of the requested metric, or of the first metric by name.
    func oneMetric(of law: LoadedLaw) throws(Problem) -> MetricLaw {
        guard let first = try metrics(of: law).first else {
            throw Problem(.internalFault, "the law has no metric; fit it again")
        }
        return first
    }

    /// - Parameter place: where the request names the metric.
    static func unknown(_ metric: String, in law: LoadedLaw, place: String) -> Problem {
        let message = UnknownName.message("metric", metric, among: law.metrics.map(\.name))
        return Problem(
            .unsatisfiable,
            "\(message) (of law \(law.id))",
            errors: [ProblemPlace(pointer: place, detail: message)]
        )
    }
}
