/// One training run: what was run, and what was measured of it.
public struct Run: Hashable, Sendable {
    public let configuration: Configuration
    /// By metric, in [0, 1]. A metric that was not measured is absent.
    public let values: [String: Double]

    public init(
        layers: Int,
        dim: Int,
        dPrime: Double? = nil,
        values: [String: Double]
    ) throws(ObservationError) {
        configuration = try Configuration(layers: layers, dim: dim, dPrime: dPrime)
        for value in values.values {
            guard value >= 0, value <= 1 else { throw .valueOutOfRange(value) }
        }
        self.values = values
    }
}

/// The runs of an experiment with all their metrics, so that one metric can help another.
///
/// The order of the runs never shows in what comes of them.
public struct RunSet: Sendable {
    /// In canonical order.
    let runs: [Run]
    /// Every metric that some run has, sorted.
    public let metrics: [String]
    private let byDPrime: [Double?: [Run]]
    let noise = MetricImputation()

    public init(_ runs: some Sequence<Run>) {
        let metrics = Set(runs.flatMap(\.values.keys)).sorted()
        self.metrics = metrics
        let runs = runs.sorted { left, right in
            if left.configuration != right.configuration { return left.configuration < right.configuration }
            for metric in metrics where left.values[metric] != right.values[metric] {
                return (left.values[metric] ?? -1) < (right.values[metric] ?? -1)
            }
            return false
        }
        self.runs = runs
        byDPrime = Dictionary(grouping: runs, by: \.configuration.dPrime)
    }

    /// The runs of one dataset, in canonical order.
    func runs(dPrime: Double?) -> [Run] { byDPrime[dPrime] ?? [] }

    /// The measurements of one metric alone; runs without it are left out.
    public func measurements(of metric: String) throws(ObservationSetError) -> ObservationSet {
        try ObservationSet(
            runs.compactMap { run in
                run.values[metric].map { Observation(configuration: run.configuration, validValue: $0) }
            }
        )
    }

    /// The measurements of one metric and, for configurations that have only others, what those say about it.
    ///
    /// Each such configuration gets a value from the closest sibling by ``MetricRegression``, with a weight below that of a
    /// measurement. Figures of the fit (R², leave-one-out and so on) are about measurements alone all the same; but the line
    /// to the sibling stays when one is left out, so that leave-one-out errors read up to a fifth too small. The law's
    /// ``FittedLaw/warnings`` say how many values were inferred. Where a value is missing this takes a Gaussian process
    /// for each sibling, some 5 ms for 24 configurations; nothing where none is.
    public func completedMeasurements(of metric: String) throws(ObservationSetError) -> ObservationSet {
        let measured = try measurements(of: metric)
        let known = Set(measured.replicates.map(\.configuration))
        let missing = Set(runs.map(\.configuration)).subtracting(known).sorted()
        guard !missing.isEmpty else { return measured }
        var lines: [MetricRegression] = []
        for dPrime in Set(missing.map(\.dPrime)) {
            for sibling in metrics where sibling != metric {
                if let line = MetricRegression(of: metric, by: sibling, in: self, dPrime: dPrime) { lines.append(line) }
            }
        }
        // The closest first; names decide between equals.
        lines.sort { ($0.deviation, $0.sibling) < ($1.deviation, $1.sibling) }
        let inferred = missing.compactMap { configuration -> ObservationSet.Inferred? in
            for line in lines {
                if let value = line.inferred(configuration) { return value }
            }
            return nil
        }
        return measured.completed(by: inferred)
    }
}
