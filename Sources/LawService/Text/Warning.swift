/// Something a reader should know before relying on an answer.
struct Warning: Encodable, Sendable, Equatable {
    /// Stable, for programs.
    let code: String
    /// One or two sentences, for people.
    let message: String

    static func clamped(_ metrics: [String]) -> Warning {
        Warning(
            code: "clamped",
            message: """
                The law's own figures for \(metrics.joined(separator: ", ")) leave [0, 1] here and were cut off there: the \
                configuration is too far from the experiments.
                """
        )
    }

    static func farBeyond(_ axes: [String]) -> Warning {
        Warning(
            code: "farBeyondTheGrid",
            message: """
                The question lies beyond twice the measured range of \(axes.joined(separator: " and ")). Run an experiment \
                nearer to it before relying on the figure.
                """
        )
    }
}
