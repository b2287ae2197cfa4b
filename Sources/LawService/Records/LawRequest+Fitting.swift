import LawFitting
import ResourceMetering

extension LawRequest {
    /// Fits the law of each metric.
    ///
    /// - Throws: 422 with every metric that cannot be fitted; 413 or 503 if the work or its memory goes beyond the bounds.
    func fitted(_ work: RequestWork) throws(Problem) -> [String: FittedLaw] {
        try work.hold(
            memoryBytes,
            for: .answering,
            remedy: "name fewer `metrics` at a time, or send fewer experiments"
        )
        var laws: [String: FittedLaw] = [:]
        var faults = FaultList()
        let imputation = self.imputation
        for metric in metrics {
            work.spend(Self.leastUnits)
            do {
                let observations = try imputation.completedMeasurements(of: metric)
                laws[metric] = try FittedLaw(fitting: observations, options: options(for: metric), meter: work.meter)
            } catch let error as FitError {
                let configurations = Set(experiments.filter { $0.values[metric] != nil }.map(\.configuration)).count
                let isPart = configurations < Set(experiments.map(\.configuration)).count
                faults.append("/experiments", "\(metric): \(error.message(isPart: isPart))")
            } catch let error as ObservationSetError {
                faults.append("/experiments", "\(metric): \(error.message)")
            } catch {
                throw work.problem(lawFitting: error)
            }
        }
        try faults.check(.notFittable)
        return laws
    }

    /// The work of fitting a metric to few experiments.
    private static let leastUnits = 50_000_000

    /// The memory of the fit, in bytes, estimated from above: the matrices of the fit at work, and the factors that each metric
    /// keeps.
    private var memoryBytes: Int {
        let size = min(experiments.count, LawForm.krigingLimit)
        let kept = size <= 60 ? 32 : size <= 150 ? 16 : size <= 300 ? 12 : 6
        let matrix = size * size * MemoryLayout<Double>.size
        return (12 + kept * metrics.count) * matrix + experiments.count * (metrics.count + 8) * 256
    }

    /// The observations to which a metric's law is fitted: its measurements, and values imputed from the other metrics.
    func observations(of metric: String) throws(Problem) -> ObservationSet {
        do {
            return try imputation.completedMeasurements(of: metric)
        } catch {
            throw Problem(.internalFault, "the law's experiments cannot be read; fit them again")
        }
    }

    private var imputation: MetricImputation {
        MetricImputation(RunSet(experiments), scales: treatments.mapValues(\.scale))
    }
}
