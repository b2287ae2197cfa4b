import HTTPMessage

/// A socket and its state machine. A connection belongs to one event loop.
final class Connection {
    let socket: Socket
    /// Identifies the connection in events and in finished work.
    let token: UInt64
    var machine: ConnectionMachine
    /// The interest that the poller has registered; nil before the socket is added to it.
    var registered: ConnectionMachine.Interest?

    init(socket: consuming Socket, token: UInt64, machine: consuming ConnectionMachine) {
        self.socket = socket
        self.token = token
        self.machine = machine
    }

    /// Reads once, as much as the machine can process.
    func read(using buffer: UnsafeMutableRawBufferPointer, at tick: Tick) {
        let room = min(machine.readCapacity, buffer.count)
        guard room > 0 else { return }
        switch socket.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<room])) {
        case .bytes(let count): machine.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: tick)
        case .end: machine.inputEnded(at: tick)
        case .blocked: break
        case .lost: machine.lost()
        }
    }

    /// Sends once, as much as the socket accepts.
    func send(at tick: Tick) {
        var outcome = Socket.Writing.lost
        machine.withPendingOutput { outcome = socket.write($0) }
        switch outcome {
        case .bytes(let count): machine.sent(count, at: tick)
        case .blocked: machine.sendBlocked(at: tick)
        case .lost: machine.lost()
        }
    }
}
