import Foundation
import TestSupport

/// A folder with the examples, and a running service that stands for `http://127.0.0.1:8080`. The command line has the same store.
struct Playground {
    private static let address = "127.0.0.1:8080"

    private let folder: URL
    private let service: RunningService
    private let environment: [String: String]

    init() throws {
        let files = FileManager.default
        folder = files.temporaryDirectory.appending(path: UUID().uuidString)
        let programs = folder.appending(path: "programs")
        try files.createDirectory(at: programs, withIntermediateDirectories: true)
        let work = folder.appending(path: "work")
        try files.createDirectory(at: work, withIntermediateDirectories: true)
        try files.copyItem(at: Fixtures.root.appending(path: "examples"), to: work.appending(path: "examples"))
        // Some documents read the fixtures of the tests.
        try files.createSymbolicLink(
            at: work.appending(path: "Tests"),
            withDestinationURL: Fixtures.root.appending(path: "Tests")
        )
        try files.createSymbolicLink(
            at: programs.appending(path: "performance-law"),
            withDestinationURL: try Executable.url()
        )
        let store = "sqlite://\(folder.path)/store.sqlite"
        service = try RunningService(["--store", store])
        let python = Fixtures.root.appending(path: ".build/python/bin").path
        environment = [
            "HOME": folder.path, "LANG": "C.UTF-8", "TMPDIR": folder.path,
            "PATH": "\(programs.path):\(python):/usr/local/bin:/usr/bin:/bin",
            "PERFORMANCE_LAW": try Executable.url().path,
            "PERFORMANCE_LAW_STORE": store,
            "PYTHONPATH": Fixtures.root.appending(path: "integrations/python/src").path,
            "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore",
        ]
    }

    /// What a command prints.
    func run(_ command: String) throws -> String {
        let base = String(service.base.dropFirst("http://".count))
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/bash")
        shell.arguments = ["-c", command.replacing(Self.address, with: base)]
        shell.currentDirectoryURL = folder.appending(path: "work")
        shell.environment = environment
        let output = Pipe()
        shell.standardInput = FileHandle.nullDevice
        shell.standardOutput = output
        shell.standardError = output
        try shell.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        shell.waitUntilExit()
        return String(decoding: printed, as: UTF8.self).replacing(base, with: Self.address)
    }

    func remove() {
        service.kill9()
        _ = try? FileManager.default.removeItem(at: folder)
    }
}
