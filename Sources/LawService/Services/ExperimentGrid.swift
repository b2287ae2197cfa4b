import LawFitting
import PredictionStore
import SequenceEntropy

/// The experiments of one request, checked together: one D′ rule, metrics known, canonical order.
struct ExperimentGrid {
    /// In canonical order, so that the order of the request never shows.
    let experiments: [LawRecord.Experiment]
    /// Sorted.
    let metrics: [String]
    let dataset: LawRecord.Dataset?

    /// - Throws: 400 with the place of every contradiction; 404 for an unknown dataset.
    init(_ request: FitRequest, datasets: DatasetDirectory) throws(Problem) {
        var faults = FaultList()
        let metrics = Self.metrics(of: request, &faults)
        let whole = try request.dataset.map { (reference) throws(Problem) in
            let dPrime = try datasets.dPrime(reference, place: "/dataset")
            return (dPrime: dPrime, found: try datasets.find(reference))
        }
        dataset = whole?.found.map { LawRecord.Dataset(id: $0.document.id, items: $0.record.summary.items) }

        var dPrimes: [String: Double] = [:]
        var rows: [(place: String, experiment: LawRecord.Experiment)] = []
        for row in request.experiments {
            var dPrime = row.dPrime ?? request.dPrime ?? whole?.dPrime
            if let reference = row.dataset {
                if dPrimes[reference] == nil {
                    dPrimes[reference] = try datasets.dPrime(reference, place: "\(row.place)/dataset")
                }
                dPrime = dPrimes[reference]
            }
            let values = row.values.filter { metrics.contains($0.key) }
            if values.isEmpty { faults.append(row.place, "has none of the metrics \(metrics.joined(separator: ", "))") }
            rows.append(
                (
                    row.place,
                    LawRecord.Experiment(layers: row.layers, dim: row.dim, dPrime: dPrime, values: values)
                )
            )
        }
        Self.checkDPrime(rows, &faults)
        try faults.check()
        self.metrics = metrics
        experiments = rows.map(\.experiment).sorted(by: Self.precedes)
    }

    /// The measurements of one metric; experiments without it are left out.
    func observations(of metric: String) throws -> ObservationSet {
        try ObservationSet(
            experiments.compactMap { experiment in
                try experiment.values[metric].map { value in
                    try Observation(
                        layers: experiment.layers,
                        dim: experiment.dim,
                        dPrime: experiment.dPrime,
                        value: value
                    )
                }
            }
        )
    }

    private static func metrics(of request: FitRequest, _ faults: inout FaultList) -> [String] {
        let measured = Set(request.experiments.flatMap(\.values.keys))
        guard let asked = request.metrics else { return measured.sorted() }
        for (index, metric) in asked.enumerated() where !measured.contains(metric) {
            let known = measured.sorted()
            faults.append("/metrics/\(index)", UnknownName.message("metric", metric, among: known))
        }
        return Set(asked).sorted()
    }

    /// D′ on all experiments or on none: a law cannot mix rows that say which data they are about with rows that do not.
    private static func checkDPrime(
        _ rows: [(place: String, experiment: LawRecord.Experiment)],
        _ faults: inout FaultList
    ) {
        guard rows.contains(where: { $0.experiment.dPrime != nil }) else { return }
        for row in rows where row.experiment.dPrime == nil {
            faults.append(row.place, "has no D′ where others have one; give `dPrime` or `dataset` on all or on none")
        }
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
