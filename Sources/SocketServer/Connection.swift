import HTTPMessage

/// A socket and the machine that decides about it. Belongs to one event loop.
final class Connection {
    let socket: Socket
    /// The loop's name for this connection, in events and in work that comes back.
    let token: UInt64
    var machine: ConnectionMachine
    /// What the poller was told to wait for; nil before it knows the socket.
    var registered: ConnectionMachine.Interest?

    init(socket: consuming Socket, token: UInt64, machine: consuming ConnectionMachine) {
        self.socket = socket
        self.token = token
        self.machine = machine
    }
}
