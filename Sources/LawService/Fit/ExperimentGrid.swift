import PredictionStore
import SequenceEntropy

/// The experiments of one request, their datasets looked up, in canonical order.
struct ExperimentGrid {
    /// In canonical order, so that the order of the request never shows.
    let experiments: [LawRecord.Experiment]
    /// Sorted.
    let metrics: [String]
    let dataset: LawRecord.Dataset?

    /// - Throws: 404 with the place of every unknown dataset; 422 with that of every dataset without D′.
    init(_ request: FitRequest, datasets: DatasetLookup) throws(Problem) {
        var lookups = DatasetLookups(datasets)
        let whole = try request.dataset.flatMap { (reference) throws(Problem) in
            try lookups.find(reference, at: request.place(of: "dataset"))
        }
        let metrics = (request.metrics.map(Set.init) ?? Set(request.experiments.flatMap(\.values.keys))).sorted()
        // A metric that is not asked for can still help those that are; each costs time, so not without a bound.
        let measured = Set(request.experiments.flatMap(\.values.keys))
        let kept = measured.count <= FitRequest.largestMetricCount ? measured : measured.intersection(metrics)
        var rows: [LawRecord.Experiment] = []
        for row in request.experiments {
            var dPrime = row.dPrime
            if let dataset = row.dataset {
                dPrime = try lookups.dPrime(dataset.reference, at: dataset.place)
            } else if dPrime == nil, request.dataset != nil {
                dPrime = try lookups.dPrime(request.dataset ?? "", at: request.place(of: "dataset"))
            }
            rows.append(
                LawRecord.Experiment(
                    layers: row.layers,
                    dim: row.dim,
                    dPrime: dPrime ?? request.dPrime,
                    values: row.values.filter { kept.contains($0.key) }
                )
            )
        }
        try lookups.check()
        self.metrics = metrics
        dataset = whole.map { LawRecord.Dataset(id: $0.document.id, $0.record.summary) }
        experiments = rows.sorted(by: Self.precedes)
    }

    private static func precedes(_ left: LawRecord.Experiment, _ right: LawRecord.Experiment) -> Bool {
        if left.layers != right.layers { return left.layers < right.layers }
        if left.dim != right.dim { return left.dim < right.dim }
        if left.dPrime != right.dPrime { return (left.dPrime ?? 0) < (right.dPrime ?? 0) }
        let names = Set(left.values.keys).union(right.values.keys).sorted()
        for name in names where left.values[name] != right.values[name] {
            return (left.values[name] ?? -1) < (right.values[name] ?? -1)
        }
        return false
    }
}
