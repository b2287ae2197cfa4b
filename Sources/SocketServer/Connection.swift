import HTTPMessage
import Synchronization

/// A socket and its state machine. A connection belongs to one event loop.
final class Connection {
    let socket: Socket
    /// Identifies the connection in events and in finished work.
    let token: UInt64
    // One thread uses it, and the machine knows nothing of its connection: nothing can reach it while it changes.
    @exclusivity(unchecked)
    var machine: ConnectionMachine
    /// Whether the connection has one of the places beyond the limit.
    private(set) var isReserved: Bool
    /// Whether the beginning of a request on a further place has sought a place.
    var hasSoughtPlace = false
    private let traffic: Traffic
    /// The interest that the poller has registered; nil before the socket is added to it.
    @exclusivity(unchecked)
    var registered: ConnectionMachine.Interest?

    init(socket: consuming Socket, token: UInt64, machine: consuming ConnectionMachine, traffic: Traffic) {
        isReserved = machine.isReserved
        self.traffic = traffic
        self.socket = socket
        self.token = token
        self.machine = machine
    }

    /// Gives the connection a place for every request.
    func promote(at tick: Tick) {
        isReserved = false
        machine.placeGranted(at: tick)
    }

    /// Reads once, as much as the machine can process.
    func read(using buffer: UnsafeMutableRawBufferPointer, at tick: Tick) {
        let room = min(machine.readCapacity, buffer.count)
        guard room > 0 else { return }
        switch socket.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<room])) {
        case .bytes(let count):
            traffic.receivedBytes.wrappingAdd(count, ordering: .relaxed)
            machine.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: tick)
        case .end: machine.inputEnded(at: tick)
        case .blocked: break
        case .lost: machine.lost(at: tick)
        }
    }

    /// Sends once, as much as the socket accepts.
    ///
    /// - Returns: The number of bytes.
    func send(at tick: Tick) -> Int {
        var outcome = Socket.Writing.lost
        machine.withPendingOutput { outcome = socket.write($0) }
        switch outcome {
        case .bytes(let count):
            traffic.sentBytes.wrappingAdd(count, ordering: .relaxed)
            machine.sent(count, at: tick)
            return count
        case .blocked: machine.sendBlocked(at: tick)
        case .lost: machine.lost(at: tick)
        }
        return 0
    }
}
