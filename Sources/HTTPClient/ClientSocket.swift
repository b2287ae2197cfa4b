import Glibc
import SocketServer

/// A connected socket whose calls block, each for a bounded time.
struct ClientSocket: ~Copyable {
    private static let connectSeconds = 10
    private static let sendSeconds = 60

    private let descriptor: FileDescriptor

    /// - Parameter receiveSeconds: how long the server may take to send its next bytes.
    init(_ endpoint: ServiceAddress.Endpoint, receiveSeconds: Int) throws(ClientError) {
        var reason = ""
        for address in try Self.addresses(of: endpoint) {
            let number = socket(address.family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
            guard number >= 0 else { throw .unreachable(reason: Self.text(errno)) }
            let descriptor = FileDescriptor(owning: number)
            // On Linux the limit for sending holds for connecting too; see socket(7).
            Self.limit(number, SO_SNDTIMEO, seconds: Self.connectSeconds)
            let code = address.connect(number)
            if code == 0 {
                Self.limit(number, SO_SNDTIMEO, seconds: Self.sendSeconds)
                Self.limit(number, SO_RCVTIMEO, seconds: receiveSeconds)
                self.descriptor = descriptor
                return
            }
            reason = code == EINPROGRESS ? "no answer within \(Self.connectSeconds) s" : Self.text(code)
        }
        throw .unreachable(reason: reason)
    }

    /// Sends all bytes.
    ///
    /// - Returns: false if the server takes no more. It may have sent a response.
    func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        while start < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start..<bytes.count])
            let count = Glibc.send(descriptor.number, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
            if count >= 0 { start += count } else if errno != EINTR { return false }
        }
        return true
    }

    /// Whether the server has sent something already.
    var hasInput: Bool {
        var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// - Returns: the number of bytes; 0 at the end of the stream.
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(ClientError) -> Int {
        while true {
            let count = recv(descriptor.number, buffer.baseAddress, buffer.count, 0)
            if count >= 0 { return count }
            if errno == EINTR { continue }
            throw .interrupted(reason: errno == EAGAIN ? "the server did not answer in time" : Self.text(errno))
        }
    }

    private static func addresses(of endpoint: ServiceAddress.Endpoint) throws(ClientError) -> [SocketAddress] {
        do {
            switch endpoint {
            case .host(let host, let port): return try SocketAddress.all(host: host, port: port)
            case .path(let path): return [try SocketAddress(path: path)]
            }
        } catch {
            switch error {
            case .unknownHost(let host, let reason): throw .unknownHost(host, reason: reason)
            case .pathTooLong(_, let limit): throw .pathTooLong(limit: limit)
            default: throw .unreachable(reason: "\(error)")
            }
        }
    }

    private static func limit(_ descriptor: CInt, _ option: CInt, seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    private static func text(_ code: CInt) -> String { String(cString: strerror(code)) }
}
