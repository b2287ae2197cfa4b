import Foundation
import TestSupport
import Testing

@testable import performance_law

@Suite("Files for results")
struct OutputFileTests {
    private static let text = Array("<svg/>\n".utf8)

    private func inFolder(_ body: (_ path: (String) -> String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        try body { folder.appending(path: $0).path }
        let rest = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!rest.contains { $0.hasPrefix(".performance-law") }, "\(rest)")
    }

    private func status(_ path: String) -> stat {
        var status = stat()
        #expect(lstat(path, &status) == 0)
        return status
    }

    private func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

    @Test("a new file and an old one have the whole result, and the old one keeps its permissions")
    func regular() throws {
        try inFolder { path throws in
            let file = path("a.svg")
            try OutputFile(path: file).write(Self.text)
            #expect(try bytes(file) == Self.text)
            chmod(file, 0o640)
            try OutputFile(path: file).write([1, 2])
            #expect(try bytes(file) == [1, 2])
            #expect(status(file).st_mode & 0o7777 == 0o640)
        }
    }

    @Test("a symbolic link stays one, and what it names is written")
    func links() throws {
        try inFolder { path throws in
            mkdir(path("other"), 0o700)
            for (link, target) in [("new", "other/new.svg"), ("old", "other/old.svg")] {
                if link == "old" { try Data("old".utf8).write(to: URL(filePath: path(target))) }
                symlink(target, path(link))
                try OutputFile(path: path(link)).write(Self.text)
                #expect(status(path(link)).st_mode & S_IFMT == S_IFLNK)
                #expect(try bytes(path(target)) == Self.text)
            }
        }
    }

    @Test("the other name of a file has the result too")
    func hardLink() throws {
        try inFolder { path throws in
            try Data("old".utf8).write(to: URL(filePath: path("a")))
            link(path("a"), path("b"))
            try OutputFile(path: path("a")).write(Self.text)
            #expect(try bytes(path("b")) == Self.text)
        }
    }

    @Test("the reader of a named pipe receives the result, and the pipe stays")
    func pipe() throws {
        try inFolder { path throws in
            #expect(mkfifo(path("p"), 0o600) == 0)
            let reader = try ChildProcess("/bin/cat", [path("p")])
            defer { reader.kill9() }
            try OutputFile(path: path("p")).write(Self.text)
            #expect(try reader.finish().output == "<svg/>\n")
            #expect(status(path("p")).st_mode & S_IFMT == S_IFIFO)
        }
    }

    @Test(
        "what cannot be written is named with the reason of the system",
        arguments: ["", "missing/a.svg", "read/a/b"]
    )
    func failures(_ name: String) throws {
        try inFolder { path throws in
            try Data().write(to: URL(filePath: path("read")))
            let failure = #expect(throws: CommandFailure.self) { try OutputFile(path: path(name)).write(Self.text) }
            let reason = ["": "Is a directory", "read/a/b": "Not a directory"][name] ?? "No such file or directory"
            #expect(failure?.message.hasSuffix("cannot be written: \(reason)") == true, "\(failure?.message ?? "")")
        }
    }

    @Test("/dev/stdout is standard output, and a reader that leaves is an I/O error")
    func standardOutput() throws {
        try inFolder { path throws in
            let store = "sqlite:\(path("laws.sqlite"))"
            let grid = Fixtures.root.appending(path: "examples/kuairand-len50-hr10.csv").path
            #expect(try Executable.run(["fit", grid, "--form", "scaling-law", "--store", store]).status == 0)
            let plot = ["plot", "--view", "layers", "--store", store, "--out"]
            let direct = try Executable.run(plot + ["-"])
            #expect(direct.output.hasSuffix("</svg>\n"))
            #expect(try Executable.run(plot + ["/dev/stdout"]).output == direct.output)
            for command in [["export", "--store", store], plot + ["/dev/stdout"], plot + ["-"]] {
                let (process, pipe, errors) = (Process(), Pipe(), Pipe())
                try pipe.fileHandleForReading.close()
                process.executableURL = try Executable.url()
                process.arguments = command
                process.standardOutput = pipe.fileHandleForWriting
                process.standardError = errors
                try process.run()
                process.waitUntilExit()
                let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
                #expect(process.terminationStatus == 74)
                #expect(text == "performance-law: standard output cannot be written: Broken pipe\n")
            }
        }
    }
}
