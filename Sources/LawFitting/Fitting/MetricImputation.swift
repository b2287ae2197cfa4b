import Synchronization

/// The noise of each metric of a run set, found once however many metrics it helps: each takes a Gaussian process.
final class MetricImputation: Sendable {
    private struct Key: Hashable {
        let metric: String
        let dPrime: Double?
    }

    private let known = Mutex<[Key: Double?]>([:])

    /// The variance of a measurement about a smooth surface.
    ///
    /// - Parameter runs: Those of that D′.
    func variance(of metric: String, dPrime: Double?, in runs: [Run]) -> Double? {
        let key = Key(metric: metric, dPrime: dPrime)
        if let variance = known.withLock({ $0[key] }) { return variance }
        let variance = Self.variance(of: metric, in: runs)
        known.withLock { $0[key] = .some(variance) }
        return variance
    }

    private static func variance(of metric: String, in runs: [Run]) -> Double? {
        let result = Result { () throws(ObservationSetError) in try RunSet(runs).measurements(of: metric) }
        guard case .success(let observations) = result else { return nil }
        let process = Result { () throws(FitError) in
            try GaussianProcessFitter(design: Design(observations), form: .gaussianProcess).fit()
        }
        // Too few runs for a surface say nothing about noise: then nothing is inferred.
        guard case .success(let fit) = process else { return nil }
        return fit.model.noise
    }
}
