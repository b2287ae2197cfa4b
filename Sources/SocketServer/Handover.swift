import Synchronization

/// A socket on its way from the loop that accepted it to the loop that will serve it. If nobody takes it, it is closed.
final class Handover: Sendable {
    private let socket: Mutex<Socket?>

    init(_ socket: consuming Socket) {
        self.socket = Mutex(socket)
    }

    /// - Returns: Nil after the first call.
    func take() -> Socket? {
        socket.withLock { $0.take() }
    }
}
