import Foundation
import TableReading

/// Standard output, for results.
enum StandardOutput {
    /// - Throws: `CommandFailure` if the text cannot be written whole.
    static func write(_ text: String) throws(CommandFailure) { try write(Array(text.utf8)) }

    /// - Throws: `CommandFailure` if the bytes cannot be written whole.
    static func write(_ bytes: [UInt8]) throws(CommandFailure) {
        if let code = Descriptor.write(bytes, to: STDOUT_FILENO) {
            throw .input("standard output cannot be written: \(String(cString: strerror(code)))")
        }
    }
}

extension StandardOutput {
    /// Writes a line that nobody may be waiting for.
    ///
    /// - Returns: why it was not written.
    static func announce(_ line: String) -> String? {
        // A pipe may be full and have no reader.
        var entry = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        guard poll(&entry, 1, 1_000) == 1 else { return "standard output is full" }
        do {
            try write(line + "\n")
            return nil
        } catch {
            return error.message
        }
    }
}

/// Standard error, for diagnostics of commands. The service has a log instead.
enum StandardError {
    /// Writes a message, which may have several lines. It may quote data, which must not control the terminal.
    static func report(_ message: String) { write(ShownText.lines(message) + "\n") }

    /// Nobody is left to report a failure to.
    static func write(_ text: String) {
        _ = Descriptor.write(Array(text.utf8), to: STDERR_FILENO)
    }
}

/// The first three descriptors.
enum StandardDescriptors {
    /// Opens `/dev/null` for each one that is closed. Otherwise the next file would get its number, and diagnostics would be
    /// written into a store.
    ///
    /// Input and results are opened in the other direction. So what reads or writes them fails with «Bad file descriptor», as it
    /// would without this, and a lost result is no success.
    static func open() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
        where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is the result, which is this one.
            _ = Foundation.open("/dev/null", mode)
        }
    }
}
