import LawFitting
import PredictionStore
import SequenceEntropy

extension LawRequest {
    /// The experiments of a request with the D′ of their datasets, in canonical order, so that the order of the request does not
    /// matter.
    ///
    /// - Throws: 404 with the place of every unknown dataset; 422 with that of every dataset without D′.
    init(_ request: FitRequest, datasets: DatasetLookup) throws(Problem) {
        var lookups = DatasetLookups(datasets)
        var whole = try request.dataset.flatMap { (reference) throws(Problem) in
            try lookups.find(reference, at: request.place(of: "dataset"))
        }
        // A column that names one dataset says the same as the request would.
        if whole == nil, let first = request.experiments.first?.dataset,
            request.experiments.allSatisfy({ $0.dataset?.reference == first.reference })
        {
            whole = try lookups.find(first.reference, at: first.place)
        }
        // A metric that was not requested can fill gaps in the requested ones. Each one costs time, so there is a limit.
        let measured = Set(request.experiments.flatMap(\.values.keys))
        let kept =
            measured.count <= FitRequest.largestMetricCount ? measured : measured.intersection(request.fittedMetrics)
        var runs: [Run] = []
        for row in request.experiments {
            var dPrime = row.dPrime
            if let dataset = row.dataset {
                dPrime = try lookups.dPrime(dataset.reference, at: dataset.place)
            } else if dPrime == nil, request.dataset != nil {
                dPrime = try lookups.dPrime(request.dataset ?? "", at: request.place(of: "dataset"))
            }
            do throws(ObservationError) {
                runs.append(
                    try Run(
                        layers: row.layers,
                        dim: row.dim,
                        dPrime: dPrime ?? request.dPrime,
                        values: row.values.filter { kept.contains($0.key) },
                        standardErrors: row.standardErrors.filter { kept.contains($0.key) },
                        users: row.users
                    )
                )
            } catch {
                // Every row was checked when it was read, so this is a fault of the service.
                throw Problem(.internalFault, "the experiment at \(row.place) cannot be used")
            }
        }
        try lookups.check()
        let form = LawForm.named(request.form)?.form
        var treatments: [String: MetricTreatment] = [:]
        for (metric, treatment) in request.treatments where kept.contains(metric) {
            // A closed form describes a share itself, so whoever names one has its parameters on that scale.
            let isFree = form.map { $0 == .kriging || $0 == .blend } ?? true || treatment.scale != .share
            let chosen = isFree ? treatment.suited(to: metric, runs) : treatment
            if chosen != .standard { treatments[metric] = chosen }
        }
        self.init(
            dataset: whole.map { LawRecord.Dataset(id: $0.document.id, $0.record.summary) },
            level: request.level,
            form: request.form,
            experiments: runs.sorted(),
            metrics: request.fittedMetrics,
            treatments: treatments
        )
    }
}
