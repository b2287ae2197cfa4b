import Synchronization

/// A socket on its way from the loop that accepted it to the one that will serve it. Closed if nobody takes it.
final class Handover: Sendable {
    private let socket: Mutex<Socket?>

    init(_ socket: consuming Socket) {
        self.socket = Mutex(socket)
    }

    /// - Returns: Nil if it was taken before.
    func take() -> Socket? {
        socket.withLock { $0.take() }
    }
}
