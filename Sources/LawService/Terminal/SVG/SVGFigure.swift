/// Draws figures as SVG.
public enum SVGFigure {
    /// What a figure shows.
    public enum View: String, Sendable, CaseIterable {
        case surface, layers, dim, residuals, frontier
    }

    /// Why a figure cannot be drawn.
    public enum Fault: Error {
        case unknownMetric(String)
        /// There is too little to show, such as a frontier of one point.
        case nothingToDraw
        /// What came is no answer of this service.
        case unreadable
    }

    /// - Parameters:
    ///   - optimal: further parameters of `GET /optimal` for the frontier, such as a budget.
    /// - Throws: `Fault`, or an error of `fetch`.
    public static func text(
        _ view: View,
        _ subject: FigureSubject,
        optimal: [String: String] = [:],
        _ fetch: Fetch
    ) throws -> String {
        do {
            let law = try FigureLaw(subject, fetch)
            let text: String? =
                switch view {
                case .surface: surface(try SurfaceFigure(law, fetch))
                case .layers: cut(try CutFigure(law, along: .layers, fetch))
                case .dim: cut(try CutFigure(law, along: .dim, fetch))
                case .residuals: residuals(try ResidualFigure(law, fetch))
                case .frontier:
                    frontier(
                        try FrontierFigure(
                            title: law.title,
                            optimal: fetch(["optimal"], law.query.merging(optimal) { $1 })
                        )
                    )
                }
            guard let text else { throw Fault.nothingToDraw }
            return text
        } catch let fault as FigureLaw.Fault {
            switch fault {
            case .noMetric(let metric): throw Fault.unknownMetric(metric)
            case .noDomain: throw Fault.unreadable
            }
        } catch is AnswerText.Unreadable {
            throw Fault.unreadable
        }
    }

    static func data(_ dPrime: Double?) -> String { dPrime.map { ", D′ = \(Readable.number($0))" } ?? "" }
}
