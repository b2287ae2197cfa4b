import Foundation

/// Runs programs until they end.
enum Command {
    static func isInstalled(_ program: String) -> Bool {
        (try? output(["sh", "-c", "PATH=$PATH:/usr/sbin command -v \(program)"])) != nil
    }

    /// The command with one core only; as it is without one.
    static func on(_ core: Int?, _ command: [String]) -> [String] {
        core.map { ["taskset", "-c", "\($0)"] + command } ?? command
    }

    /// The standard output of a program.
    static func output(_ command: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure("\(command[0]) fails: \(process.terminationStatus)") }
        return String(decoding: output, as: UTF8.self)
    }
}
