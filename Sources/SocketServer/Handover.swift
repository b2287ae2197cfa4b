import Synchronization

/// A socket on its way from the loop that accepted it to the loop that will serve it. If nobody takes it, it is closed.
final class Handover: Sendable {
    private let socket: Mutex<Socket?>
    /// Whether the client has opened a socket file.
    let isFromSocketFile: Bool

    init(_ socket: consuming Socket, isFromSocketFile: Bool = false) {
        self.socket = Mutex(socket)
        self.isFromSocketFile = isFromSocketFile
    }

    /// - Returns: Nil after the first call.
    func take() -> Socket? {
        socket.withLock { $0.take() }
    }
}
