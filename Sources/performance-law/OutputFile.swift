import Foundation

/// A file for a result. A regular file has its old content until the new one is complete; links, devices and pipes stay what they
/// are and are written through.
struct OutputFile {
    let path: String

    /// - Throws: `CommandFailure` with the reason of the system.
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        var status = stat()
        if stat(path, &status) != 0 {
            guard errno == ENOENT else { throw failure(errno) }
            // What a symbolic link names may be missing, and would be in another folder.
            return isLink ? try writeInPlace(bytes) : try replace(path, by: bytes, mode: nil)
        }
        // `/dev/stdout` may be a pipe or a socket that cannot be opened again.
        if Self.isStandardOutput(status) { return try StandardOutput.write(bytes) }
        // A new file in the place of an old one would be another file for its other names, or would change its owner.
        let isReplaceable =
            status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1 && status.st_uid == geteuid()
            && access(path, W_OK) == 0
        guard isReplaceable, let target = realpath(path, nil) else { return try writeInPlace(bytes) }
        defer { free(target) }
        try replace(String(cString: target), by: bytes, mode: status.st_mode & 0o7777)
    }

    private var isLink: Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private static func isStandardOutput(_ status: stat) -> Bool {
        var output = stat()
        return fstat(STDOUT_FILENO, &output) == 0 && output.st_dev == status.st_dev && output.st_ino == status.st_ino
            && fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE != O_RDONLY
    }

    private func writeInPlace(_ bytes: [UInt8]) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        if let code = Descriptor.write(bytes, to: descriptor) { throw failure(code) }
    }

    /// Writes a new file and gives it the name.
    ///
    /// - Parameter mode: the permissions of the file that it replaces; `nil` for those of a new file.
    private func replace(_ target: String, by bytes: [UInt8], mode: mode_t?) throws(CommandFailure) {
        let folder = URL(filePath: target).deletingLastPathComponent()
        let unfinished = folder.appending(path: ".performance-law-\(UUID().uuidString)").path
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            // A file may be writable in a folder that is not.
            if mode != nil { return try writeInPlace(bytes) }
            throw failure(errno)
        }
        defer { close(descriptor) }
        var code = Descriptor.write(bytes, to: descriptor)
        if code == nil, let mode, fchmod(descriptor, mode) != 0 { code = errno }
        if code == nil, rename(unfinished, target) != 0 { code = errno }
        if let code {
            unlink(unfinished)
            throw failure(code)
        }
    }

    private func failure(_ code: Int32) -> CommandFailure {
        .input("\(path) cannot be written: \(String(cString: strerror(code)))")
    }
}
