import Foundation

/// Runs other programs.
enum Command {
    /// Runs a command and returns its output.
    ///
    /// - Parameter onLine: receives each line when it is complete.
    @discardableResult
    static func output(_ command: [String], onLine: (String) -> Void = { _ in }) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        var text = ""
        var line = ""
        while true {
            // `read(upToCount:)` would wait until the count is reached.
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { break }
            for character in String(decoding: data, as: UTF8.self) {
                if character == "\n" {
                    onLine(line)
                    line = ""
                } else {
                    line.append(character)
                }
                text.append(character)
            }
        }
        process.waitUntilExit()
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
