import Glibc
import Synchronization

/// A temporary file for data that exceed a memory bound. It is written only at its end and can be read anywhere.
///
/// The file has no name, so nothing of it remains once the process ends, however it ends. Written bytes never change, so
/// copies of a value can share one file and both continue to append to it.
package final class SpillFile: Sendable {
    /// A failed system call on the file.
    package struct Failure: Error, Sendable, Hashable {
        package enum Operation: String, Sendable {
            case create, write, read
        }

        package let operation: Operation
        /// The system's `errno`; 0 if the file ended too early.
        package let code: Int32
        /// The folder of the file.
        package let folder: String
        /// Size of the file in bytes, including bytes that could not be written.
        package let bytes: Int64

        /// Whether there was no room. Otherwise the disk is broken or the folder is missing.
        package var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

        /// The system's words for the error.
        package var reason: String { code == 0 ? "the file ended too early" : String(cString: strerror(code)) }
    }

    private let descriptor: Int32
    private let folder: String
    private let end = Mutex<Int64>(0)

    /// - Parameter folder: The folder of the file. The default is `TMPDIR`, or else `/var/tmp`: unlike `/tmp` it is on a disk
    ///   wherever the two differ.
    package convenience init(folder: String? = nil) throws(Failure) {
        let folder = folder ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        let descriptor = Self.open(in: folder)
        guard descriptor >= 0 else { throw Failure(operation: .create, code: errno, folder: folder, bytes: 0) }
        self.init(descriptor: descriptor, folder: folder)
    }

    /// - Parameter descriptor: An empty file, open for reading and writing. The object closes it.
    package init(descriptor: Int32, folder: String) {
        self.descriptor = descriptor
        self.folder = folder
    }

    deinit { close(descriptor) }

    /// Opens a file that never has a name. If the file system does not support that, the file loses its name at once.
    private static func open(in folder: String) -> Int32 {
        let descriptor = openNameless(in: folder)
        if descriptor >= 0 { return descriptor }
        var path = Array("\(folder)/performance-law-XXXXXX".utf8CString)
        let named = mkstemp(&path)
        if named >= 0 {
            unlink(path)
            _ = fcntl(named, F_SETFD, FD_CLOEXEC)
        }
        return named
    }

    /// Opens with `O_TMPFILE`. Swift cannot import that macro: it is one bit (octal 20000000) and `O_DIRECTORY`.
    private static func openNameless(in folder: String) -> Int32 {
        Glibc.open(folder, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
    }

    /// Number of bytes written.
    package var bytes: Int64 { end.withLock { $0 } }

    /// - Returns: The offset of the bytes in the file.
    package func append(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> Int64 {
        let offset = reserve(bytes.count)
        try write(bytes, at: offset)
        return offset
    }

    /// Reserves the next bytes of the file for one writer.
    ///
    /// - Returns: Their offset. A range that could not be filled is never read.
    func reserve(_ count: Int) -> Int64 {
        end.withLock { end in
            defer { end += Int64(count) }
            return end
        }
    }

    /// Fills a range that was reserved.
    func write(_ bytes: UnsafeRawBufferPointer, at begin: Int64) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(begin) + off_t(written))
            if count > 0 {
                written += count
            } else if count == 0 || errno != EINTR {
                throw failure(.write, code: errno, bytes: begin + Int64(bytes.count))
            }
        }
    }

    /// Fills `bytes` with the bytes at `offset`.
    package func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws(Failure) {
        var filled = 0
        while filled < bytes.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
            if count > 0 {
                filled += count
            } else if count == 0 {
                throw failure(.read, code: 0, bytes: self.bytes)
            } else if errno != EINTR {
                throw failure(.read, code: errno, bytes: self.bytes)
            }
        }
    }

    private func failure(_ operation: Failure.Operation, code: Int32, bytes: Int64) -> Failure {
        Failure(operation: operation, code: code, folder: folder, bytes: bytes)
    }
}

extension SpillFile.Failure: CustomStringConvertible {
    package var description: String {
        let cause = code == 0 ? "it ended too early" : String(cString: strerror(code))
        let participle =
            switch operation {
            case .create: "created"
            case .write: "written"
            case .read: "read"
            }
        let size = bytes > 0 ? " at \(bytes) bytes" : ""
        return "a temporary file in \(folder) could not be \(participle)\(size): \(cause)"
    }
}
