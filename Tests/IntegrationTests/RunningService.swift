import Foundation
import TestSupport

/// The real executable, which serves on a free port.
final class RunningService {
    struct DidNotStart: Error {
        let output: String
    }

    let base: String
    private let process = Process()

    /// - Parameter arguments: the arguments after `serve --port 0`.
    init(_ arguments: [String]) throws {
        let output = Pipe()
        process.executableURL = try Executable.url()
        process.arguments = ["serve", "--port", "0"] + arguments
        process.environment = [:]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The service prints its address when it can answer.
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")), let more = try output.fileHandleForReading.read(upToCount: 1),
            !more.isEmpty
        {
            line.append(more)
        }
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix("listening on http://") else { throw DidNotStart(output: text) }
        base = String(text.dropFirst("listening on ".count).dropLast())
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Ends the process at once, as a power cut would.
    func kill9() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Sends SIGTERM and waits until the process ends.
    ///
    /// - Returns: its exit status; −1 if a signal ended it.
    func terminate() -> Int32 {
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }
}
