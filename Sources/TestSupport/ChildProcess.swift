public import Foundation

/// A program that a test starts: the exerciser of the store, or a tool of the system.
public final class ChildProcess {
    public struct Missing: Error {
        public let path: String
    }

    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    /// - Parameter input: standard input; `nil` means an empty one.
    public init(_ path: String, _ arguments: [String], environment: [String: String] = [:], input: FileHandle? = nil)
        throws
    {
        process.executableURL = URL(filePath: path)
        if !environment.isEmpty {
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        }
        process.arguments = arguments
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    public var id: Int32 { process.processIdentifier }

    /// Reads the first lines of the output.
    public func lines(_ count: Int) throws -> [String] {
        var text = Data()
        var found = 0
        while found < count, let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            text += byte
            if byte[0] == UInt8(ascii: "\n") { found += 1 }
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Waits for the end.
    public func finish() throws -> (status: Int32, output: String, errors: String) {
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let errorText = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: text, as: UTF8.self), String(decoding: errorText, as: UTF8.self)
        )
    }

    /// Ends the process at once.
    public func kill9() {
        kill(id, SIGKILL)
        process.waitUntilExit()
    }

    /// The path of `StoreExerciser`, which is built beside the tests.
    public static func exerciser() throws -> String {
        let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "StoreExerciser")
            .path
        guard FileManager.default.isExecutableFile(atPath: path) else { throw Missing(path: path) }
        return path
    }

    /// The path of a tool of the system; `nil` if it is not installed.
    public static func tool(_ name: String) -> String? {
        ["/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a tool; `false` if it fails or is missing.
    public static func run(_ name: String, _ arguments: [String]) -> Bool {
        guard let path = tool(name) else { return false }
        do {
            return try ChildProcess(path, arguments).finish().status == 0
        } catch {
            return false
        }
    }
}
