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
}
