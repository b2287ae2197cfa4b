import CEpoll
import Glibc

/// A listening socket. Several share one TCP port (SO_REUSEPORT), and the kernel distributes connections among them.
struct Listener: ~Copyable {
    enum Acceptance: ~Copyable {
        case connection(Socket)
        /// No client waits.
        case none
        /// Descriptors or memory are used up. No client can be accepted until some are free again.
        case exhausted
    }

    private let descriptor: FileDescriptor
    /// Nil for TCP and for an inherited socket, whose file belongs to another process.
    private let file: SocketFile?
    /// Whether clients open a file to connect.
    let isSocketFile: Bool

    /// The largest number of connections that wait to be accepted. The kernel's own limit may be lower.
    private static let backlog: CInt = 4096

    init(address: SocketAddress, host: String) throws(ServerError) {
        let bound = try Self.bound(to: address, host: host, isShared: true)
        guard listen(bound.number, Self.backlog) == 0 else { throw .system(call: "listen", errno: errno) }
        descriptor = bound
        file = nil
        isSocketFile = false
    }

    init(path: String) throws(ServerError) {
        // Until this process listens, its file looks like one that a dead process has left.
        let lock = try PathLock(path: path)
        let bound = try SocketFile.bind(path: path)
        let file = try SocketFile(path: path)
        guard listen(bound.number, Self.backlog) == 0 else { throw .system(call: "listen", errno: errno) }
        lock.release()
        descriptor = bound
        self.file = file
        isSocketFile = true
    }

    /// Takes over a listening socket of another origin.
    init(inherited number: CInt) throws(ServerError) {
        guard Self.option(SO_ACCEPTCONN, of: number) == 1,
            Self.option(SO_TYPE, of: number) == CInt(SOCK_STREAM.rawValue)
        else { throw .notListening(descriptor: number) }
        let owned = FileDescriptor(owning: number)
        let flags = fcntl(number, F_GETFL)
        guard flags >= 0, fcntl(number, F_SETFL, flags | O_NONBLOCK) == 0,
            fcntl(number, F_SETFD, FD_CLOEXEC) == 0
        else { throw .system(call: "fcntl", errno: errno) }
        // Fails for a unix socket, which never delays.
        var on: CInt = 1
        _ = setsockopt(number, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        isSocketFile = try SocketAddress(boundTo: number).family == AF_UNIX
        descriptor = owned
        file = nil
    }

    private static func option(_ option: CInt, of number: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(number, SOL_SOCKET, option, &value, &size) == 0 ? value : nil
    }

    /// Checks that no other server has the address. With SO_REUSEPORT alone, a second server of the same user could
    /// bind it too and would get half of the connections.
    static func checkIsFree(_ address: SocketAddress, host: String) throws(ServerError) {
        _ = try bound(to: address, host: host, isShared: false)
    }

    var number: CInt { descriptor.number }

    /// Connections inherit the size.
    func setSendBuffer(_ bytes: CInt) {
        var bytes = bytes
        _ = setsockopt(number, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<CInt>.size))
    }

    var port: UInt16 {
        get throws(ServerError) { try SocketAddress(boundTo: descriptor.number).port }
    }

    /// Whether a client waits to be accepted. Nobody else accepts from this socket, so it waits until `accept`.
    var hasClient: Bool {
        var state = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return poll(&state, 1, 0) == 1
    }

    /// Accepts the next waiting connection. Its socket does not block, and it sends at once (it inherits TCP_NODELAY).
    func accept() -> Acceptance {
        while true {
            let accepted = accept4(descriptor.number, nil, nil, CEPOLL_ACCEPT_FLAGS)
            if accepted >= 0 { return .connection(Socket(FileDescriptor(owning: accepted))) }
            switch errno {
            // accept(2): errors of the connection itself, which ended before it was accepted. The next one may be
            // intact.
            case EINTR, ECONNABORTED, ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
                ENETUNREACH, EPERM:
                continue
            case EAGAIN: return .none
            default: return .exhausted
            }
        }
    }

    private static func bound(
        to address: SocketAddress,
        host: String,
        isShared: Bool
    ) throws(ServerError) -> FileDescriptor {
        let descriptor = try FileDescriptor(socket(address.family, CEPOLL_STREAM_FLAGS, 0), from: "socket")
        // A restart must not wait until the old connections leave TIME_WAIT.
        try enable(SO_REUSEADDR, SOL_SOCKET, of: descriptor.number)
        if isShared { try enable(SO_REUSEPORT, SOL_SOCKET, of: descriptor.number) }
        try enable(TCP_NODELAY, CInt(IPPROTO_TCP), of: descriptor.number)
        switch address.assign(to: descriptor.number) {
        case 0: return descriptor
        case EADDRINUSE: throw .addressInUse(host: host, port: address.port)
        case let code: throw .system(call: "bind", errno: code)
        }
    }

    private static func enable(_ option: CInt, _ level: CInt, of descriptor: CInt) throws(ServerError) {
        var on: CInt = 1
        guard setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<CInt>.size)) == 0 else {
            throw .system(call: "setsockopt", errno: errno)
        }
    }
}
