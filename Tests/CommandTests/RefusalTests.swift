import Foundation
import TestSupport
import Testing

@Suite("Refusals on the command line")
struct RefusalTests {
    /// Runs `body` with an empty folder, and removes it.
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// A law over three D′ in a store of its own, whose location is the argument of `body`.
    private func withLaw(_ body: (String) throws -> Void) throws {
        try inFolder { folder in
            let store = "sqlite:\(folder.path)/laws.sqlite"
            var rows = "layers,dim,dPrime,HR@10\n"
            for (data, dPrime) in [1e6, 4e6, 1.6e7].enumerated() {
                for (depth, layers) in [2, 4, 8].enumerated() {
                    for (width, dim) in [16, 32, 64].enumerated() {
                        rows +=
                            "\(layers),\(dim),\(dPrime),0.\(200 + 7 * data + 5 * depth - depth * depth + 3 * width)\n"
                    }
                }
            }
            let arguments = ["fit", "-", "--name", "multi", "--form", "scaling-law", "--store", store]
            let fit = try Executable.run(arguments, input: Data(rows.utf8))
            #expect(fit.status == 0, "\(fit.errors)")
            try body(store)
        }
    }

    static let questions: [(arguments: [String], status: Int32, messages: [String])] = [
        (
            ["predict", "--law", "multi", "--layers", "4", "--dim", "32"], 64,
            [
                "this law spans D′ from 1000000.0 to 16000000.0; select the data with `--d-prime` or `--dataset`",
                "\n  --d-prime: is missing",
            ]
        ),
        (
            ["predict", "--law", "multi", "--layers", "4", "--dim", "32", "--d-prime", "4e6", "--metric", "x"], 64,
            ["--metric: unknown metric `x`; known: `HR@10`"]
        ),
        (
            ["predict", "--law", "nope", "--layers", "4", "--dim", "32"], 65,
            ["there is no law `nope`; `performance-law laws` lists them", "--law: names no stored law"]
        ),
        (
            ["predict", "--law", "multi", "--layers", "4", "--dim", "32", "--dataset", "d"], 65,
            ["--dataset: there is no dataset `d`", "`performance-law datasets` lists them"]
        ),
        (
            ["predict", "--layers", "4", "--dim", "32", "--dataset", "d", "--d-prime", "4"], 64,
            ["--dataset: cannot be combined with `--d-prime`"]
        ),
        (["optimal", "--layers", "x"], 64, ["--layers: must be a range"]),
        (["optimal", "--layers", "4..1"], 64, ["--layers: must be a range that begins with its smaller end"]),
        (["optimal", "--layers", "4..1", "--dim", "x"], 64, ["2 faults in the input; each is listed here\n  --"]),
        (
            ["optimal", "--law", "multi", "--d-prime", "4e6", "--max-training-flops", "1e9"], 64,
            ["--tokens: is required with `--max-training-flops`"]
        ),
        (
            ["surface", "--layers", "1..1000", "--dim", "1..1000"], 64,
            ["--layers: has more than 10000 points together with `--dim`"]
        ),
        (["compare", "multi"], 64, ["<laws>: must name at least two laws, such as `a b c`"]),
        (["compare", "multi", "multi"], 64, ["<laws>: names a law twice"]),
        (
            ["compare", "multi", "nope"], 65,
            ["there is no law `nope`; `performance-law laws` lists them", "<laws>: `nope` names no stored law"]
        ),
        (["laws", "show", "nope"], 65, ["there is no law `nope`; `performance-law laws` lists them"]),
        (["laws", "show", "GET /laws"], 65, ["there is no law `GET /laws`; `performance-law laws` lists them"]),
        (["datasets", "show", "nope"], 65, ["there is no dataset `nope`; `performance-law datasets` lists them"]),
    ]

    @Test("a refusal explains itself in the words of the command line, and wrong arguments have the status 64")
    func questions() throws {
        try withLaw { store in
            for question in Self.questions {
                let outcome = try Executable.run(question.arguments + ["--store", store])
                #expect(outcome.status == question.status, "\(question.arguments): \(outcome.errors)")
                for message in question.messages { #expect(outcome.errors.contains(message), "\(outcome.errors)") }
                let own = outcome.errors.replacing("`GET /laws`;", with: "")
                #expect(!["GET ", "POST ", "?", "dPrime"].contains { own.contains($0) }, "\(outcome.errors)")
            }
        }
    }

    @Test("an empty store recommends a command")
    func emptyStore() throws {
        let outcome = try Executable.run(["optimal", "--store", "memory:"])
        #expect(
            outcome.errors.contains("no law is stored yet; `performance-law fit FILE` fits one"),
            "\(outcome.errors)"
        )
    }

