import Glibc
import SocketServer

/// A connected socket whose calls block, each for a bounded time.
struct ClientSocket: ~Copyable {
    private static let connectSeconds = 10.0
    private static let sendSeconds = 60.0

    private let descriptor: FileDescriptor
    private let silence: Double

    /// - Parameter silence: how many seconds the server may take to send its next bytes, at most. Connecting and sending have
    ///   shorter limits of their own, as long as this one is longer.
    init(_ endpoint: ServiceAddress.Endpoint, silence: Double) throws(ClientError) {
        self.silence = silence
        let connectSeconds = min(Self.connectSeconds, silence)
        var reason = ""
        for address in try Self.addresses(of: endpoint) {
            let number = socket(address.family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
            guard number >= 0 else { throw .unreachable(reason: Self.text(errno)) }
            let descriptor = FileDescriptor(owning: number)
            // On Linux the limit for sending holds for connecting too; see socket(7).
            Self.limit(number, SO_SNDTIMEO, seconds: connectSeconds)
            let code = address.connect(number)
            if code == 0 {
                Self.limit(number, SO_SNDTIMEO, seconds: min(Self.sendSeconds, silence))
                Self.limit(number, SO_RCVTIMEO, seconds: silence)
                self.descriptor = descriptor
                return
            }
            // A socket file whose queue is full says EAGAIN.
            reason =
                code == EINPROGRESS || code == EAGAIN
                ? "no answer within \(Seconds.text(connectSeconds))" : Self.text(code)
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
            if errno == EAGAIN { throw .silent(seconds: silence) }
            throw .interrupted(reason: Self.text(errno))
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

    private static func limit(_ descriptor: CInt, _ option: CInt, seconds: Double) {
        // Zero would be no limit.
        let microseconds = max(1, Int(seconds * 1e6))
        var time = timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
        setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    private static func text(_ code: CInt) -> String { String(cString: strerror(code)) }
}
