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

    static let hostile = "\u{1B}[31m\u{7}\u{9B}x"
    static let messages: [(arguments: [String], input: String)] = [
        (["laws", "show", hostile, "--store", "memory:"], ""),
        (["optimal", "--law", hostile, "--store", "memory:"], ""),
        (["laws", "--store", "sqlite:/nowhere/\(hostile)"], ""), (["laws", "--store", "\(hostile)://a"], ""),
        (["laws", "--server", "unix:/nowhere/\(hostile)"], ""), (["apen", "/nowhere/\(hostile)"], ""),
        (["plot", "--out", "/nowhere/\(hostile)/a.svg", "--store", "memory:"], ""), (["--\(hostile)"], ""),
        ([hostile], ""), (["predict", "--layers", "1", "--dim", "1", hostile], ""), (["help", hostile], ""),
        (
            ["import", "-", "--store", "memory:"],
            #"{"checksum":"","content":"{}","createdAt":1,"id":"\u001b[31m","kind":"law","modelVersion":1,"names":[],"version":1}"#
                + "\n"
        ),
        (["apen", "-", "--format", "csv"], "user,item\n1,\(hostile)\n1,\n"),
    ]

    @Test("no data reach the terminal with control characters", arguments: messages)
    func controlCharacters(_ row: (arguments: [String], input: String)) throws {
        let outcome = try Executable.run(row.arguments, input: Data(row.input.utf8))
        #expect(outcome.status != 0)
        let controls = (outcome.output + outcome.errors).unicodeScalars.filter {
            $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value))
        }
        #expect(controls.isEmpty, "\(controls.map(\.value)): \(outcome.errors)")
    }

    @Test("a problem of a service reaches the terminal without control characters")
    func problem() throws {
        let body = """
            {"type":"urn:performance-law:problem:bad-request","title":"t","status":400,"detail":"a\\u001b[31m",\
            "errors":[{"pointer":"\\u001b[32m","detail":"\\u001b[33m"},{"pointer":"/0","detail":"\\u009b"}]}
            """
        let service = try FakeService(
            response: "HTTP/1.1 400 Bad Request\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        let outcome = try Executable.run(["laws", "--server", service.url])
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(outcome.errors.contains("a\\x1B[31m\n  \\x1B[32m: \\x1B[33m\n  /0: \\x9B\n"), "\(outcome.errors)")
    }

    @Test("file names in the output are shown without control characters")
    func fileNames() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let files = ["a\u{1B}[31m", "b"].map { folder.appending(path: $0).path }
        for file in files { try Data("user,item\n1,2\n".utf8).write(to: URL(filePath: file)) }
        let outcome = try Executable.run(["apen", "--explain"] + files)
        #expect(outcome.status == 0 && outcome.output.contains(#"/a\x1B[31m:"#), "\(outcome.output)")
    }
}
