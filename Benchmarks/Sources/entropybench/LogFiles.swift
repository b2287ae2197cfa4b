import Foundation

/// A log written to temporary files, which go with it.
final class LogFiles {
    let json: String
    let lines: String
    /// What `InMemoryLog` makes the same log of.
    let inMemory: String
    let tokens: Int
    private let folder: URL

    /// - Parameter source: How many tokens to make, or a MovieLens file.
    init(_ source: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "entropybench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        json = folder.appending(path: "log.json").path
        lines = folder.appending(path: "log.txt").path
        inMemory = Int(source) == nil ? lines : source
        // In a process of its own: what it takes is no row's.
        let command = [CommandLine.arguments[0], "write", source, json, lines]
        tokens = Int(try Command.output(command)) ?? 0
    }

    /// Writes both files. - Returns: How many tokens they have.
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
