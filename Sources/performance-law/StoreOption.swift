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

    /// How a command opens the store. Only a command that stores something creates one, so a mistyped path is an error.
    enum Use {
        case creating
        case existing
        /// A SQLite file is opened for reading only.
        case reading
    }

    /// - Throws: `CommandFailure` for an invalid location, or for a store that is missing or cannot be opened.
    func open(_ use: Use = .creating) throws(CommandFailure) -> any ArchivableStore {
        var location = try location()
        if use != .creating, case .sqlite(let path, let isReadOnly) = location {
            switch Self.presence(of: path) {
            case .present: location = .sqlite(path: path, isReadOnly: isReadOnly || use == .reading)
            case .hidden(let number): throw .store("cannot look at \(path): \(String(cString: strerror(number)))")
            case .absent where store == nil && use == .existing:
                // Nothing has been stored on this machine yet.
                location = .memory
            case .absent: throw Self.noStore(at: path)
            }
        }
        do throws(StoreError) {
            return try location.open(creating: use == .creating)
        } catch  where error == .missing {
            guard case .sqlite(let path, _) = location else {
                throw .store(
                    "there is no store in this database; check --store, or make one with `performance-law serve`"
                )
            }
            throw Self.noStore(at: path, reason: ": the file is empty")
        } catch {
            guard case .unavailable(let reason) = error, case .sqlite(let path, _) = location, !reason.contains(path)
            else {
                throw CommandFailure(error)
            }
            throw .store("the store cannot be used: \(reason); look whether \(path) is a store, or restore a backup")
        }
    }

    private enum Presence {
        case present, absent
        /// This process may not even look, with the number of the error.
        case hidden(Int32)
    }

    private static func presence(of path: String) -> Presence {
        guard access(path, F_OK) != 0 else { return .present }
        return errno == ENOENT || errno == ENOTDIR ? .absent : .hidden(errno)
    }

    private static func noStore(at path: String, reason: String = "") -> CommandFailure {
        .store("there is no store at \(path)\(reason); check --store, or make a store with `performance-law fit`")
    }

    /// Opens the store for `body` and closes it afterwards, so that a copy of its file is complete.
    func use<Value>(_ use: Use = .creating, _ body: (any ArchivableStore) throws -> Value) throws -> Value {
        let store = try open(use)
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

    /// `$XDG_DATA_HOME/performance-law/store.sqlite`, or the same under `$HOME/.local/share`.
    private static var standard: StoreLocation {
        let environment = ProcessInfo.processInfo.environment
        // The XDG Base Directory Specification: a relative path is invalid and is ignored.
        func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        let home = absolute("HOME") ?? FileManager.default.homeDirectoryForCurrentUser.path
        let folder = absolute("XDG_DATA_HOME") ?? "\(home)/.local/share"
        return .sqlite(path: "\(folder)/performance-law/store.sqlite")
    }
}
