import Foundation
import LawService
import TestSupport
import Testing

@testable import performance_law

@Suite("Command line")
struct CommandTests {
    private static let edits = Fixtures.root.appending(path: "examples/wikipedia-edits.json").path

    @Test("apen prints a table for people, and exactly the HTTP body with --json")
    func apen() throws {
        let table = try Executable.run(["apen", Self.edits])
        #expect(table.status == 0)
        #expect(table.errors.isEmpty)
        #expect(table.output.contains("157,474"))
        #expect(table.output.contains("961,746"))
        let json = JSONReply(Array(try Executable.run(["apen", Self.edits, "--json"]).output.utf8))
        #expect(abs(try #require(json.number("apEn")) - 0.16373767653234528) <= 1e-12)
    }

    @Test("apen reads standard input and several files as one dataset")
    func inputs() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let files = ["a.txt", "b.txt"].map { folder.appending(path: $0) }
        // Neither ends with a line feed.
        try Data("1 7\n1 8\n1 7".utf8).write(to: files[0])
        try Data("2 7\n2 7\n2 9".utf8).write(to: files[1])
        let two = try Executable.run(["apen"] + files.map(\.path) + ["--json"])
        let input = Data("1 7\n1 8\n1 7\n2 7\n2 7\n2 9\n".utf8)
        let one = try Executable.run(["apen", "-", "--format", "sasrec", "--json"], input: input)
        #expect(one.status == 0, "\(one.errors)")
        // Several files have a member `files` in place of `read`.
        let (single, several) = (JSONReply(Array(one.output.utf8)), JSONReply(Array(two.output.utf8)))
        for key in ["dataset", "apEn", "tokens", "pooled.apEn"] {
            #expect(single[key].map { "\($0)" } == several[key].map { "\($0)" }, "\(key)")
        }
        #expect(single.string("read.format") == "sasrec")
        #expect(several.count("files") == 2)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("apen explains the results in a sentence, and compares the lengths of a list")
    func interpretation() throws {
        let edits = try Executable.run(["apen", Self.edits]).output
        #expect(edits.contains("Dominated by short sequences: 4,269 of 8,227 users"), "\(edits)")
        let lengths = try Executable.run(["apen", Self.edits, "--max-length", "25,all", "--m", "1,2"]).output
        #expect(lengths.contains("last items"))
        #expect(lengths.split(separator: "\n").count { $0.contains("ds_") } == 4)
        let once = try Executable.run(["apen", "-"], input: Data("[[1,2,3,4],[5,6,7,8]]".utf8)).output
        #expect(once.contains("Lengths only"), "\(once)")
        let constant = try Executable.run(["apen", "-"], input: Data("[[1,1,1,1],[2,2,2,2]]".utf8)).output
        #expect(constant.contains("No surprise at all"), "\(constant)")
    }

