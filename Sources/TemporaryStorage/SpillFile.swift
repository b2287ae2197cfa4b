import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A temporary file for what memory has no room for: written at its end only, read anywhere.
///
/// The file loses its name as soon as it is open, so nothing is left of it once the process ends, however it ends. What
/// has been written never changes, so values that are copied may share one file and go on writing to it.
public final class SpillFile: Sendable {
    /// A system call on the file that failed.
    public struct Failure: Error, Sendable, Hashable {
        public enum Operation: String, Sendable {
            case create, write, read
        }

        public let operation: Operation
        /// The system's `errno`; 0 where the file ended before its time.
        public let code: Int32

        /// Whether there was no room, as against a broken disk or a missing directory.
        public var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
    }

    private let descriptor: Int32
    private let end = Mutex<Int64>(0)

    /// - Parameter directory: Where the file is made: by default what `TMPDIR` names, else `/var/tmp`, which unlike
    ///   `/tmp` is on a disk wherever these differ.
    public init(directory: String? = nil) throws(Failure) {
        let directory = directory ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        var path = Array("\(directory)/performance-law-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw Failure(operation: .create, code: errno) }
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

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
                throw Failure(operation: .write, code: errno)
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
                throw Failure(operation: .read, code: 0)
            } else if errno != EINTR {
                throw Failure(operation: .read, code: errno)
            }
        }
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
        return "a temporary file could not be \(participle): \(cause)"
    }
}