    @Test("the place of a syntax error comes before its explanation, once")
    func syntax() throws {
        let outcome = try Executable.run(["apen", "-", "--format", "json"], input: Data("[[1,2".utf8))
        #expect(outcome.errors.hasPrefix("performance-law: line 1, column 6: "), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test("a parameter in a file and as an option is no matter of a query")
    func repeatedParameter() throws {
        let input = Data(#"{"m":2,"sequences":[[1,2,1,2]]}"#.utf8)
        let outcome = try Executable.run(["apen", "-", "--m", "1"], input: input)
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("is also given on the command line"), "\(outcome.errors)")
    }

    static let readers = [
        ["laws"], ["laws", "show", "a"], ["laws", "delete", "a"], ["datasets"],
        ["predict", "--layers", "4", "--dim", "4"],
        ["optimal"], ["surface", "--layers", "4", "--dim", "4"], ["suggest"], ["compare", "a", "b"],
        ["plot", "--out", "-"], ["export"], ["backup", "/nowhere/copy.sqlite"],
    ]

    @Test("only a command that stores something creates a store", arguments: readers)
    func missingStore(_ arguments: [String]) throws {
        try inFolder { folder in
            let path = folder.appending(path: "typo/s.sqlite").path
            let named = try Executable.run(arguments + ["--store", "sqlite:\(path)"])
            #expect(named.status == 69)
            #expect(named.errors.contains("there is no store at \(path)"), "\(named.errors)")
            #expect(named.output.isEmpty)
            // Nothing has been stored in the usual place yet, which is no mistake.
            let usual = try Executable.run(arguments, environment: ["XDG_DATA_HOME": folder.path])
            if arguments == ["laws"] { #expect(usual.output == "no laws are stored\n", "\(usual.errors)") }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test("an empty file is no store, and stays empty", arguments: readers)
    func emptyStore(_ arguments: [String]) throws {
        try inFolder { folder in
            let path = folder.appending(path: "s.sqlite").path
            try Data().write(to: URL(filePath: path))
            let outcome = try Executable.run(arguments + ["--store", "sqlite:\(path)"])
            #expect(outcome.status == 69)
            #expect(outcome.errors.contains("the file is empty"), "\(outcome.errors)")
            #expect(try Data(contentsOf: URL(filePath: path)).isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["s.sqlite"])
        }
    }

    @Test("a host name that nobody can have ends the start", arguments: ["a b", "", " ", ","])
    func allowedHost(_ name: String) throws {
        let outcome = try Executable.run(["serve", "--port", "0", "--store", "memory:", "--allowed-host", name])
        #expect(outcome.status == 64 && outcome.errors.contains("--allowed-host: must be a name"), "\(outcome.errors)")
    }

    @Test("a command whose input is missing or compressed makes no store", arguments: ["fit", "import"])
    func missingInput(_ command: String) throws {
        try inFolder { folder in
            let store = ["--store", "sqlite:\(folder.path)/s.sqlite"]
            let missing = try Executable.run([command, "\(folder.path)/typo"] + store)
            #expect(missing.status == 74 && missing.errors.contains("typo"), "\(missing.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
        guard command == "import" else { return }
        let packed = try Executable.run(["import", "-", "--store", "memory:"], input: Data([0x1F, 0x8B, 8, 0, 0]))
        #expect(packed.status == 65 && packed.errors.contains("`gzip -dc` first"), "\(packed.errors)")
    }

    @Test("a file that is no store is named, with the remedy")
    func foreignFile() throws {
        try inFolder { folder in
            let path = folder.appending(path: "notes.txt").path
            try Data(String(repeating: "no database\n", count: 100).utf8).write(to: URL(filePath: path))
            let outcome = try Executable.run(["laws", "--store", "sqlite:\(path)"])
            #expect(
                outcome.status == 69 && outcome.errors.contains("look whether \(path) is a store"),
                "\(outcome.errors)"
            )
            let backup = try Executable.run(["backup", "-", "--store", "sqlite:\(path)"])
            #expect(
                backup.status == 64 && backup.errors.contains("`export` writes to standard output"),
                "\(backup.errors)"
            )
        }
    }

    @Test("a backup to a file that exists is status 74, and the file stays")
    func existingBackup() throws {
        try withLaw { store in
            let file = String(store.dropFirst("sqlite:".count)) + ".copy"
            try Data("kept".utf8).write(to: URL(filePath: file))
            let backup = try Executable.run(["backup", file, "--store", store])
            #expect(backup.status == 74 && backup.errors.contains("\(file) exists already"), "\(backup.errors)")
            #expect(try Data(contentsOf: URL(filePath: file)) == Data("kept".utf8))
        }
    }

    @Test("a backup that is interrupted leaves nothing behind", arguments: [SIGINT, SIGTERM])
    func interruptedBackup(_ signal: Int32) throws {
        try withLaw { store in
            let folder = URL(filePath: String(store.dropFirst("sqlite:".count))).deletingLastPathComponent().path
            // A file that VACUUM INTO fills slowly enough to be interrupted.
            let fill = """
                import sqlite3, sys
                db = sqlite3.connect(sys.argv[1])
                db.execute("CREATE TABLE filler (x)")
                db.executemany("INSERT INTO filler VALUES (randomblob(60000))", [()] * 4000)
                db.commit()
                """
            let file = String(store.dropFirst("sqlite:".count))
            try #require(ChildProcess.run("python3", ["-c", fill, file]))
            let before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            let backup = Process()
            backup.executableURL = try Executable.url()
            backup.arguments = ["backup", folder + "/copy.sqlite", "--store", store]
            backup.standardError = FileHandle.nullDevice
            try backup.run()
            while backup.isRunning,
                try !FileManager.default.contentsOfDirectory(atPath: folder).contains(where: {
                    $0.contains("unfinished")
                })
            { usleep(500) }
            kill(backup.processIdentifier, signal)
            backup.waitUntilExit()
            #expect(backup.terminationReason == .uncaughtSignal, "it must not have been faster than the signal")
            let after = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal")
            }
            #expect(after.sorted() == before.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") })
        }
    }

    @Test("arguments that are not UTF-8 are refused, so that no other file is written")
    func unreadableArguments() throws {
        try withLaw { store in
            let folder = URL(filePath: String(store.dropFirst("sqlite:".count))).deletingLastPathComponent().path
            let other = folder + "/p\u{FFFD}.svg"
            try Data("mine".utf8).write(to: URL(filePath: other))
            let executable = try Executable.url().path
            let outcome = try ChildProcess(
                "/bin/bash",
                [
                    "-c",
                    "'\(executable)' plot --out '\(folder)/p'$'\\xfe.svg' --law multi --d-prime 4e6 --store '\(store)'",
                ]
            ).finish()
            #expect(outcome.status == 64)
            #expect(
                outcome.errors.contains("argument 3") && outcome.errors.contains("is not UTF-8"),
                "\(outcome.errors)"
            )
            #expect(try Data(contentsOf: URL(filePath: other)) == Data("mine".utf8))
        }
    }

    @Test("a picture is written under a name of its format only", arguments: ["png", "PDF", "json"])
    func pictureName(_ kind: String) throws {
        try withLaw { store in
            let path = store.dropFirst("sqlite:".count) + ".\(kind)"
            let outcome = try Executable.run([
                "plot", "--out", String(path), "--law", "multi", "--d-prime", "4e6", "--store", store,
            ])
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("give FILE.svg"), "\(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: String(path)))
            let svg = try Executable.run([
                "plot", "--out", "\(path).svg", "--law", "multi", "--d-prime", "4e6", "--store", store,
            ])
            #expect(svg.status == 0, "\(svg.errors)")
            #expect(FileManager.default.fileExists(atPath: "\(path).svg"))
        }
    }

    @Test(
        "help of an unknown command is wrong usage",
        arguments: [["nosuch"], ["laws", "nosuch"], ["predict", "show"]]
    )
    func unknownHelp(_ words: [String]) throws {
        let outcome = try Executable.run(["help"] + words)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("there is no command `\(words[words.count - 1])`"), "\(outcome.errors)")
        for known in [[], ["laws"], ["laws", "show"], ["help"]] {
            #expect(try Executable.run(["help"] + known).status == 0)
        }
    }
}
