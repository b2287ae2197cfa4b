import ArgumentParser
import Foundation
import PredictionStore

/// `--store`, for every command that reads or writes laws.
struct StoreOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The store of laws and datasets: sqlite:///PATH[?mode=ro], postgres://… or memory:.",
            discussion: "By default a file in the user's data directory.",
            valueName: "location"
        )
    )
    var store: String?

    /// - Parameter forReading: opens a SQLite file for reading only, so that a mistyped path is an error and no new store.
    /// - Throws: `CommandFailure` for an invalid location, or for a store that cannot be opened.
    func open(forReading: Bool = false) throws(CommandFailure) -> any ArchivableStore {
        var location = try location()
        if forReading, case .sqlite(let path, _) = location { location = .sqlite(path: path, isReadOnly: true) }
        do throws(StoreError) {
            return try location.open()
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Opens the store for `body` and closes it afterwards, so that a copy of its file is complete.
    func use<Value>(forReading: Bool = false, _ body: (any ArchivableStore) throws -> Value) throws -> Value {
        let store = try open(forReading: forReading)
        let result = Result { try body(store) }
        do throws(StoreError) {
            try store.close()
        } catch {
            // An error of `body` is the cause, and comes first.
            if case .success = result { throw CommandFailure(error) }
        }
        do {
            return try result.get()
        } catch let error as StoreError {
            throw CommandFailure(error)
        }
    }

    /// - Throws: `CommandFailure` for an invalid location.
    func location() throws(CommandFailure) -> StoreLocation {
        guard let store else { return Self.standard }
        do throws(StoreLocation.ParseError) {
            return try StoreLocation(parsing: store)
        } catch {
            throw .usage("--store: \(Self.message(for: error))")
        }
    }

    private static func message(for error: StoreLocation.ParseError) -> String {
        switch error {
        case .missingPath: "the path is missing; write sqlite:///PATH or postgres://HOST/DATABASE"
        case .unsupportedScheme(let scheme):
            "`\(scheme)` is not supported; write sqlite:///PATH, postgres://HOST/DATABASE or memory:"
        case .missingColon("memory"): "`memory` has no colon; write memory:"
        case .missingColon(let scheme): "`\(scheme)` has no colon; write \(scheme):///PATH"
        case .hostNotAllowed(let host):
            """
            a SQLite file has no host; write sqlite:/// with three slashes before an absolute path, or sqlite:\(host)… for a \
            relative one
            """
        case .foreignMemory: "a store in memory has no name; write memory:"
        case .foreignURI: "a path is written without `file:`; write sqlite:///PATH"
        case .unknownQueryItem(let item): "`\(item)` is not supported; only mode=ro can follow the ?"
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
