import Foundation

/// A log in temporary files, which are deleted with this object.
final class LogFiles {
    let json: String
    let lines: String
    /// The argument from which `InMemoryLog` makes the same log.
    let inMemory: String
    let tokens: Int
    private let folder: URL

    /// - Parameter source: The number of tokens to generate, or a MovieLens file.
    init(_ source: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "entropybench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        json = folder.appending(path: "log.json").path
        lines = folder.appending(path: "log.txt").path
        inMemory = Int(source) == nil ? lines : source
        // In a separate process, so that its memory does not count for a row.
        let command = [CommandLine.arguments[0], "write", source, json, lines]
        tokens = Int(try Command.output(command)) ?? 0
    }

    /// Writes both files and returns the number of tokens.
    static func write(_ source: String, json: String, lines: String) throws -> Int {
        let log = Int(source) == nil ? try MovieLens.log(source) : try InMemoryLog(source)
        try Data(log.json).write(to: URL(filePath: json))
        try Data(log.lines).write(to: URL(filePath: lines))
        return log.items.count
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            print("\(folder.path) is left: \(error)")
        }
    }
}
