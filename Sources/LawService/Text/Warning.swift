import LawFitting

/// A fact that a reader must know before relying on an answer.
struct Warning: Encodable, Sendable, Equatable {
    /// A stable name for programs.
    let code: String
    /// One or two sentences, for people.
    let message: String

    /// - Parameter subject: what lies there.
    static func farBeyond(_ axes: [Axis], _ subject: String = "The configuration") -> Warning {
        Warning(
            code: "farBeyondTheGrid",
            message: """
                \(subject) lies beyond twice the measured range of \(axes.map(\.rawValue).joined(separator: " and ")). Run an experiment \
                closer to it before relying on the prediction.
                """
        )
    }

    /// - Parameter subject: what lies there.
    static func beyondHull(_ octaves: Double, _ subject: String = "The configuration") -> Warning {
        Warning(
            code: "beyondTheHull",
            message: """
                \(subject) lies \(Readable.count((10 * octaves).rounded() / 10, "octave")) from the area that the measured \
                layers and dims enclose together. Run an experiment closer to it before relying on the prediction.
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

    static func fewerSuggestions(_ count: Int, of requested: Int) -> Warning {
        Warning(
            code: "fewerSuggestions",
            message: """
                The search space has \(count) of the \(requested) configurations: the others were run already, exceed the budget or lie \
                too far from what was measured. Widen `layers` and `dim`, or raise the budget.
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
