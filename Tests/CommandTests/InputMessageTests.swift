import Foundation
import TestSupport
import Testing

/// What the commands say about an input that they cannot use.
@Suite("Messages about an input")
struct InputMessageTests {
    @Test("a summary that is measured as a log is named, with the commands for it")
    func summary() throws {
        let summary = try Executable.run(["apen", "-", "--partial"], input: Data("[[1,2,1],[2]]".utf8)).output
        for input in [summary, summary + summary] {
            let outcome = try Executable.run(["apen", "-"], input: Data(input.utf8))
            #expect(outcome.status == 65, "\(outcome.errors)")
            #expect(outcome.errors.contains("`performance-law apen --merge`"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("unknown key") && outcome.errors.count < 300, "\(outcome.errors)")
        }
    }

    @Test("a table among summaries is a fault with one place")
    func noSummary() throws {
        let outcome = try Executable.run(["apen", "-", "--merge"], input: Data("\nuser,item\n1,2\n".utf8))
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(outcome.errors.contains("-, line 2, column 1: "), "\(outcome.errors)")
        #expect(!outcome.errors.contains("line 1") && outcome.errors.contains("no summary"), "\(outcome.errors)")
    }

    @Test("memory of the own process has the own option as its remedy, and the units of bytes are named")
    func memory() throws {
        let little = try Executable.run(["apen", "-", "--memory", "64KiB"], input: Data("[[1,2,1]]".utf8))
        #expect(little.status == 65 && little.errors.contains("raise --memory"), "\(little.errors)")
        #expect(!little.errors.contains("operator") && !little.errors.contains("all requests"), "\(little.errors)")
        let units = try Executable.run(["apen", "-", "--memory", "100MB"], input: Data("[[1,2,1]]".utf8))
        #expect(units.status == 64 && units.errors.contains("KiB, MiB and GiB"), "\(units.errors)")
    }
}
