import Dispatch
import Foundation
import TestSupport

/// The real executable with chosen standard streams, started by a shell that redirects them.
final class SpawnedService {
    struct DidNotStart: Error {
        let output: String
    }

    let process = Process()
    /// Unless the redirections say something else, nobody reads standard error before a test does.
    let errors = Pipe()
    private let output = Pipe()
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - redirections: such as `2>/dev/full`.
    ///   - arguments: the arguments after `serve`.
    init(_ redirections: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments =
            ["-c", "exec \"$0\" \"$@\" \(redirections)", try Executable.url().path, "serve", "--store", "memory:"]
            + arguments
        process.environment = environment
        process.standardOutput = output
        process.standardError = errors
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
        // Only the process has the writing ends now, so their readers see its end.
        try output.fileHandleForWriting.close()
        try errors.fileHandleForWriting.close()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// The address that the service prints on standard output.
    func announcedBase() throws -> String {
        try address(in: line(of: output, where: { _ in true }), after: "listening on ")
    }

    /// The address of the line `ready` of the log, for a service whose standard output is unusable.
    func loggedBase() throws -> String {
        try address(in: line(of: errors) { $0.contains(" ready ") }, after: "address=")
    }

    /// The first line of the log with this text.
    func logLine(containing text: String) throws -> String { try line(of: errors) { $0.contains(text) } }

    /// What the log has until the end of the process.
    func restOfLog() throws -> String {
        String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }

    /// Sends a signal and waits for the end.
    ///
    /// - Returns: the exit status; −1 if a signal ended it, or if it does not end in this time.
    func end(by signal: Int32, within seconds: Int = 40) -> Int32 {
        kill(process.processIdentifier, signal)
        guard ended.wait(timeout: .now() + .seconds(seconds)) == .success else { return -1 }
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }

    private func line(of pipe: Pipe, where isWanted: (String) -> Bool) throws -> String {
        var line = Data()
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            if byte[0] != UInt8(ascii: "\n") {
                line.append(byte)
                continue
            }
            let text = String(decoding: line, as: UTF8.self)
            if isWanted(text) { return text }
            line = Data()
        }
        throw DidNotStart(output: String(decoding: line, as: UTF8.self))
    }

    private func address(in line: String, after mark: String) throws -> String {
        guard let start = line.range(of: mark + "http://") else { throw DidNotStart(output: line) }
        let rest = line[line.index(start.upperBound, offsetBy: -"http://".count)...]
        return String(rest.prefix { $0 != " " && $0 != "\"" })
    }
}
