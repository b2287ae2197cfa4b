import ArgumentParser
import LawService

/// `performance-law suggest`: `GET /laws/{id}/suggestions`.
struct SuggestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Suggest the experiments to run next."
    )

    @Option(help: "How many experiments (default: 4).")
    var count: String?

    @Option(help: "What the experiments shall find: optimum or surface (default: optimum).")
    var goal: String?

    @OptionGroup var question: QuestionOptionGroup
    @OptionGroup var search: SearchOptionGroup
    @OptionGroup var service: ServiceOption
    @OptionGroup var output: OutputOption

    func run() throws {
        var parameters = Parameters.given(["count": count, "goal": goal]).merging(question.parameters) { $1 }
            .merging(search.parameters) { $1 }
        parameters["law"] = nil
        try service.use { service in
            let law = try question.law ?? service.newestLaw()
            try output.write(.suggestions, service.get(["laws", law, "suggestions"], parameters))
        }
    }
}
