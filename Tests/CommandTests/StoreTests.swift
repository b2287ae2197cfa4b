import Foundation
import TestSupport
import Testing

@Suite("The store of a command")
struct StoreTests {
    private static let grid = Fixtures.root.appending(path: "examples/kuairand-len50-hr10.csv").path

    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    static let places: [(variables: [String: String], place: String)] = [
        (["HOME": "H"], "H/.local/share"), (["HOME": "H", "XDG_DATA_HOME": "X"], "X"), (["XDG_DATA_HOME": "X"], "X"),
        (["HOME": "H", "XDG_DATA_HOME": ""], "H/.local/share"),
    ]

    @Test("the usual place follows XDG_DATA_HOME, then HOME", arguments: places)
    func usualPlace(_ row: (variables: [String: String], place: String)) throws {
        try inFolder { folder in
            let environment = row.variables.mapValues { $0.isEmpty ? "" : folder.appending(path: $0).path }
            let fit = try Executable.run(["fit", Self.grid, "--form", "scaling-law"], environment: environment)
            #expect(fit.status == 0, "\(fit.errors)")
            let file = folder.appending(path: "\(row.place)/performance-law/store.sqlite").path
            #expect(FileManager.default.fileExists(atPath: file))
            let laws = try Executable.run(["laws"], environment: environment)
            #expect(laws.output.contains("scaling-law"), "\(laws.errors)")
        }
    }

    @Test("a relative XDG_DATA_HOME is ignored")
    func relativePlace() throws {
        try inFolder { folder in
            let environment = ["HOME": folder.path, "XDG_DATA_HOME": "relative"]
            _ = try Executable.run(["fit", Self.grid, "--form", "scaling-law"], environment: environment)
            let file = folder.appending(path: ".local/share/performance-law/store.sqlite").path
            #expect(FileManager.default.fileExists(atPath: file))
        }
    }

    @Test("a read-only store is no failure for a command that reads, and one line for another")
    func readOnly() throws {
        try inFolder { folder in
            let store = "sqlite:\(folder.path)/s.sqlite"
            let fit = ["fit", Self.grid, "--form", "scaling-law", "--store"]
            #expect(try Executable.run(fit + [store]).status == 0)
            let laws = try Executable.run(["laws", "--store", store + "?mode=ro"])
            #expect(laws.status == 0 && laws.output.contains("scaling-law"))
            #expect(laws.errors.isEmpty, "\(laws.errors)")
            let refused = try Executable.run(fit + [store + "?mode=ro"])
            #expect(refused.status == 69 && refused.output.isEmpty)
            #expect(refused.errors.hasPrefix("performance-law: this store is read-only"), "\(refused.errors)")
            #expect(refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
        }
    }

    @Test("a store that fails is reported with the reason, because a command has no log")
    func reason() throws {
        try inFolder { folder in
            let path = folder.appending(path: "s.sqlite").path
            let fit = ["fit", Self.grid, "--form", "scaling-law", "--store", "sqlite:\(path)"]
            #expect(try Executable.run(fit).status == 0)
            // A page inside the file, so that the store opens and a later read fails.
            let file = try FileHandle(forUpdating: URL(filePath: path))
            let size = try file.seekToEnd()
            for page in stride(from: UInt64(4096), to: size, by: 4096) {
                try file.seek(toOffset: page)
                try file.write(contentsOf: Data(repeating: 0xFF, count: 64))
            }
            try file.close()
            let laws = try Executable.run(["laws", "--store", "sqlite:\(path)"])
            #expect(laws.status == 69 && laws.output.isEmpty)
            #expect(laws.errors.hasPrefix("performance-law: "), "\(laws.errors)")
            #expect(laws.errors.contains("SQLite error") && !laws.errors.contains("log"), "\(laws.errors)")
            #expect(laws.errors.split(separator: "\n").count == 1, "\(laws.errors)")
        }
    }

    @Test(
        "an empty id or name is wrong usage",
        arguments: [
            ["laws", "show", ""], ["laws", "delete", ""], ["laws", "name", "", "a"], ["datasets", "show", ""],
            ["suggest", "--law", ""], ["plot", "--law", "", "--out", "-"],
            ["predict", "--layers", "4", "--dim", "4", "--law", ""],
        ]
    )
    func emptyReference(_ command: [String]) throws {
        let outcome = try Executable.run(command + ["--store", "memory:"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("empty") && !outcome.errors.contains("308"), "\(outcome.errors)")
    }
}
