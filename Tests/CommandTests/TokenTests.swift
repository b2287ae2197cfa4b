import Foundation
import TestSupport
import Testing

@Suite("Token commands")
struct TokenTests {
    private static func withFile(_ text: String?, mode: mode_t = 0o600, _ body: (String) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { _ = try? FileManager.default.removeItem(at: url) }
        if let text {
            try Data(text.utf8).write(to: url)
            chmod(url.path, mode)
        }
        try body(url.path)
    }

    @Test("new prints the token on standard output and its line on standard error")
    func new() throws {
        let outcome = try Executable.run(["token", "new", "--name", "ci", "--scope", "read"])
        #expect(outcome.status == 0)
        #expect(outcome.output.wholeMatch(of: /plaw_[A-Za-z0-9_-]{43}\n/) != nil)
        #expect(outcome.errors.wholeMatch(of: /ci read sha256:[0-9a-f]{64}\n/) != nil, "\(outcome.errors)")
        #expect(try Executable.run(["token", "new", "--scope", "admin"]).status == 64)
        #expect(try Executable.run(["token", "new", "--name", "a b"]).status == 64)
    }

    @Test("append makes a private file, and refuses one that others can read")
    func append() throws {
        try Self.withFile(nil) { path throws in
            for name in ["a", "b"] {
                #expect(try Executable.run(["token", "new", "--name", name, "--append", path]).status == 0)
            }
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.wholeMatch(of: /a read,write sha256:\w{64}\nb read,write sha256:\w{64}\n/) != nil, "\(text)")
        }
        try Self.withFile("# without an end") { path throws in
            #expect(try Executable.run(["token", "new", "--append", path]).status == 0)
            #expect(
                try String(contentsOfFile: path, encoding: .utf8).hasPrefix(
                    "# without an end\ntoken read,write sha256:"
                )
            )
        }
        try Self.withFile("", mode: 0o644) { path throws in
            #expect(try Executable.run(["token", "new", "--append", path]).status == 74)
        }
    }

    @Test("hash turns a file of the old form into one of the new form")
    func hash() throws {
        let outcome = try Executable.run(["token", "hash"], input: Data("# team\nabc\n\n  def  \n".utf8))
        // FIPS 180-4's example.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(outcome.output.hasPrefix("# team\ntoken-1 read,write sha256:\(abc)\ntoken-2 read,write sha256:"))
        #expect(!outcome.output.contains("def") && !outcome.errors.contains("abc"))
        #expect(try Executable.run(["token", "hash"]).status == 65)
    }

    private static let line = "ci read sha256:" + String(repeating: "0", count: 64) + "\n"

    @Test(
        "serve refuses a token file that other users can read or write",
        arguments: [0o644, 0o640, 0o604, 0o620, 0o602, 0o660, 0o777] as [mode_t]
    )
    func mode(_ mode: mode_t) throws {
        try Self.withFile(Self.line, mode: mode) { path throws in
            let outcome = try Executable.run(["serve", "--port", "0", "--store", "memory:", "--token-file", path])
            #expect(outcome.status == 74)
            #expect(outcome.errors.contains("chmod 600 \(path)"), "\(outcome.errors)")
        }
    }

    @Test("serve refuses a file of tokens in plain text, and shows none of them")
    func plainText() throws {
        try Self.withFile("# old\ns3cret-token\n") { path throws in
            let outcome = try Executable.run(["serve", "--port", "0", "--store", "memory:", "--token-file", path])
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains("line 2") && outcome.errors.contains("performance-law token hash"))
            #expect(!outcome.errors.contains("s3cret"))
        }
    }

    @Test("the version has a commit")
    func version() throws {
        let output = try Executable.run(["--version"]).output
        #expect(output.wholeMatch(of: /0\.1\.0 \(commit [0-9a-z-]+\)\n/) != nil, "\(output)")
    }

    @Test("a token that could not be printed has no line", arguments: [">&-", ">/dev/full"])
    func unprinted(_ redirection: String) throws {
        try Self.withFile("") { path throws in
            let outcome = try StandardOutputTests.run(["token", "new", "--append", path], redirection)
            #expect(outcome.status == 74)
            #expect(try Data(contentsOf: URL(filePath: path)).isEmpty)
            #expect(!(try StandardOutputTests.run(["token", "new"], redirection)).errors.contains("sha256"))
        }
    }
}
