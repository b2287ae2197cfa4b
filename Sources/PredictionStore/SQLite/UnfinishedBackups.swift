import Foundation
import Synchronization

/// The folders of backups that are not complete. A process that is asked to end removes them first: each has a name of its own, so nobody
/// would do it later.
public enum UnfinishedBackups {
    private struct State {
        var folders: Set<String> = []
        var isEnding = false
    }

    private static let state = Mutex(State())

    /// Removes them all, although they are being written. No backup begins afterwards.
    public static func removeAll() {
        state.withLock { state in
            state.isEnding = true
            state.folders.forEach(remove)
        }
    }

    /// Whether ``removeAll()`` was called, so that a backup which fails does so because of that.
    public static var areRemoved: Bool { state.withLock(\.isEnding) }

    /// Creates the folder of a backup.
    static func begin(_ folder: String) throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            guard !state.isEnding else { throw .unavailable(reason: "the process ends") }
            guard mkdir(folder, 0o700) == 0 else { throw StoreFile.failure("create", folder) }
            state.folders.insert(folder)
        }
    }

    static func end(_ folder: String) {
        state.withLock { state in
            remove(folder)
            state.folders.remove(folder)
        }
    }

    /// Removes a folder with its files. Its writer may create further ones until the folder itself is gone.
    private static func remove(_ folder: String) {
        for _ in 0..<1_000 {
            for suffix in ["", "-wal", "-shm", "-journal"] { unlink(folder + "/store" + suffix) }
            if rmdir(folder) == 0 || errno == ENOENT { return }
        }
    }
}
