import Foundation
import TestSupport
import Testing

@Suite("Standard output and standard error")
struct StandardOutputTests {
    /// Runs a command with the redirection of a shell.
    static func run(_ arguments: [String], _ redirection: String) throws -> (status: Int32, errors: String) {
        let shell = try ChildProcess(
            "/bin/sh",
            ["-c", "\"$0\" \"$@\" \(redirection)", try Executable.url().path] + arguments
        )
        let outcome = try shell.finish()
        return (outcome.status, outcome.errors)
    }

    private static let grid = Fixtures.root.appending(path: "examples/kuairand-len50-hr10.csv").path
    static let commands: [[String]] = [
        ["laws", "--store", "memory:"], ["laws", "--store", "memory:", "--json"], ["token", "new"],
        ["fit", grid, "--form", "scaling-law", "--store", "memory:"], ["export", "--store", "memory:"], ["demo"],
        ["--version"], ["--help"], ["help", "fit"], ["apen", grid, "--explain"],
    ]

    @Test("a result that cannot be written is an I/O error, not a crash", arguments: commands, [">&-", ">/dev/full"])
    func lost(_ command: [String], _ redirection: String) throws {
        let outcome = try Self.run(command, redirection)
        #expect(outcome.status == 74, "\(outcome.errors)")
        let reason = redirection == ">&-" ? "Bad file descriptor" : "No space left on device"
        #expect(outcome.errors.contains("performance-law: standard output cannot be written: \(reason)\n"))
    }

    @Test(
        "a closed standard input is no empty one",
        arguments: [["apen", "-"], ["token", "hash"], ["import", "-", "--store", "memory:"]]
    )
    func closedInput(_ command: [String]) throws {
        let outcome = try Self.run(command, "<&-")
        #expect(outcome.status == 74)
        #expect(outcome.errors.contains("Bad file descriptor"), "\(outcome.errors)")
    }
}
