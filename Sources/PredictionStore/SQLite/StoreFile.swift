import Foundation
import Synchronization

/// The file of a SQLite store: its creation, its lock at the start, and its identity while it is open.
struct StoreFile: Sendable {
    /// Absolute, because the working folder may change.
    let path: String

    init(path: String) {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// The same file without symbolic links. SQLite creates the other files of the database beside this one.
    var resolved: StoreFile {
        guard let pointer = realpath(path, nil) else { return self }
        defer { free(pointer) }
        return StoreFile(path: String(cString: pointer))
    }

    private var folder: String { URL(fileURLWithPath: path).deletingLastPathComponent().path }

    /// The file of the write-ahead log.
    var walPath: String { path + "-wal" }
    /// The index of the WAL. Processes that do not share it overwrite each other.
    var shmPath: String { path + "-shm" }

    /// In bytes; 0 if there is none.
    var size: Int { Self.size(path) }

    /// In bytes; 0 if there is none.
    var walSize: Int { Self.size(walPath) }

    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// What a write needs beside its content: for indexes, and so that SQLite does not find room for a document in the WAL that it
    /// cannot move into the database afterwards. On a small disk, what waits in the WAL is less.
    private static let leastRoom = 256 << 10

    /// - Parameters:
    ///   - bytes: the size of the content. It takes room in the WAL, and again when the WAL is moved.
    ///   - unusedBytes: of the database, in pages of deleted documents, which are used first.
    /// - Throws: `FullDisk` if the disk has less room than that.
    func refuseFullDisk(for bytes: Int, unusedBytes: Int) throws {
        guard let disk = DiskReserve.Disk(of: path) else { throw Self.failure("find", path) }
        // Some file systems do not know their room.
        guard disk.bytes > 0 else { return }
        let least = min(Self.leastRoom, DiskReserve.bytes(onDiskOf: self) / 2)
        let growth = max(0, bytes + least - unusedBytes)
        guard disk.free - growth >= bytes else {
            throw FullDisk(path: path)
        }
    }

    /// The disk has too little room for a write.
    struct FullDisk: Error {
        let path: String
    }

    var exists: Bool { access(path, F_OK) == 0 }

    /// Whether it is a file without any content, as `: > FILE` and an interrupted copy leave it. A WAL may hold all of it.
    var isEmpty: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size == 0 && walSize == 0
    }

    /// Whether this process may change the file. SQLite also needs to create files beside it.
    var isWritable: Bool { access(path, W_OK) == 0 && access(folder, W_OK) == 0 }

    /// Creates the file, empty and for this user only, and its folder if it is missing.
    ///
    /// SQLite itself would create a file that everybody may read. The file is made by `mknod`, which opens nothing: closing a
    /// descriptor of a file drops every POSIX lock of the process on it, including the locks of SQLite.
    func create() throws(StoreError) {
        try Self.createFolder(folder)
        guard mknod(path, S_IFREG | 0o600, 0) == 0 else {
            if errno == EEXIST { return }
            throw Self.failure("create", path)
        }
        // Without this the name of the new file may be lost in a power cut, and every document with it.
        try Self.synchronise(folder: folder)
    }

    private static func createFolder(_ folder: String) throws(StoreError) {
        guard access(folder, F_OK) != 0 else { return }
        let parent = URL(fileURLWithPath: folder).deletingLastPathComponent().path
        guard parent != folder else { return }
        try createFolder(parent)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure("create", folder) }
        try synchronise(folder: parent)
    }

    /// Makes the names in a folder durable.
    static func synchronise(folder: String) throws(StoreError) {
        let descriptor = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { Foundation.close(descriptor) }
        // EINVAL: this file system does not synchronise folders.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure("synchronise", folder) }
    }

    /// The file of a backup.
    ///
    /// - Throws: if it exists.
    static func forBackup(_ path: String) throws(StoreError) -> StoreFile {
        let file = StoreFile(path: path)
        guard !file.exists else { throw .unavailable(reason: "\(path) exists already; a backup never replaces a file") }
        return file
    }

    /// Calls `body` with a file beside this one, which stands for it until it is complete and is removed afterwards.
    ///
    /// The file has a folder of its own. Once that folder is removed, nobody can create a file in it.
    func withUnfinished(_ body: (StoreFile) throws -> Void) throws {
        try Self.createFolder(self.folder)
        let folder = "\(path).\(UUID().uuidString).unfinished"
        try UnfinishedBackups.begin(folder)
        defer { UnfinishedBackups.end(folder) }
        try body(StoreFile(path: folder + "/store"))
    }

    /// Makes this file durable and gives it another name, which must be free.
    func synchroniseAndRename(to target: StoreFile) throws(StoreError) {
        let descriptor = Foundation.open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("open", path) }
        defer { Foundation.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failure("synchronise", path) }
        // Unlike `rename`, `link` never replaces a file that appeared meanwhile.
        guard link(path, target.path) == 0 else { throw Self.failure("create", target.path) }
        unlink(path)
        try Self.synchronise(folder: target.folder)
    }

    /// Runs `body` while no other process opens a store in the same folder.
    ///
    /// Several processes may create one store at once. SQLite's own locks do not cover the steps from an empty file to the
    /// last migration as one. The kernel releases this lock when the process ends, however it ends.
    func whileOpening<Value>(patience: Duration, _ body: () throws -> Value) throws -> Value {
        let descriptor = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("open", folder) }
        defer { Foundation.close(descriptor) }
        let deadline = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK:
                guard ContinuousClock.now < deadline else {
                    throw StoreError.unavailable(
                        reason: "another process has been opening a store in \(folder) for too long"
                    )
                }
                usleep(2_000)
            default:
                // A file system without such locks. Two processes that create the store at once may then fail.
                return try body()
            }
        }
        return try body()
    }

    /// Throws a clear error for a path that SQLite would report as «unable to open database file».
    func refuseUnusablePath() throws(StoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Self.failure("open", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unavailable(reason: "\(path) is not a file")
        }
        // SQLite takes a file that is shorter than its smallest page for a new database, and would overwrite it.
        guard status.st_size == 0 || status.st_size >= 512 else {
            throw .unavailable(reason: "\(path) is not a database")
        }
        guard access(path, R_OK) == 0 else { throw Self.failure("read", path) }
    }

    static func failure(_ verb: String, _ path: String) -> StoreError {
        .unavailable(reason: "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}

/// The files that a store has open, to notice that their paths now lead elsewhere.
///
/// A process can write into a deleted file for hours, and everything is gone when it ends.
struct OpenFiles: Sendable {
    private struct Identity: Equatable {
        let device: dev_t
        let inode: ino_t

        /// `nil` if there is no file at the path.
        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = status.st_dev
            inode = status.st_ino
        }
    }

    private let opened: [(path: String, identity: Identity)]

    /// - Parameter paths: files that are open now.
    init(_ paths: [String]) throws(StoreError) {
        var opened: [(path: String, identity: Identity)] = []
        for path in paths {
            guard let identity = Identity(path) else { throw StoreFile.failure("find", path) }
            opened.append((path, identity))
        }
        self.opened = opened
    }

    /// - Throws: if a file was deleted, renamed or replaced since it was opened.
    func verify() throws(StoreError) {
        for (path, identity) in opened where Identity(path) != identity {
            throw .unavailable(
                reason: "\(path) was deleted, renamed or replaced while it was open; restore it or restart the service"
            )
        }
    }
}
