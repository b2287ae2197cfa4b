import CEpoll
import Glibc

/// The program that started the process, if it is systemd or speaks its protocols: sd_listen_fds(3), sd_notify(3) and
/// sd_watchdog_enabled(3).
public struct ServiceManager: Sendable {
    private let address: String
    /// How often the manager wants a sign of life; nil if it does not.
    public let watchdogInterval: Duration?

    /// - Returns: Nil if nobody wants notifications.
    public init?(environment: [String: String]) {
        // A first `@` means a socket without a file. Other kinds of addresses are for virtual machines.
        guard let address = environment["NOTIFY_SOCKET"], ["/", "@"].contains(address.prefix(1)) else { return nil }
        self.address = address
        let isForUs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let interval = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        watchdogInterval = isForUs ? interval.map { .microseconds($0) } : nil
    }

    /// Sends lines such as `READY=1`. A manager that cannot be reached changes nothing for the service.
    ///
    /// - Parameter patience: how long to wait while the manager's queue is full, in whole seconds.
    /// - Returns: Whether they were sent.
    @discardableResult
    public func notify(_ lines: String..., patience: Int = 0) -> Bool {
        do throws(ServerError) {
            let type = CInt(SOCK_DGRAM.rawValue) | CEPOLL_SOCKET_FLAGS
            let descriptor = try FileDescriptor(socket(AF_UNIX, type, 0), from: "socket")
            if patience > 0 {
                var limit = timeval(tv_sec: patience, tv_usec: 0)
                let size = socklen_t(MemoryLayout<timeval>.size)
                guard setsockopt(descriptor.number, SOL_SOCKET, SO_SNDTIMEO, &limit, size) == 0,
                    fcntl(descriptor.number, F_SETFL, 0) == 0
                else { throw .system(call: "fcntl", errno: errno) }
            }
            return try SocketAddress(path: address).send(
                Array(lines.joined(separator: "\n").utf8),
                from: descriptor.number
            ) == 0
        } catch {
            return false
        }
    }

    /// The listening sockets that the process was started with.
    public static func inheritedDescriptors(environment: [String: String]) -> [Int32] {
        // The variables may be meant for a parent of this process.
        guard environment["LISTEN_PID"] == String(getpid()),
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), (1...64).contains(count)
        else { return [] }
        return (0..<count).map { firstDescriptor + $0 }
    }

    /// SD_LISTEN_FDS_START.
    private static let firstDescriptor: Int32 = 3
}
