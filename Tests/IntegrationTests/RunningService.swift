import Foundation
import TestSupport

/// The real executable, which serves on a free port.
final class RunningService {
    struct DidNotStart: Error {
        let output: String
    }

    let base: String
    private let process = Process()
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - arguments: the arguments after `serve --port 0`.
    ///   - dataLimit: the most memory that the process may write to, in bytes; beyond it, an allocation fails and ends it.
    ///   - environment: the whole environment of the service.
    init(_ arguments: [String], environment: [String: String] = [:], dataLimit: Int? = nil) throws {
        let output = Pipe()
        let command = [try Executable.url().path, "serve", "--port", "0"] + arguments
        // `exec` replaces the shell, so signals reach the service itself.
        let limit = dataLimit.map { "ulimit -d \($0 >> 10); " } ?? ""
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", limit + "exec \"$@\"", "sh"] + command
        process.environment = environment
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.terminationHandler = { [ended] _ in ended.signal() }
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

    /// The most memory that the process has had in use so far, in bytes; 0 if it has ended.
    var peakBytes: Int { figure("VmHWM") }

    /// The memory of the process that holds pages of files, in bytes.
    var fileBytes: Int { figure("RssFile") }

    /// The threads of the process.
    var threads: Int { figure("Threads") }

    /// The processor time that the process has spent so far, in hundredths of a second.
    var processorTicks: Int {
        let fields = line(of: "stat") { _ in true }.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
    }

    /// A figure of `/proc`; kilobytes become bytes.
    private func figure(_ name: String) -> Int {
        let words = line(of: "status") { $0.hasPrefix(name + ":") }.split(whereSeparator: \.isWhitespace)
        guard words.count > 1, let value = Int(words[1]) else { return 0 }
        return words.count > 2 ? value << 10 : value
    }

    private func line(of file: String, where isWanted: (Substring) -> Bool) -> String {
        let path = "/proc/\(process.processIdentifier)/\(file)"
        guard let text = FileManager.default.contents(atPath: path) else { return "" }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").first(where: isWanted).map(String.init)
            ?? ""
    }

    /// Ends the process at once, as a power cut would.
    func kill9() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Sends SIGTERM and waits until the process ends, a minute at most.
    ///
    /// - Returns: its exit status; −1 if a signal ended it, or if it had to be killed.
    func terminate() -> Int32 {
        kill(process.processIdentifier, SIGTERM)
        if ended.wait(timeout: .now() + 60) == .timedOut { kill9() }
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }
}
