import Foundation
import Synchronization

/// Room on the disk that only deletions may use, as a file of zeros beside the store.
///
/// SQLite writes a deletion into its WAL first, so a full disk would refuse exactly what makes room. The file is removed then, and
/// made again once there is room.
final class DiskReserve: Sendable {
    /// Half of it is for what waits in the WAL, the rest for the deletion itself.
    private static let largest = 8 << 20
    /// On a small disk the reserve must not be what fills it.
    private static let shareOfDisk = 16

    /// The size of the reserve on the disk of a file.
    static func bytes(onDiskOf file: StoreFile) -> Int {
        guard let disk = Disk(of: file.path) else { return largest }
        return min(largest, disk.bytes / shareOfDisk)
    }

    /// The room of a disk in bytes.
    struct Disk {
        let bytes: Int
        /// What this user may still write.
        let free: Int

        /// - Returns: `nil` if the path does not exist.
        init?(of path: String) {
            var status = statvfs()
            guard statvfs(path, &status) == 0 else { return nil }
            // Some file systems claim more than anybody can count.
            let blockBytes = UInt64(status.f_frsize)
            func bytes(_ blocks: UInt64) -> Int {
                let (product, overflows) = blocks.multipliedReportingOverflow(by: blockBytes)
                return overflows ? .max : Int(clamping: product)
            }
            self.bytes = bytes(UInt64(status.f_blocks))
            free = bytes(UInt64(status.f_bavail))
        }
    }

    let path: String
    /// Whether the store is closed. A probe may still be on its way then, and would leave a file behind.
    private let isClosed = Mutex(false)

    private let bytes: Int

    init(file: StoreFile) {
        path = file.path + "-reserve"
        bytes = Self.bytes(onDiskOf: file)
    }

    private var exists: Bool { access(path, F_OK) == 0 }

    /// Creates the file if it is missing and the disk has room for more than it. Without it everything
    /// works but deletions on a full disk. After `removeForGood` it does nothing.
    func fill() {
        isClosed.withLock { isClosed in
            if !isClosed { create() }
        }
    }

    /// Removes the file for good.
    func removeForGood() {
        isClosed.withLock { isClosed in
            isClosed = true
            unlink(path)
        }
    }

    private func create() {
        guard !exists, let disk = Disk(of: URL(fileURLWithPath: path).deletingLastPathComponent().path) else { return }
        guard bytes > 0, disk.free >= bytes + bytes / 4 else { return }
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // A file without its blocks would reserve nothing.
        if posix_fallocate(descriptor, 0, off_t(bytes)) != 0 { unlink(path) }
    }

    /// Gives the room back to the disk.
    ///
    /// - Returns: `false` if there was none.
    func release() -> Bool { unlink(path) == 0 }
}
