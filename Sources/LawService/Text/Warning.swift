import LawFitting

/// A fact that a reader must know before relying on an answer.
struct Warning: Encodable, Sendable, Equatable {
    /// A stable name for programs.
    let code: String
    /// One or two sentences, for people.
    let message: String

    /// - Parameters:
    ///   - prediction: what is clamped, as the subject of a sentence.
    ///   - metrics: those of the prediction that are clamped, at least one.
    static func clamped(_ prediction: String, _ metrics: [MetricLaw]) -> Warning {
        let bounds = metrics.map { metric in
            let scale = metric.law.scale
            guard let bounds = scale.bounds else { return metric.name }
            let low = Readable.number(bounds.lowerBound)
            // No perplexity comes near its upper bound.
            return scale == .inverse
                ? "\(metric.name) to at least \(low)"
                : "\(metric.name) to [\(low), \(Readable.number(bounds.upperBound))]"
        }
        return Warning(
            code: "clamped",
            message: """
                \(prediction), or an end of its interval, lies beyond what the law can express and was clamped: \
                \(bounds.joined(separator: ", ")). Do not read a bound as measured.
                """
        )
    }

    static func farBeyond(_ axes: [String]) -> Warning {
        Warning(
            code: "farBeyondTheGrid",
            message: """
                The configuration lies beyond twice the measured range of \(axes.joined(separator: " and ")). Run an experiment \
                closer to it before relying on the prediction.
                """
        )
    }

    static func beyondHull(_ octaves: Double) -> Warning {
        Warning(
            code: "beyondTheHull",
            message: """
                The configuration lies \(Readable.count((10 * octaves).rounded() / 10, "octave")) from the area that the measured \
                layers and dims enclose, although each of them may lie in its measured range. Run an experiment closer to it before relying on the prediction.
                """
        )
    }

    static func newDataset(_ datasets: Int) -> Warning {
        Warning(
            code: "newDataset",
            message: """
                The law was not fitted to this dataset. The interval includes how much datasets differ, which \(datasets) dataset\
                \(datasets == 1 ? "" : "s") hardly show. Fit experiments on at least 6 datasets together, or some on this one.
                """
        )
    }

    static func dPrimeTermAtLimit(_ metrics: [String]) -> Warning {
        Warning(
            code: "dPrimeTermAtLimit",
            message: """
                The D′ term of \(metrics.joined(separator: ", ")) lies at a limit of its range: the metric may move faster with D′ than \
                the law says.
                """
        )
    }
}
