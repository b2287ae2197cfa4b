import Glibc
import Synchronization

/// A temporary file for what memory has no room for: written at its end only, read anywhere.
///
/// The file has no name, so nothing is left of it once the process ends, however it ends. What has been written never
/// changes, so values that are copied may share one file and go on writing to it.
public final class SpillFile: Sendable {
    /// A system call on the file that failed.
    public struct Failure: Error, Sendable, Hashable {
        public enum Operation: String, Sendable {
            case create, write, read
        }

        public let operation: Operation
        /// The system's `errno`; 0 where the file ended before its time.
        public let code: Int32
        /// Where the file is.
        public let folder: String
        /// How many bytes the file has, or would have with those that could not be written.
        public let bytes: Int64

        /// Whether there was no room, as against a broken disk or a missing folder.
        public var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
    }

    private let descriptor: Int32
    private let folder: String
    private let end = Mutex<Int64>(0)

    /// - Parameter folder: Where the file is made: by default what `TMPDIR` names, else `/var/tmp`, which unlike `/tmp` is
    ///   on a disk wherever these differ.
    public convenience init(folder: String? = nil) throws(Failure) {
        let folder = folder ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        let descriptor = Self.open(in: folder)
        guard descriptor >= 0 else { throw Failure(operation: .create, code: errno, folder: folder, bytes: 0) }
        self.init(descriptor: descriptor, folder: folder)
    }

    /// - Parameter descriptor: Of an empty file open for reading and writing; it is closed in the end.
    package init(descriptor: Int32, folder: String) {
        self.descriptor = descriptor
        self.folder = folder
    }

    deinit { close(descriptor) }

    /// A file that never has a name where the system can make one, else one that loses its name at once.
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

    /// Not every file system can do this, and Swift cannot see the macro `O_TMPFILE`, one bit and `O_DIRECTORY`.
    private static func openNameless(in folder: String) -> Int32 {
        Glibc.open(folder, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
    }

    /// How many bytes have been written.
    public var bytes: Int64 { end.withLock { $0 } }

    /// - Returns: The offset at which the bytes are found again.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> Int64 {
        // Each writer owns the range that it reserves; a range that could not be filled is never read.
        let begin = end.withLock { end in
            defer { end += Int64(bytes.count) }
            return end
        }
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
        return begin
    }

    /// Fills `bytes` with what was written at `offset`.
    public func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws(Failure) {
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
    public var description: String {
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
