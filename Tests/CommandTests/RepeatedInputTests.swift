import Foundation
import TestSupport
import Testing

/// The same data given twice would count twice.
@Suite("Inputs that are given twice")
struct RepeatedInputTests {
    @Test("one file under one name or several is refused, for logs, summaries and patterns")
    func sameFile() throws {
        try withTemporaryFolder { folder in
            let (log, link, hard) = (
                folder.appending(path: "a.csv"), folder.appending(path: "b.csv"), folder.appending(path: "c.csv")
            )
            try Data("user,item\n1,7\n1,8\n".utf8).write(to: log)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: log)
            try FileManager.default.linkItem(at: log, to: hard)
            let again = folder.path + "/./a.csv"
            for (other, words) in [
                (log.path, "\(log.path) is given twice"), (link.path, "is the same file as \(log.path)"),
                (hard.path, "is the same file as \(log.path)"), (again, "is the same file as \(log.path)"),
            ] {
                for option in [[], ["--merge"], ["--partial"], ["--explain"]] {
                    let outcome = try Executable.run(["apen", log.path, other] + option)
                    #expect(outcome.status == 64 && outcome.output.isEmpty, "\(other) \(option): \(outcome.errors)")
                    #expect(outcome.errors.contains("\(words); give each file once"), "\(outcome.errors)")
                }
            }
            let input = try Executable.run(["apen", "-", "-"], input: Data("[[1,2]]".utf8))
            #expect(input.status == 64 && input.errors.contains("standard input is given twice"), "\(input.errors)")
            let patterns = folder.appending(path: "p").path
            let part = try Executable.run(["apen", log.path, "--partial", "--patterns", patterns])
            let twice = ["apen", "-", "--merge", "--patterns", patterns, "--patterns", patterns]
            let merged = try Executable.run(twice, input: Data(part.output.utf8))
            #expect(merged.status == 64 && merged.errors.contains("\(patterns) is given twice"), "\(merged.errors)")
        }
    }

    /// Copies are other files, and may be other data.
    @Test("equal files and two pipes are read")
    func equalFiles() throws {
        try withTemporaryFolder { folder in
            let (a, b) = (folder.appending(path: "a.csv").path, folder.appending(path: "b.csv").path)
            for path in [a, b] { try Data("user,item\n1,7\n1,8\n".utf8).write(to: URL(filePath: path)) }
            #expect(try Executable.run(["apen", a, b]).status == 0)
            let shell = try ChildProcess(
                "/bin/bash",
                ["-c", "'\(try Executable.url().path)' apen <(cat '\(a)') <(cat '\(b)') --json"]
            ).finish()
            #expect(shell.status == 0 && JSONReply(Array(shell.output.utf8)).number("tokens") == 4, "\(shell.errors)")
        }
    }

    private static func summary(_ log: String) throws -> String {
        let outcome = try Executable.run(["apen", "-", "--partial"], input: Data(log.utf8))
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    @Test("an equal summary is warned of with both places, and counted")
    func equalSummaries() throws {
        let (first, other) = (try Self.summary("[[1,2,1,2,3],[4,4]]"), try Self.summary("[[1,2,1,2,3],[4,5]]"))
        let input = Data([first, other, first, first].joined().utf8)
        let json = try Executable.run(["apen", "-", "--merge", "--json"], input: input)
        let answer = JSONReply(Array(json.output.utf8))
        #expect(json.status == 0 && answer.number("users") == 8, "\(json.errors)")
        for output in [
            json.output, try Executable.run(["apen", "-", "--merge"], input: input).output,
            try Executable.run(["apen", "-", "--merge", "--partial"], input: input).errors,
        ] {
            #expect(output.contains("repeatedSummaries"), "\(output)")
            #expect(output.contains("-, line 3 is equal to -, line 1; -, line 4 is equal to -, line 1"), "\(output)")
        }
        let whole = try Executable.run(["apen", "-", "--merge", "--partial"], input: input)
        #expect(whole.status == 0 && whole.output.count { $0 == "\n" } == 1)
        let different = try Executable.run(["apen", "-", "--merge"], input: Data((first + other).utf8))
        #expect(!(different.output + different.errors).contains("repeatedSummaries"), "\(different.output)")
    }
}
