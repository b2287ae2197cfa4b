import Foundation
import LawService

/// A file with the bearer tokens that the service accepts.
struct TokenFile {
    let path: String

    /// - Throws: `CommandFailure` if the file cannot be read, is not private, or holds something else than tokens.
    func tokens() throws(CommandFailure) -> [AccessToken] {
        // It is read again and again, so it cannot be a pipe.
        let text = String(decoding: try privateBytes(mayBePipe: false), as: UTF8.self)
        do {
            return try AccessTokenList.parse(text)
        } catch {
            throw .data("\(path): \(error.message)")
        }
    }

    /// The token of a client: the only line that is neither blank nor a comment.
    ///
    /// - Throws: `CommandFailure` if the file cannot be read, is not private, or holds something else than one token.
    func secret() throws(CommandFailure) -> String {
        let lines = String(decoding: try privateBytes(mayBePipe: true), as: UTF8.self).split(
            whereSeparator: \.isNewline
        )
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard let line = lines.first, lines.count == 1 else {
            throw .data("\(path): must hold one token, on a line of its own")
        }
        // RFC 6750 §2.1: b64token.
        guard line.wholeMatch(of: /[A-Za-z0-9\-._~+\/]+=*/) != nil else {
            let isDigest = line.contains("sha256:")
            throw .data(
                isDigest
                    ? "\(path): holds the digest of a token, as `serve` reads it; a client needs the token itself"
                    : "\(path): a token has letters, digits and -._~+/ only"
            )
        }
        return line
    }

    /// Adds a line. A new file is private.
    ///
    /// - Parameter reveal: gives the token to its user. It is called once the file is open, and if it fails, no line is added.
    func append(_ token: AccessToken, after reveal: () throws(CommandFailure) -> Void) throws(CommandFailure) {
        let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be opened", errno) }
        defer { close(descriptor) }
        try checkPrivate(descriptor)
        // The last line of a file that was written by hand may have no end.
        var last: UInt8 = 0
        let size = lseek(descriptor, 0, SEEK_END)
        let needsEnd = size > 0 && pread(descriptor, &last, 1, size - 1) == 1 && last != UInt8(ascii: "\n")
        let line = Array("\(needsEnd ? "\n" : "")\(token.line)\n".utf8)
        try reveal()
        if let code = Descriptor.write(line, to: descriptor) ?? (fsync(descriptor) == 0 ? nil : errno) {
            throw failure("does not have the token that was printed: it cannot be written", code)
        }
    }

    private func privateBytes(mayBePipe: Bool) throws(CommandFailure) -> [UInt8] {
        // Without O_NONBLOCK, a pipe without a writer would make this wait for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (mayBePipe ? 0 : O_NONBLOCK))
        guard descriptor >= 0 else { throw failure("cannot be read", errno) }
        defer { close(descriptor) }
        if !mayBePipe { try checkRegular(descriptor) }
        try checkPrivate(descriptor)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += piece[..<count]
                // A token file has some lines; a wrong path may name a device that never ends.
                guard bytes.count <= 16 << 20 else { throw .data("\(path) is too large for a token file") }
            } else if errno != EINTR {
                throw failure("cannot be read", errno)
            }
        }
    }

    private func checkRegular(_ descriptor: Int32) throws(CommandFailure) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("cannot be read", errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .input("\(path) is not a regular file") }
    }

    /// - Throws: if another user may read or write the file. The group of a file that belongs to root may read it: so
    ///   Kubernetes mounts secrets for a service that is not root, and PostgreSQL accepts keys by the same rule.
    private func checkPrivate(_ descriptor: Int32) throws(CommandFailure) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("cannot be read", errno) }
        let isGroupPermitted = status.st_uid == 0 && geteuid() != 0
        guard status.st_mode & (isGroupPermitted ? 0o037 : 0o077) == 0 else {
            throw .input("\(path) can be read or written by other users; make it private with `chmod 600 \(path)`")
        }
    }

    private func failure(_ what: String, _ code: Int32) -> CommandFailure {
        .input("\(path) \(what): \(String(cString: strerror(code)))")
    }
}
