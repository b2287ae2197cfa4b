import ArgumentParser
import Foundation
import PredictionStore

/// `performance-law backup`: a complete copy of a store in one SQLite file.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the store to one SQLite file, which can be served as it is.",
        discussion:
            "The service may run meanwhile. A file with this name is complete; an existing file is never replaced."
    )

    @Argument(help: "The file to create.")
    var file: String

    @OptionGroup var store: StoreOption

    func validate() throws {
        guard file != "-" else { throw ValidationError("a backup is a file; `export` writes to standard output") }
    }

    func run() throws {
        guard access(file, F_OK) != 0 else {
            throw CommandFailure.input("\(file) exists already; a backup never replaces a file")
        }
        let signals = StopSignals { number in
            UnfinishedBackups.removeAll()
            StopSignals.end(by: number)
        }
        defer { signals.cancel() }
        let damaged: [String]
        do {
            damaged = try store.use(.reading) { try StoreBackup.make(of: $0, at: file) }
        } catch {
            // The backup failed because a signal ends the process, whose handler does that.
            while UnfinishedBackups.areRemoved { pause() }
            throw error
        }
        guard damaged.isEmpty else {
            throw CommandFailure.data("left out because they are damaged: \(damaged.joined(separator: ", "))")
        }
    }
}
