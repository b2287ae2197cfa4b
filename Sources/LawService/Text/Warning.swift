/// A fact that a reader must know before relying on an answer.
struct Warning: Encodable, Sendable, Equatable {
    /// A stable name for programs.
    let code: String
    /// One or two sentences, for people.
    let message: String

    static func clamped(_ metrics: [String]) -> Warning {
        Warning(
            code: "clamped",
            message: """
                The law's predictions of \(metrics.joined(separator: ", ")) lie outside [0, 1] here and were clamped to it: the \
                configuration is too far from the experiments.
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
}
