import LawFitting

extension Warning {
    /// - Parameters:
    ///   - prediction: what is clamped, as the subject of a sentence.
    ///   - metrics: those of the prediction that are clamped, at least one.
    static func clamped(_ prediction: String, _ metrics: [MetricLaw]) -> Warning {
        let bounds = metrics.map { metric in
            let scale = metric.law.scale
            guard let bounds = scale.bounds else { return metric.name }
            let low = Readable.brief(bounds.lowerBound)
            // No perplexity comes near its upper bound.
            return scale == .inverse
                ? "\(metric.name) to at least \(low)"
                : "\(metric.name) to [\(low), \(Readable.brief(bounds.upperBound))]"
        }
        return Warning(
            code: "clamped",
            message: """
                \(prediction), or an end of its interval, lies beyond what the law can express and was clamped: \
                \(bounds.joined(separator: ", ")). Do not read a bound as measured.
                """
        )
    }
}
