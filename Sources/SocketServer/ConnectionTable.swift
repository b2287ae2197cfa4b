import HTTPMessage

/// The connections of a loop by token. A token is never used twice, so that what comes late finds nothing: its lower half
/// is a place in the table, its upper half counts the place's tenants.
struct ConnectionTable {
    private var places: [Connection?] = []
    private var tenancies: [UInt32] = []
    private var free: [Int] = []
    private var hand = 0

    private(set) var count = 0

    subscript(token: UInt64) -> Connection? {
        let place = Self.place(token)
        guard place < places.count, let connection = places[place], connection.token == token else { return nil }
        return connection
    }

    /// A token for a connection that is about to be inserted.
    mutating func reserveToken() -> UInt64 {
        let place: Int
        if let freed = free.popLast() {
            place = freed
        } else {
            place = places.count
            places.append(nil)
            tenancies.append(0)
        }
        return UInt64(tenancies[place]) << 32 | UInt64(place)
    }

    mutating func insert(_ connection: Connection) {
        places[Self.place(connection.token)] = connection
        count += 1
    }

    /// - Returns: False if it has gone already.
    mutating func remove(_ connection: Connection) -> Bool {
        guard self[connection.token] != nil else { return false }
        let place = Self.place(connection.token)
        places[place] = nil
        tenancies[place] &+= 1
        free.append(place)
        count -= 1
        return true
    }

    /// Calls `visit` with each connection from where the last walk ended, until it says that it has seen enough.
    mutating func walk(_ visit: (Connection) -> Bool) {
        for _ in places.indices {
            hand = hand + 1 < places.count ? hand + 1 : 0
            if let connection = places[hand], visit(connection) { return }
        }
    }

    /// A copy of the list, which stays as it is while connections come and go.
    var all: [Connection] { places.compactMap { $0 } }

    private static func place(_ token: UInt64) -> Int {
        Int(UInt32(truncatingIfNeeded: token))
    }
}

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
