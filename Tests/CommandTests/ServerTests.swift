import Foundation
import TestSupport
import Testing

/// The same questions to a store and to a service over this store.
@Suite("Commands with --server")
struct ServerTests {
    private static let grid = Fixtures.root.appending(path: "examples/kuairand-len50-hr10.csv").path
    private static let edits = Fixtures.root.appending(path: "examples/wikipedia-edits.json").path

    private static func withService(_ body: (_ store: [String], _ server: [String]) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let store = "sqlite://\(folder.path)/laws.sqlite"
        let service = try ChildProcess(Executable.url().path, ["serve", "--port", "0", "--store", store])
        defer { service.kill9() }
        let line = try #require(try service.lines(1).first)
        let url = try #require(line.split(separator: " ").last.map(String.init))
        try body(["--store", store], ["--server", url])
    }

    @Test("every command prints the same bytes, with and without --json")
    func equal() throws {
        try Self.withService { store, server in
            let commands: [[String]] = [
                ["fit", Self.grid, "--name", "grid", "--metrics", "HR@10"],
                ["fit", Self.grid, "--name", "line", "--form", "scaling-law"],
                ["predict", "--layers", "16", "--dim", "64", "--law", "grid"],
                ["optimal", "--law", "grid", "--max-parameters", "300000"],
                ["surface", "--law", "grid", "--layers", "1..32", "--dim", "16..128:8"],
                ["suggest", "--law", "grid", "--count", "2"], ["suggest"], ["compare", "grid", "line"],
                ["laws"], ["laws", "list", "--limit", "1"], ["laws", "show", "grid"], ["datasets"],
                ["laws", "name", "line", "straight", "--replace-name"],
            ]
            for command in commands {
                for json in command.contains("name") ? [[]] : [[], ["--json"]] {
                    let local = try Executable.run(command + store + json)
                    let remote = try Executable.run(command + server + json)
                    #expect(local.status == 0, "\(command): \(local.errors)")
                    #expect(remote.status == 0, "\(command): \(remote.errors)")
                    #expect(local.output == remote.output, "\(command)")
                    #expect(
                        local.errors == remote.errors && local.output.isEmpty == command.contains("name"),
                        "\(command)"
                    )
                }
            }
            #expect(try Executable.run(["laws", "show", "straight"] + server).output.contains("scaling-law"))
            for view in ["surface", "layers", "dim", "residuals", "frontier"] {
                let plot = ["plot", "--law", "grid", "--view", view, "--out", "-"]
                let local = try Executable.run(plot + store)
                #expect(local.output == (try Executable.run(plot + server)).output, "\(view)")
                #expect(local.output.hasPrefix("<?xml") && local.output.hasSuffix("</svg>\n"), "\(local.errors)")
            }
        }
    }

    @Test("apen prints the same table, and a service stores what it measured")
    func apen() throws {
        try Self.withService { store, server in
            let local = try Executable.run(["apen", Self.edits, "--measures", "pooled"])
            let remote = try Executable.run(["apen", Self.edits, "--measures", "pooled"] + server)
            #expect(remote.status == 0, "\(remote.errors)")
            #expect(local.output == remote.output)
            let input = Data("[[1,2,1,2,3],[4,4,4,4]]".utf8)
            let named = try Executable.run(["apen", "-", "--name", "a/b ü?", "--json"] + server, input: input)
            #expect(JSONReply(Array(named.output.utf8)).string("name") == "a/b ü?")
            for place in [store, server] {
                let shown = try Executable.run(["datasets", "show", "a/b ü?"] + place)
                #expect(shown.output.contains("a/b ü?"), "\(shown.errors)")
            }
            #expect(try Executable.run(["datasets", "delete", "a/b ü?"] + server).status == 0)
            #expect(try Executable.run(["datasets", "show", "a/b ü?"] + store).status == 65)
        }
    }

    static let refusals: [[String]] = [
        ["predict", "--layers", "0", "--dim", "4"], ["predict", "--layers", "4", "--dim", "4", "--law", "none"],
        ["optimal", "--law", "grid", "--max-parameters", "1"], ["surface", "--layers", "9..1", "--dim", "x"],
        ["suggest", "--law", "grid", "--goal", "fame"], ["suggest", "--law", "none"], ["compare", "grid"],
        ["compare", "grid", "grid"], ["laws", "show", "none"], ["laws", "delete", "none"], ["laws", "--limit", "0"],
        ["datasets", "show", "none"], ["fit", Self.grid, "--goals", "HR@10:more"],
    ]

    @Test("a refusal has the same exit status and the same message")
    func refused() throws {
        try Self.withService { store, server in
            #expect(try Executable.run(["fit", Self.grid, "--name", "grid"] + server).status == 0)
            for command in Self.refusals {
                let local = try Executable.run(command + store)
                let remote = try Executable.run(command + server)
                #expect(
                    local.status == remote.status && [64, 65].contains(local.status),
                    "\(command): \(local.status)"
                )
                #expect(local.errors == remote.errors && !local.errors.isEmpty, "\(command): \(remote.errors)")
                #expect(local.output.isEmpty && remote.output.isEmpty)
            }
        }
    }

    static let unreachable: [(arguments: [String], status: Int32, message: String)] = [
        (["--server", "http://127.0.0.1:1"], 69, "cannot be reached"),
        (["--server", "http://no.such.host.invalid"], 69, "no.such.host.invalid"),
        (["--server", "unix:/nowhere/socket"], 69, "cannot be reached"),
        (["--server", "https://laws.example"], 64, "ssh -L"), (["--server", "laws.example"], 64, "http://"),
        (["--server", "http://127.0.0.1:1", "--store", "memory:"], 64, "exclude"),
        (["--token-file", "/nowhere"], 64, "--server"),
        (["--server", "http://127.0.0.1:1", "--token-file", "/nowhere"], 74, "/nowhere"),
    ]

    @Test("a service that cannot be reached is status 69, and wrong options are 64", arguments: unreachable)
    func refuses(_ row: (arguments: [String], status: Int32, message: String)) throws {
        let outcome = try Executable.run(["laws"] + row.arguments)
        #expect(outcome.status == row.status, "\(outcome.errors)")
        #expect(outcome.errors.contains(row.message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test("a token is read from a private file; a file of digests is refused")
    func tokens() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let (digests, token) = (folder.appending(path: "digests").path, folder.appending(path: "token").path)
        let secret = try Executable.run(["token", "new", "--append", digests]).output
        try Data("# mine\n\(secret)".utf8).write(to: URL(filePath: token))
        chmod(token, 0o600)
        let socket = folder.appending(path: "s").path
        let service = try ChildProcess(
            Executable.url().path,
            ["serve", "--listen", "unix:\(socket)", "--store", "memory:", "--token-file", digests]
        )
        defer { service.kill9() }
        _ = try service.lines(1)
        let server = ["laws", "--server", "unix:\(socket)"]
        let permitted = try Executable.run(server + ["--token-file", token])
        #expect(permitted.status == 0, "\(permitted.errors)")
        let without = try Executable.run(server)
        #expect(without.status == 64 && without.errors.contains("--token-file"), "\(without.errors)")
        let wrong = try Executable.run(server + ["--token-file", digests])
        #expect(wrong.status == 65 && wrong.errors.contains("digest"), "\(wrong.errors)")
        chmod(token, 0o644)
        #expect(try Executable.run(server + ["--token-file", token]).status == 74)
    }
}
