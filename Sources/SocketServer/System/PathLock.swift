import Glibc

/// Lets one process at a time make or replace the socket file of a path. Others wait, but not for ever.
///
/// The lock is on a file beside the path, which its owner removes.
struct PathLock: ~Copyable {
    private let descriptor: FileDescriptor
    private let file: String

    /// An owner holds the lock for milliseconds. A process that holds it for longer is no server.
    static let patience = Duration.seconds(5)

    init(path: String, patience: Duration = PathLock.patience) throws(ServerError) {
        file = path + ".lock"
        let deadline = ContinuousClock.now + patience
        while true {
            let opened = try FileDescriptor(
                open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600),
                from: "open of the lock beside the socket"
            )
            while flock(opened.number, LOCK_EX | LOCK_NB) != 0 {
                guard errno == EINTR || errno == EWOULDBLOCK else { throw .system(call: "flock", errno: errno) }
                guard ContinuousClock.now < deadline else { throw .pathLocked(file) }
                usleep(1_000)
            }
            // The owner before may have removed the file in between. Then nobody else would find this lock.
            if Self.isFile(file, opened.number) {
                descriptor = opened
                return
            }
        }
    }

    deinit {
        // While the lock is held, so that the removed file is this one.
        unlink(file)
    }

    /// Ends the lock, which otherwise could end after its last use.
    consuming func release() {}

    private static func isFile(_ path: String, _ descriptor: CInt) -> Bool {
        var (named, opened) = (stat(), stat())
        return lstat(path, &named) == 0 && fstat(descriptor, &opened) == 0
            && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
    }
}
