public import Foundation

/// The executable `performance-law`, which is built beside the test binary.
public enum Executable {
    /// - Throws: if it has not been built.
    public static func url() throws -> URL {
        let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let url = folder.appending(path: "performance-law")
        guard FileManager.default.isExecutableFile(atPath: url.path) else { throw Missing(path: url.path) }
        return url
    }

    public struct Missing: Error {
        public let path: String
    }

    /// The result of a finished command.
    public struct Outcome {
        public let status: Int32
        public let output: String
        public let errors: String
    }

    /// Runs a command until it ends.
    ///
    /// - Parameters:
    ///   - environment: the command's whole environment.
    ///   - input: its standard input.
    public static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: Data = Data()
    ) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        // Files instead of pipes, because a full pipe would block the command.
        let files = ["in", "out", "err"].map { folder.appending(path: $0) }
        try input.write(to: files[0])
        for file in files[1...] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = try url()
        process.arguments = arguments
        process.environment = environment
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
        )
    }
}
