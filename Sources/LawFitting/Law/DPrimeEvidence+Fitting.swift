import ElementaryFunctions
import ResourceMetering

extension DPrimeEvidence {
    /// Fits a law to each D′ alone and regresses the fitted levels on ln D′.
    init(
        fitting observations: ObservationSet,
        options: FitOptions,
        meter: WorkMeter = WorkMeter()
    ) throws(FitError) {
        guard options.level > 0, options.level < 1 else { throw .levelOutOfRange(options.level) }
        let need = DPrimeCheck.levelsNeeded
        let parts = observations.byDPrime()
        guard parts.count >= need else {
            self = .unavailable(.fewDatasets(have: parts.count, need: need))
            return
        }
        let own = FitOptions(form: options.form, level: options.level, candidates: .required)
        let laws = parts.compactMap { part in Self.law(of: part.set, dPrime: part.dPrime, options: own, meter) }
        if meter.isStopped { throw .stopped }
        guard laws.count >= need else {
            self = .unavailable(.fewLaws(have: laws.count, need: need))
            return
        }
        guard let layers = Self.middle(laws.map(\.domain.layers)) else {
            self = .unavailable(.noCommonRange(axis: .layers))
            return
        }
        guard let dim = Self.middle(laws.map(\.domain.dim)) else {
            self = .unavailable(.noCommonRange(axis: .dim))
            return
        }
        let scale = observations.scale
        let levels = laws.map { law in
            let point = LawPoint(logLayers: Elementary.log(layers), logDim: Elementary.log(dim))
            let interval = law.model.interval(point, level: options.level)
            return DPrimeCheck.Level(
                dPrime: law.dPrime,
                value: scale.original(interval.value),
                standardError: interval.standardError * scale.slope(at: interval.value)
            )
        }
        if let check = DPrimeCheck(levels, level: options.level) {
            self = .checked(check)
        } else {
            // The D′ differ by less than their logarithms resolve, so they count as one.
            self = .unavailable(.fewDatasets(have: 1, need: need))
        }
    }

    private typealias DatasetLaw = (dPrime: Double, domain: LawDomain, model: LawModel)

    private static func law(of set: ObservationSet, dPrime: Double, options: FitOptions, _ meter: WorkMeter)
        -> DatasetLaw?
    {
        do throws(FitError) {
            let model = try FormSelection(set, options: options, meter: meter).chosen.model
            return (dPrime, LawDomain(set.configurations), model)
        } catch {
            // A dataset with too few runs of its own has no level; the others still have theirs.
            return nil
        }
    }

    /// The geometric middle of the intersection of all ranges; `nil` if it is empty.
    private static func middle(_ ranges: [LawDomain.Range]) -> Double? {
        let low = ranges.reduce(0) { max($0, $1.low) }
        let high = ranges.reduce(Double.infinity) { min($0, $1.high) }
        return low <= high ? low.squareRoot() * high.squareRoot() : nil
    }
}
