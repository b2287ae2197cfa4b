import ArgumentParser
import HTTPMessage
import LawService
import PredictionStore

/// `performance-law demo`: from a log to a decision, on the examples in this executable.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the way from a log to a decision, on examples in this executable. Nothing is stored.",
        discussion: "Each step says which command does it on files of your own."
    )

    func run() throws {
        let store: any ArchivableStore
        do throws(StoreError) {
            store = try StoreLocation.memory.open()
        } catch {
            throw CommandFailure(error)
        }
        let service = ServiceConnection.local(LocalService(store: store))
        try data(service)
        try law(service)
        try decision(service)
    }

    private func data(_ service: ServiceConnection) throws {
        try say(
            "1. How good are the data? These are 157,474 edits of Wikipedia pages by 8,227 users, in order of time.",
            "performance-law apen examples/wikipedia-edits.json"
        )
        try show(
            .dataset,
            service.send(.post, ["apen"], writeBody: Self.writer(EmbeddedFiles.wikipedia))
        )
    }

    private func law(_ service: ServiceConnection) throws {
        try say(
            """
            2. How does quality move with depth and width? Of 24 training runs on KuaiRand, HR@10 is known. Several laws are fitted, \
            and the one that predicts best answers from now on.
            """,
            "performance-law fit examples/kuairand-len50-hr10.csv --name kuairand"
        )
        let table = EmbeddedFiles.kuairand
        try show(.law, service.send(.post, ["fit"], ["name": "kuairand"], writeBody: Self.writer(table)))
        try say(
            "3. What would a configuration reach that nobody has trained? The interval is that of a new run.",
            "performance-law predict --layers 20 --dim 64"
        )
        try show(.prediction, service.get(["predict"], ["layers": "20", "dim": "64"]))
        if let style = Terminal.style() {
            let lines = try TerminalFigure.cut(FigureSubject(law: "kuairand"), dim: 64, layers: 20, style) {
                try service.get($0, $1)
            }
            try StandardOutput.write(lines.map { $0 + "\n" }.joined())
        }
    }

    private func decision(_ service: ServiceConnection) throws {
        try say(
            "4. What should be trained with at most 300,000 parameters? The cheapest choice gives up hardly anything.",
            "performance-law optimal --max-parameters 300000"
        )
        try show(.optimum, service.get(["optimal"], ["maxParameters": "300000"]))
        try say("5. Which runs would make the law surer?", "performance-law suggest --count 3")
        try show(.suggestions, service.get(["laws", "kuairand", "suggestions"], ["count": "3"]))
        try StandardOutput.write("\nNext: `performance-law apen --help`, or `performance-law serve` and a browser.\n")
    }

    private static func writer(_ bytes: [UInt8]) -> ServiceConnection.BodyWriter {
        { write in _ = bytes.withUnsafeBytes { write($0) } }
    }

    private func say(_ sentence: String, _ command: String) throws {
        try StandardOutput.write("\n\(sentence)\n\n$ \(command)\n\n")
    }

    private func show(_ kind: AnswerKind, _ answer: [UInt8]) throws { try OutputOption.writeTable(kind, answer) }
}