    @Test("an interrupt ends apen at once and leaves no temporary file")
    func interrupt() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = try Executable.url()
        process.arguments = ["apen", "-", "--format", "csv", "--memory", "8MiB"]
        process.environment = ["TMPDIR": folder.path]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = Pipe()
        process.standardError = Pipe()
        try process.run()
        // Interactions of recurring users are kept in a temporary file. The write ends only when the command has read it.
        let lines = (0..<1_000_000).map { "\($0 % 1_000),\($0 % 7)\n" }.joined()
        try input.fileHandleForWriting.write(contentsOf: Data("user,item\n\(lines)".utf8))
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == SIGINT)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("progress shows bytes, tokens, rate and the time left")
    func progress() {
        let half = ProgressLine.text(bytes: 200_000_000, of: 400_000_000, tokens: 30_000_000, after: .seconds(2))
        #expect(half == "50 %  200 of 400 MB  30.0 M tokens  15.0 M tokens/s  2 s left")
        let unknown = ProgressLine.text(bytes: 2_000_000, of: nil, tokens: 0, after: .zero)
        #expect(unknown == "2 MB  0 tokens  0 tokens/s")
        let small = ProgressLine.text(bytes: 300, of: 300, tokens: 12, after: .seconds(2))
        #expect(small == "100 %  300 of 300 bytes  12 tokens  6 tokens/s")
        let medium = ProgressLine.text(bytes: 24_000, of: 48_000, tokens: 3_000, after: .seconds(2))
        #expect(medium == "50 %  24 of 48 kB  3.0 k tokens  1.5 k tokens/s  2 s left")
        let grown = ProgressLine.text(bytes: 5, of: 4, tokens: 1, after: .seconds(1))
        #expect(grown.hasPrefix("100 %"))
    }

    @Test("several tables have a header each, and a fault names its file")
    func severalTables() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let files = ["a.csv", "b.csv", "c.csv"].map { folder.appending(path: $0) }
        try Data("user,item\n1,7\n1,8\n".utf8).write(to: files[0])
        try Data("item,user\n7,1\n9,2\n9,2\n".utf8).write(to: files[1])
        try Data("user,item\n3,1\n3,\n".utf8).write(to: files[2])
        let two = JSONReply(Array(try Executable.run(["apen"] + files[..<2].map(\.path) + ["--json"]).output.utf8))
        #expect(two.number("users") == 2)
        #expect(two.number("tokens") == 5)
        #expect(two.number("items") == 3)
        let three = try Executable.run(["apen"] + files.map(\.path))
        #expect(three.status == 65)
        #expect(three.errors.contains("c.csv, line 3, column 3"), "\(three.errors)")
    }

    /// Writes files, runs `apen --json` on them, and removes them.
    private func measure(_ files: [(name: String, text: String)]) throws -> Executable.Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let paths = try files.map { file in
            let path = folder.appending(path: file.name)
            try Data(file.text.utf8).write(to: path)
            return path.path
        }
        return try Executable.run(["apen"] + paths + ["--json"])
    }

    @Test("files of several formats are the dataset that one file with all rows is")
    func severalFormats() throws {
        let several = try measure([
            ("a.csv", "user,item,timestamp\n1,7,1577836800\n1,9,1577836803\n"),
            ("b.jsonl", "{\"user\":1,\"item\":8,\"timestamp\":1577836801000}\n"),
            ("c.inter", "user_id:token\titem_id:token\ttimestamp:float\n1\t7\t1577836802\n2\t7\t1577836802\n"),
            ("d.json", "{\"interactions\":[{\"user\":2,\"item\":8,\"date\":\"2020-01-01 00:00:00\"}]}"),
        ])
        #expect(several.status == 0, "\(several.errors)")
        let one = try measure([
            (
                "all.csv",
                "user,item,timestamp\n1,7,1577836800\n1,8,1577836801\n1,7,1577836802\n1,9,1577836803\n"
                    + "2,8,1577836800\n2,7,1577836802\n"
            )
        ])
        #expect(one.status == 0, "\(one.errors)")
        let (left, right) = (JSONReply(Array(several.output.utf8)), JSONReply(Array(one.output.utf8)))
        for key in ["dataset", "users", "tokens", "items", "apEn", "pooled.apEn"] {
            #expect(left[key].map { "\($0)" } == right[key].map { "\($0)" }, "\(key)")
        }
        #expect(left.number("tokens") == 6)
        #expect((0..<4).map { left.string("files.\($0).format") } == ["csv", "ndjson", "recbole", "json"])
    }

    @Test(
        "a file without rows among several is a fault that names it, wherever it comes",
        arguments: ["", "\n\n", "user,item\n", "[]", "{\"sequences\":[]}"],
        [0, 1, 2]
    )
    func emptyFile(_ text: String, _ place: Int) throws {
        var files = [(name: "a.csv", text: "user,item\n1,7\n1,8\n"), (name: "b.csv", text: "user,item\n2,7\n")]
        files.insert((name: "empty.csv", text: text), at: place)
        let outcome = try measure(files)
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(outcome.errors.contains("empty.csv"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("a.csv") && !outcome.errors.contains("b.csv"), "\(outcome.errors)")
    }

    @Test("the number of threads does not change the answer", arguments: ["1", "3", "8"])
    func jobs(_ jobs: String) throws {
        let one = try Executable.run(["apen", Self.edits, "--json"])
        #expect(try Executable.run(["apen", Self.edits, "--json", "--jobs", jobs]).output == one.output)
    }

    @Test("explain shows the columns of a table with their roles, or the option that answers a question")
    func explain() throws {
        let log = Data("a,userId,item_id,timestamp\nx,1,7,100\ny,1,8,200\n".utf8)
        let shown = try Executable.run(["apen", "-", "--explain"], input: log)
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(
            shown.output.contains(
                "a log of interactions: csv, charset utf-8, delimiter comma, header present, ordered by time"
            )
        )
        #expect(shown.output.contains("2       userId     user  1 | 1"), "\(shown.output)")
        #expect(shown.output.contains("ignored: a"))
        let twins = Data("n_layers,num_layers,dim,HR@10\n2,3,32,0.2\n4,6,32,0.3\n".utf8)
        let asked = try Executable.run(["fit", "-", "--explain"], input: twins).output
        #expect(asked.contains("add  --columns layers:n_layers"), "\(asked)")
        let chosen = try Executable.run(["fit", "-", "--explain", "--columns", "layers:n_layers"], input: twins).output
        #expect(!chosen.contains("question"), "\(chosen)")
        let json = try Executable.run(["fit", "-", "--explain", "--json"], input: twins).output
        #expect(JSONReply(Array(json.utf8)).string("questions.0.parameter") == "columns")
        let hostile = Data("user_id,item_id,t\u{1B}[2J\n1,\u{7}7,\u{1B}[31m\n1,8,x\n".utf8)
        let safe = try Executable.run(["apen", "-", "--explain"], input: hostile)
        #expect(!(safe.output + safe.errors).contains { ["\u{1B}", "\u{7}"].contains($0) }, "\(safe.output)")
        let foreign = try Executable.run(["apen", "-", "--explain"], input: Data("BZh91AY&SY".utf8))
        #expect(foreign.status == 65)
        #expect(foreign.errors.contains("bzip2 -dc"), "\(foreign.errors)")
    }

    static let failures: [(arguments: [String], input: String, status: Int32, message: String)] = [
        (["nothing"], "", 64, "nothing"),
        (["apen"], "", 64, "files"),
        (["apen", "/nowhere/at-all.json"], "", 74, "at-all.json"),
        (["apen", "/"], "", 74, "folder"),
        (["apen", "-", "--format", "json"], "[[1,null]]", 65, "/0/1"),
        (["apen", "-", "--format", "json"], "[[1,2", 65, "line 1"),
        (["apen", "-", "--format", "json", "--m", "0"], "[[1]]", 64, "--m"),
        (["apen", "-", "--format", "json", "--max-length", "x"], "[[1]]", 64, "--max-length"),
        (["apen", "-", "--format", "jso"], "[[1]]", 64, "json"),
        (["apen", "-", "--jobs", "0"], "[[1]]", 64, "--jobs"),
        (["fit", "-", "--store", "memory:"], "layers,dim,HR@10\n4,25,2\n", 65, "line 2, column 6"),
        (["fit", "-", "--store", "memory:"], "layers,dim,HR@10\n4,25,0.2\n", 65, "vary `layers`"),
        (["fit", "-", "--store", "memory:", "--level", "7"], "layers,dim,HR@10\n4,25,0.2\n", 64, "--level"),
        (["fit", "-", "--store", "mysql://x"], "", 64, "mysql"),
        (["fit", "-", "--store", "sqlite:///proc/nothing/store.sqlite"], "layers,dim,HR@10\n4,25,0.2\n", 69, "store"),
        (["predict", "--layers", "4", "--store", "memory:"], "", 64, "--dim"),
        (["predict", "--layers", "0", "--dim", "4", "--store", "memory:"], "", 64, "--layers"),
        (["predict", "--layers", "4", "--dim", "4", "--store", "memory:"], "", 65, "no law"),
        (["optimal", "--store", "memory:"], "", 65, "no law"),
        (["serve", "--port", "99999"], "", 64, "port"),
        (["serve", "--idle-timeout", "nan"], "", 64, "idle-timeout"), (["serve", "--memory", "1"], "", 64, "16 MiB"),
        (
            ["serve", "--host", "no.such.host.invalid", "--allow-anonymous", "--store", "memory:"], "", 74,
            "no.such.host"
        ),
    ]

    @Test("a failure has its exit status and names its place", arguments: failures)
    func failure(_ row: (arguments: [String], input: String, status: Int32, message: String)) throws {
        let outcome = try Executable.run(row.arguments, input: Data(row.input.utf8))
        #expect(outcome.status == row.status, "\(outcome.errors)")
        #expect(outcome.errors.contains(row.message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test("an option comes from the environment unless it is given")
    func environment() throws {
        let input = Data("[[1,2,1,2,3]]".utf8)
        let environment = ["PERFORMANCE_LAW_M": "1", "PERFORMANCE_LAW_FORMAT": "json", "PERFORMANCE_LAW_JSON": "1"]
        let from = try Executable.run(["apen", "-"], environment: environment, input: input)
        #expect(from.output.contains(#""m":1"#), "\(from.errors)")
        let given = try Executable.run(["apen", "-", "--m", "2"], environment: environment, input: input)
        #expect(given.output.contains(#""m":2"#))
        let wrong = try Executable.run(
            ["apen", "-"],
            environment: environment.merging(["PERFORMANCE_LAW_M": "x"]) { $1 }
        )
        #expect(wrong.status == 64)
        let flag = try Executable.run(["apen", "-"], environment: ["PERFORMANCE_LAW_JSON": "maybe"], input: input)
        #expect(flag.status == 64)
        #expect(flag.errors.contains("PERFORMANCE_LAW_JSON"), "\(flag.errors)")
    }

    @Test(
        "every option of a command can come from the environment",
        arguments: EnvironmentArguments.options.keys.sorted()
    )
    func everyOption(_ command: String) throws {
        let help = try Executable.run(command.split(separator: " ").map(String.init) + ["--help"]).output
        let options = Set(help.matches(of: /--([a-z][a-z-]*)/).map { String($0.1) }).subtracting(["help", "version"])
        let known = (EnvironmentArguments.options[command] ?? []) + (EnvironmentArguments.flags[command] ?? [])
        #expect(options == Set(known))
    }

    @Test("messages contain the names of options")
    func optionNames() throws {
        #expect(OptionNames.option(for: "maxTrainingFlops") == "--max-training-flops")
        let message = "`short=zero` counts them; `replaceName=true` moves the name; `layers` and `name=b c` vary"
        let rewritten = "`--short zero` counts them; `--replace-name` moves the name; `layers` and `--name 'b c'` vary"
        #expect(OptionNames.rewrite(message) == rewritten)
        // A law or a column may have such a name.
        #expect(OptionNames.rewrite("there is no law `lr=3`") == "there is no law `lr=3`")
        let table = try Executable.run(["apen", Self.edits]).output
        #expect(table.contains("`--short exclude`"))
    }

    @Test(
        "a suggested value is one word of a shell",
        arguments: [
            ("user:1,item:2,time:date+hourmin", "user:1,item:2,time:date+hourmin"),
            ("dd/MM/yyyy HH:mm", "'dd/MM/yyyy HH:mm'"), (#"user:"a,b""#, #"'user:"a,b"'"#),
            ("user:it's", #"'user:it'\''s'"#), ("item:$(id)", "'item:$(id)'"), ("a;b|c&d", "'a;b|c&d'"),
            ("user:Käufer", "'user:Käufer'"), ("*", "'*'"), ("~", "'~'"), ("", "''"), ("HR@10%", "HR@10%"),
        ]
    )
    func shellWords(_ value: String, _ word: String) throws {
        #expect(OptionNames.word(value) == word)
        // A shell must read the same value back.
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "printf %s \(word)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(output == value)
    }

    @Test("the help of each command is the agreed text", arguments: EnvironmentArguments.options.keys.sorted() + [""])
    func help(_ command: String) throws {
        let name = command.isEmpty ? "performance-law" : command
        let file = name.replacing(" ", with: "-")
        let golden = Fixtures.root.appending(path: "Tests/CommandTests/Help/\(file).txt")
        let arguments = command.split(separator: " ").map(String.init) + ["--help"]
        let help = try Executable.run(arguments, environment: ["COLUMNS": "100"])
        #expect(help.output == (try String(contentsOf: golden, encoding: .utf8)))
    }

    @Test("a variable becomes an argument if the command has the option and the arguments do not contain it")
    func completed() throws {
        let environment = [
            "PERFORMANCE_LAW_MAX_BODY": "7", "PERFORMANCE_LAW_PORT": "1", "PERFORMANCE_LAW_ALLOW_ANONYMOUS": "true",
            "PERFORMANCE_LAW_LAYERS": "3", "HOME": "/", "PERFORMANCE_LAW_ALLOWED_HOST": "a,b",
        ]
        let serve = try EnvironmentArguments.completed(["serve", "--port=2"], from: environment)
        #expect(serve == ["serve", "--port=2", "--max-body=7", "--allowed-host=a,b", "--allow-anonymous"])
        #expect(try EnvironmentArguments.completed(["--help"], from: environment) == ["--help"])
        let files = try EnvironmentArguments.completed(["apen", "--", "--m"], from: ["PERFORMANCE_LAW_M": "3"])
        #expect(files == ["apen", "--m=3", "--", "--m"])
    }
}
