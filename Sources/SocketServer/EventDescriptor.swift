import CEpoll
import Glibc

/// Ends another thread's wait (an eventfd).
struct EventDescriptor: ~Copyable, Sendable {
    private let descriptor: FileDescriptor

    init() throws(ServerError) {
        descriptor = try FileDescriptor(eventfd(0, CEPOLL_EVENTFD_FLAGS), from: "eventfd")
    }

    var number: CInt { descriptor.number }

    /// Makes the descriptor readable. The call fails only if the counter is full, and then the descriptor is readable.
    func signal() {
        var one: UInt64 = 1
        _ = write(descriptor.number, &one, MemoryLayout<UInt64>.size)
    }

    /// Makes the descriptor unreadable until the next signal.
    func clear() {
        var count: UInt64 = 0
        _ = read(descriptor.number, &count, MemoryLayout<UInt64>.size)
    }
}
