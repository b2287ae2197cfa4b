import Foundation

/// Writes to open files. Foundation's `FileHandle` ends the process if a write fails, and its errors hide those of the system.
enum Descriptor {
    /// Writes all bytes.
    ///
    /// - Returns: the error of the system, if there is one.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        bytes.withUnsafeBytes { write($0, to: descriptor) }
    }

    /// Writes all bytes of a buffer that the caller owns.
    ///
    /// - Returns: the error of the system, if there is one.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let slice = UnsafeRawBufferPointer(rebasing: rest)
            let count = Foundation.write(descriptor, slice.baseAddress, slice.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&entry, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}
