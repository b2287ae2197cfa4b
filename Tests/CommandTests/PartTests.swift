import Foundation
import TestSupport
import Testing

@testable import performance_law

@Suite("apen in parts")
struct PartTests {
    /// Wikipedia edits, a user in each line, in two files by users.
    private static func withParts(_ body: (_ files: [String], _ whole: String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let users = (0..<300).map { user in
            "[" + (0...user % 17).map { "\(($0 * $0 + user) % (3 + user % 5))" }.joined(separator: ",") + "]\n"
        }
        var files: [String] = []
        for (name, part) in [("a", users[..<100]), ("b", users[100...]), ("whole", users[...])] {
            let file = folder.appending(path: "\(name).ndjson")
            try Data(part.joined().utf8).write(to: file)
            files.append(file.path)
        }
        try body(Array(files[..<2]), files[2])
    }

    private static func summary(_ file: String) throws -> String {
        let outcome = try Executable.run(["apen", file, "--partial"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    /// A table without the paragraph about the reading, which summaries do not know.
    private static func withoutReading(_ table: String) -> String {
        table.components(separatedBy: "\n\n").filter { !$0.hasPrefix("read: ") }.joined(separator: "\n\n")
    }

    @Test("summaries of parts, merged in any order, are the answer of the whole")
    func merges() throws {
        try Self.withParts { files, whole in
            let parts = try files.map(Self.summary)
            #expect(parts.allSatisfy { $0.hasSuffix("}\n") && $0.count { $0 == "\n" } == 1 })
            let expected = try Executable.run(["apen", whole, "--measures", "lempelZiv,shannon"])
            for order in [parts, parts.reversed()] {
                let input = Data(order.joined().utf8)
                let merged = try Executable.run(["apen", "-", "--merge"], input: input)
                #expect(merged.status == 0, "\(merged.errors)")
                #expect(merged.output == Self.withoutReading(expected.output))
                let one = try Executable.run(["apen", "-", "--merge", "--partial"], input: input)
                #expect(one.output == (try Self.summary(whole)))
            }
        }
    }

    @Test("files of patterns give the pooled measure of the whole")
    func patterns() throws {
        try Self.withParts { files, whole in
            var summaries = ""
            var options: [String] = []
            for file in files {
                let outcome = try Executable.run(["apen", file, "--partial", "--patterns", file + ".patterns"])
                #expect(outcome.status == 0, "\(outcome.errors)")
                summaries += outcome.output
                options += ["--patterns", file + ".patterns"]
            }
            let input = Data(summaries.utf8)
            let merged = try Executable.run(["apen", "-", "--merge"] + options, input: input)
            let measures = "pooled,lempelZiv,shannon"
            let expected = try Executable.run(["apen", whole, "--measures", measures]).output
            #expect(merged.output == Self.withoutReading(expected))
            let one = try Executable.run(["apen", "-", "--merge", "--partial"] + options, input: input)
            let again = try Executable.run(["apen", "-", "--merge"], input: Data(one.output.utf8))
            #expect(again.output == merged.output)
            let incomplete = try Executable.run(["apen", "-", "--merge"] + options.prefix(2), input: input)
            #expect(incomplete.status == 65, "\(incomplete.errors)")
            #expect(incomplete.errors.contains("--patterns"), "\(incomplete.errors)")
        }
    }

    static let refusals: [(arguments: [String], input: String, status: Int32, message: String)] = [
        (["apen", "-", "--merge"], "", 65, "no summary"), (["apen", "-", "--merge"], "{}\n", 65, "line 1"),
        (["apen", "-", "--merge"], "[[1,2]]", 65, "JSON object"),
        (["apen", "-", "--partial", "--measures", "pooled"], "[[1]]", 64, "pooled"),
        (["apen", "-", "--partial", "--measures", "compression"], "[[1]]", 64, "--measures: compression"),
        (["apen", "-", "--partial", "--measures", "compression:all"], "[[1]]", 64, "--measures: compression:all"),
        (["apen", "-", "--partial", "--measures", "shannon, pooled"], "[[1]]", 64, "--measures: pooled"),
        (["apen", "-", "--partial", "--m", "1,2"], "[[1]]", 64, "--m"),
        (["apen", "-", "--partial"], #"{"m":[1,2],"sequences":[[1]]}"#, 65, "/m: a summary has one value"),
        (["apen", "-", "--partial"], #"{"maxLength":[1,null],"sequences":[[1]]}"#, 65, "/maxLength"),
        (["apen", "-", "--partial", "--max-length", "5,all"], "[[1]]", 64, "--max-length"),
        (["apen", "-", "--partial"], "[]", 65, "nothing to measure"),
        (["apen", "-", "--patterns", "/dev/null"], "[[1]]", 64, "--partial or --merge"),
        (["apen", "-", "--partial", "--patterns", "a", "--patterns", "b"], "[[1]]", 64, "one file"),
        (["apen", "-", "--partial", "--patterns", "/nowhere/a"], "[[1]]", 74, "/nowhere/a"),
        (["apen", "-", "--partial", "--r", "1", "--patterns", "/dev/null"], "[[1]]", 65, "r = 0"),
        (["apen", "-", "--merge", "--server", "http://127.0.0.1:1"], "", 64, "--merge"),
    ]

    @Test("options that only a measurement has are refused for a fold, and their variables have no effect")
    func measuringOptions() throws {
        let summary = Data(try Executable.run(["apen", "-", "--partial"], input: Data("[[1,2,1,2]]".utf8)).output.utf8)
        let values = [
            "m": "3", "r": "1", "max-length": "2", "short": "zero", "measures": "none", "format": "csv",
            "delimiter": "tab",
            "header": "present", "columns": "user:1", "time-format": "unix", "charset": "latin1", "padding": "0",
            "on-error": "skip",
        ]
        let plain = try Executable.run(["apen", "-", "--merge"], input: summary)
        #expect(plain.status == 0, "\(plain.errors)")
        for (name, value) in values {
            for further in [[], ["--partial"]] {
                let outcome = try Executable.run(
                    ["apen", "-", "--merge", "--\(name)", value] + further,
                    input: summary
                )
                #expect(outcome.status == 64 && outcome.output.isEmpty, "\(name): \(outcome.errors)")
                #expect(outcome.errors.contains("--\(name): has no meaning with --merge"), "\(outcome.errors)")
            }
            let variable = EnvironmentArguments.variable(name)
            let from = try Executable.run(["apen", "-", "--merge"], environment: [variable: value], input: summary)
            #expect(from.output == plain.output, "\(name): \(from.errors)")
        }
        // What one command has in common with the fold is not among them.
        let known = Set(EnvironmentArguments.options["apen"] ?? [])
        #expect(
            known.subtracting(values.keys) == ["memory", "jobs", "name", "patterns", "server", "token-file", "timeout"]
        )
        for flag in ["--explain", "--replace-name"] {
            #expect(try Executable.run(["apen", "-", "--merge", flag], input: summary).status == 64)
        }
        let two = try Executable.run(["apen", "-", "--merge", "--m", "3", "--r", "1"], input: summary)
        #expect(two.errors.contains("--m, --r: have no meaning"), "\(two.errors)")
    }

    @Test(
        "a refused option leaves the file of patterns as it was",
        arguments: [["--measures", "pooled"], ["--m", "x"]]
    )
    func keepsPatterns(options: [String]) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("patterns-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("kept".utf8).write(to: file)
        let arguments = ["apen", "-", "--partial", "--patterns", file.path] + options
        #expect(try Executable.run(arguments, input: Data("[[1]]".utf8)).status == 64)
        #expect(try Data(contentsOf: file) == Data("kept".utf8))
    }

    @Test("what cannot be summarised or merged is refused", arguments: refusals)
    func refuses(_ row: (arguments: [String], input: String, status: Int32, message: String)) throws {
        let outcome = try Executable.run(row.arguments, input: Data(row.input.utf8))
        #expect(outcome.status == row.status, "\(outcome.errors)")
        #expect(outcome.errors.contains(row.message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }
}
