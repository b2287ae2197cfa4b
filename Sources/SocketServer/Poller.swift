import CEpoll
import Glibc
import HTTPMessage

/// Waits for many descriptors at once, with level-triggered epoll. Each registered descriptor has a token, and its
/// events carry that token. A descriptor is unregistered when it is closed.
struct Poller: ~Copyable {
    struct Event {
        var token: UInt64
        var isReadable: Bool
        var isWritable: Bool
        /// The connection was reset, or is closed in both directions.
        var isLost: Bool
        /// The client has ended its stream. Bytes before the end may be unread.
        var hasEnded: Bool
    }

    private let descriptor: FileDescriptor
    private let events: UnsafeMutableBufferPointer<epoll_event>

    init() throws(ServerError) {
        descriptor = try FileDescriptor(epoll_create1(CEPOLL_CLOEXEC), from: "epoll_create1")
        events = .allocate(capacity: 256)
    }

    deinit {
        events.deallocate()
    }

    /// - Returns: 0, or the `errno`.
    func add(_ number: CInt, token: UInt64, interest: ConnectionMachine.Interest) -> CInt {
        control(EPOLL_CTL_ADD, number, token, interest)
    }

    /// - Returns: 0, or the `errno`.
    func change(_ number: CInt, token: UInt64, interest: ConnectionMachine.Interest) -> CInt {
        control(EPOLL_CTL_MOD, number, token, interest)
    }

    /// Waits for events.
    ///
    /// - Parameter nanoseconds: the longest time to wait; nil means no limit.
    /// - Returns: The number of events, which `event` returns; 0 after the timeout or a signal.
    func wait(nanoseconds: Int64?) -> Int {
        Int(
            max(
                0,
                epoll_wait(descriptor.number, events.baseAddress, CInt(events.count), Self.milliseconds(nanoseconds))
            )
        )
    }

    func event(_ index: Int) -> Event {
        let event = events[index]
        return Event(
            token: event.data.u64,
            isReadable: event.events & CEPOLL_IN != 0,
            isWritable: event.events & CEPOLL_OUT != 0,
            isLost: event.events & (CEPOLL_ERR | CEPOLL_HUP) != 0,
            hasEnded: event.events & CEPOLL_RDHUP != 0
        )
    }

    private func control(
        _ operation: CInt,
        _ number: CInt,
        _ token: UInt64,
        _ interest: ConnectionMachine.Interest
    ) -> CInt {
        var event = epoll_event()
        event.events =
            (interest.isReading ? CEPOLL_IN : 0) | (interest.isWriting ? CEPOLL_OUT : 0)
            | (interest.isWatchingEnd ? CEPOLL_RDHUP : 0)
        event.data.u64 = token
        return epoll_ctl(descriptor.number, operation, number, &event) == 0 ? 0 : errno
    }

    /// Rounded up, so that a wait does not end just before its deadline.
    private static func milliseconds(_ nanoseconds: Int64?) -> CInt {
        guard let nanoseconds else { return -1 }
        guard nanoseconds > 0 else { return 0 }
        return CInt(min(nanoseconds / 1_000_000, 3_600_000)) + 1
    }
}
