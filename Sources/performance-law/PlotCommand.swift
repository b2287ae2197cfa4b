import ArgumentParser
import Foundation
import LawService

/// `performance-law plot`: a figure as SVG.
struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw a law as SVG: its surface, cuts with intervals, residuals or the frontier.",
        discussion: "The picture follows the light or dark theme of whoever shows it."
    )

    @Option(
        help: "surface, layers, dim, residuals or frontier (default: surface).",
        completion: .list(SVGFigure.View.allCases.map(\.rawValue))
    )
    var view: String?

    @Option(help: ArgumentHelp("The file to write, or - for standard output.", valueName: "file"))
    var out: String

    @OptionGroup var question: QuestionOptionGroup

    @Option(help: "The budget in parameters, for the frontier.")
    var maxParameters: String?

    @Option(help: "How parameters are counted: sasrec, llama or hstu (default: sasrec).")
    var architecture: String?

    @Option(help: "The level of the intervals (default: 0.95).")
    var level: String?

    @OptionGroup var service: ServiceOption

    func run() throws {
        guard let view = SVGFigure.View(rawValue: view ?? "surface") else {
            throw CommandFailure.usage("--view: must be surface, layers, dim, residuals or frontier")
        }
        let kind = URL(filePath: out).pathExtension.lowercased()
        guard ["", "svg"].contains(kind) else {
            throw CommandFailure.usage("--out: the picture is SVG, so it cannot be named .\(kind); give FILE.svg")
        }
        let text = try service.use { service in
            let law = try question.law ?? service.newestLaw()
            var data = question.parameters
            data["law"] = nil
            data["metric"] = nil
            let subject = FigureSubject(law: law, metric: question.metric, data: data, level: level)
            let budget = Parameters.given(["maxParameters": maxParameters, "architecture": architecture])
            do {
                return try SVGFigure.text(view, subject, optimal: budget) { try service.get($0, $1) }
            } catch let fault as SVGFigure.Fault {
                throw Self.failure(fault, view)
            }
        }
        if out == "-" { try StandardOutput.write(text) } else { try OutputFile(path: out).write(Array(text.utf8)) }
    }

    private static func failure(_ fault: SVGFigure.Fault, _ view: SVGFigure.View) -> CommandFailure {
        switch fault {
        case .unknownMetric(let metric): .usage("--metric: the law has no metric `\(metric)`")
        case .nothingToDraw: .data("there is nothing to draw as \(view.rawValue): the law's answer has a single point")
        case .unreadable: .unreadable
        }
    }
}
