import Foundation

/// A server in a separate process, which ends with this object.
final class ServerProcess {
    let port: UInt16
    /// The time from the start of the process to its first answer.
    let startSeconds: Double
    private let process = Process()

    /// - Parameter command: The program and its arguments; `PORT` stands for the port.
    init(_ command: [String], port: UInt16) throws {
        self.port = port
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command.map { $0.replacingOccurrences(of: "PORT", with: String(port)) }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let clock = ContinuousClock()
        let start = clock.now
        try process.run()
        while true {
            if let client = try? Client(port: port), (try? client.get("/predict")) != nil { break }
            guard process.isRunning, clock.now - start < .seconds(20) else {
                process.terminate()
                throw Failure("\(command[0]) does not answer")
            }
            usleep(500)
        }
        startSeconds = (clock.now - start).seconds
    }

    deinit {
        // SIGKILL, because a drain would wait for clients that never finish. The workers of nginx must be ended too.
        for identifier in processes.reversed() { kill(identifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// The processor time of the process and of its children, in seconds.
    var processorSeconds: Double {
        processes.map { identifier in
            // proc(5): after the closing parenthesis of the command follows the third field.
            let text = (try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)) ?? ""
            let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
            return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }.reduce(0, +)
    }

    var residentMegabytes: Double { statusKilobytes("VmRSS") / 1024 }
    var peakMegabytes: Double { statusKilobytes("VmHWM") / 1024 }

    var descriptorCount: Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd")) ?? []).count
    }

    private var processes: [Int32] {
        let path = "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children"
        let children = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return [process.processIdentifier] + children.split(separator: " ").compactMap { Int32($0) }
    }

    private func statusKilobytes(_ name: String) -> Double {
        processes.map { identifier in
            let text = (try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
            return line.split(separator: " ").compactMap { Double($0) }.first ?? 0
        }.reduce(0, +)
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
