import Foundation
import TestSupport
import Testing

@testable import performance_law

/// `script` of util-linux runs a command on a terminal.
@Suite("Commands on a terminal", .enabled(if: ChildProcess.tool("script") != nil))
struct TerminalTests {
    private static let grid = Fixtures.root.appending(path: "examples/kuairand-len50-hr10.csv").path

    private func onTerminal(_ command: String, _ environment: String) throws -> String {
        let script = "stty cols 70; env \(environment) \(try Executable.url().path) \(command)"
        return try ChildProcess("/usr/bin/script", ["-qec", script, "/dev/null"]).finish().output
    }

    @Test("fit draws a plot on a terminal, with colours if it has them")
    func colours() throws {
        let command = "fit \(Self.grid) --form log-quadratic --store memory:"
        let coloured = try onTerminal(command, "TERM=xterm NO_COLOR=")
        #expect(coloured.contains("●") && coloured.contains("\u{1B}["), "\(coloured)")
        for environment in ["TERM=xterm NO_COLOR=1", "TERM=dumb", "TERM="] {
            let plain = try onTerminal(command, environment)
            #expect(plain.contains("●") && !plain.contains("\u{1B}"), "\(environment)")
        }
        #expect(!(try onTerminal(command + " --json", "TERM=xterm")).contains("●"))
    }

    @Test("without a terminal there are neither plots nor colours")
    func pipe() throws {
        let outcome = try Executable.run(
            ["fit", Self.grid, "--form", "log-quadratic", "--store", "memory:"],
            environment: ["TERM": "xterm"]
        )
        #expect(outcome.status == 0 && !outcome.output.contains("●") && !outcome.output.contains("\u{1B}"))
    }

    @Test("colours follow NO_COLOR and TERM")
    func rules() {
        #expect(Terminal.hasColors(["TERM": "xterm"]))
        #expect(Terminal.hasColors(["TERM": "xterm", "NO_COLOR": ""]))
        #expect(!Terminal.hasColors(["TERM": "xterm", "NO_COLOR": "0"]))
        #expect(!Terminal.hasColors(["TERM": "dumb"]))
        #expect(!Terminal.hasColors([:]))
    }

    @Test("demo tells the whole story and stores nothing")
    func demo() throws {
        let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let outcome = try Executable.run(["demo"], environment: ["HOME": home.path])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        for step in ["1. ", "2. ", "3. ", "4. ", "5. "] { #expect(outcome.output.contains("\n\(step)")) }
        for text in ["157,474", "961,746", "24 experiments", "frontier", "Next:"] {
            #expect(outcome.output.contains(text))
        }
        #expect(!FileManager.default.fileExists(atPath: home.path))
    }
}
