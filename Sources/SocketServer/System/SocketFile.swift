import CEpoll
import Glibc

/// Owns the file of a listening unix socket, and removes it at the end, unless another process has replaced it.
final class SocketFile: Sendable {
    private let path: String
    private let identity: Identity

    private struct Identity: Equatable {
        var device: dev_t
        var inode: ino_t

        init?(path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            (device, inode) = (status.st_dev, status.st_ino)
        }
    }

    /// Takes over the file that `bind(path:)` has just made.
    init(path: String) throws(ServerError) {
        guard let identity = Identity(path: path) else { throw .system(call: "lstat", errno: errno) }
        self.path = path
        self.identity = identity
    }

    deinit {
        if Identity(path: path) == identity { unlink(path) }
    }

    /// Binds a new socket to the path. Only the same user can connect to it.
    static func bind(path: String) throws(ServerError) -> FileDescriptor {
        let address = try SocketAddress(path: path)
        let descriptor = try FileDescriptor(socket(AF_UNIX, CEPOLL_STREAM_FLAGS, 0), from: "socket")
        // Linux makes the file with the mode of the socket. With `chmod` after `bind`, others could connect in between.
        guard fchmod(descriptor.number, 0o600) == 0 else { throw .system(call: "fchmod", errno: errno) }
        var code = address.assign(to: descriptor.number)
        if code == EADDRINUSE {
            try removeStale(path: path, address: address)
            code = address.assign(to: descriptor.number)
        }
        switch code {
        case 0: return descriptor
        case EADDRINUSE: throw .pathInUse(path)
        default: throw .system(call: "bind", errno: code)
        }
    }

    /// Removes a socket file to which nobody listens.
    private static func removeStale(path: String, address: SocketAddress) throws(ServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        let probe = try FileDescriptor(socket(AF_UNIX, CEPOLL_STREAM_FLAGS, 0), from: "socket")
        // Anything else, such as a full backlog, means that somebody listens.
        guard address.connect(probe.number) == ECONNREFUSED else { throw .pathInUse(path) }
        unlink(path)
    }
}
