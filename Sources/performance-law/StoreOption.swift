import ArgumentParser
import Foundation
import PredictionStore

/// `--store`, for every command that reads or writes laws.
struct StoreOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The store of laws and datasets: sqlite:///PATH or memory:.",
            discussion: "By default a file in the user's data directory.",
            valueName: "location"
        )
    )
    var store: String?

    /// - Throws: `CommandFailure` for an invalid location, or for a store that cannot be opened.
    func open() throws -> any DocumentStore {
        let location: StoreLocation
        do throws(StoreLocation.ParseError) {
            location =
                try store.map { (text) throws(StoreLocation.ParseError) in try StoreLocation(parsing: text) }
                ?? Self.standard
        } catch {
            switch error {
            case .missingPath: throw CommandFailure.usage("--store: the path is missing; write sqlite:///PATH")
            case .unsupportedScheme(let scheme):
                throw CommandFailure.usage("--store: `\(scheme):` is not supported; write sqlite:///PATH or memory:")
            }
        }
        do throws(StoreError) {
            return try SQLiteStore(location)
        } catch {
            switch error {
            case .unavailable(let reason): throw CommandFailure.store("the store cannot be opened: \(reason)")
            case .writtenByLaterVersion: throw CommandFailure.store("the store was written by a later version")
            case .nameTaken, .damaged: throw CommandFailure.store("the store cannot be opened")
            }
        }
    }

    /// `$XDG_DATA_HOME/performance-law/store.sqlite`, or the same under `~/.local/share`.
    private static var standard: StoreLocation {
        let environment = ProcessInfo.processInfo.environment
        let folder =
            environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share").path
        return .sqlite(path: "\(folder)/performance-law/store.sqlite")
    }
}
