import HTTPMessage
import Testing

@testable import SocketServer

@Suite("ConnectionTable")
struct ConnectionTableTests {
    @Test("finds a connection by its token until it is removed")
    func findsByToken() throws {
        var table = ConnectionTable()
        let first = try insert(into: &table)
        let second = try insert(into: &table)
        #expect(first.token != second.token)
        #expect(table[first.token] === first)
        #expect(table[second.token] === second)
        #expect(table.count == 2)

        let isRemoved = table.remove(first)
        #expect(isRemoved)
        #expect(table[first.token] == nil)
        #expect(table[second.token] === second)
        #expect(table.count == 1)
        #expect(table.all.map(\.token) == [second.token])
    }

    @Test("a late token does not find the next connection in the same slot")
    func distinguishesGenerations() throws {
        var table = ConnectionTable()
        var tokens: Set<UInt64> = []
        for round in 1...100 {
            let connection = try insert(into: &table)
            tokens.insert(connection.token)
            #expect(tokens.count == round)
            #expect(tokens.filter { table[$0] != nil } == [connection.token])
            _ = table.remove(connection)
        }
        // The lower half is the slot: all of them used the first one.
        #expect(Set(tokens.map { UInt32(truncatingIfNeeded: $0) }) == [0])
    }

    @Test("removes a connection once")
    func removesOnce() throws {
        var table = ConnectionTable()
        let old = try insert(into: &table)
        var removals = [table.remove(old), table.remove(old)]
        let new = try insert(into: &table)
        // The slot has another connection now.
        removals.append(table.remove(old))
        #expect(removals == [true, false, false])
        #expect(table[new.token] === new)
        #expect(table.count == 1)
    }

    @Test("unknown tokens find nothing", arguments: [0, 1, 1 << 32, .max - 1, .max] as [UInt64])
    func ignoresUnknownTokens(token: UInt64) {
        #expect(ConnectionTable()[token] == nil)
    }

    @Test("the copy of the list does not change while connections end")
    func copiesList() throws {
        var table = ConnectionTable()
        for _ in 0..<5 { _ = try insert(into: &table) }
        var removed = 0
        for connection in table.all where table.remove(connection) { removed += 1 }
        #expect(removed == 5)
        #expect(table.count == 0)
    }

    @Test("no connection is evictable within its first 50 ms, and none in an empty table")
    func sparesNewConnections() throws {
        var table = ConnectionTable()
        let none = table.nextEvictable(at: tick(after: .seconds(1)))
        #expect(none == nil)
        let connection = try insert(into: &table)
        let early = table.nextEvictable(at: tick(after: .milliseconds(49)))
        #expect(early == nil)
        let late = table.nextEvictable(at: tick(after: .milliseconds(50)))
        #expect(late === connection)
    }

    @Test("the connection nearest to its deadline is evicted first")
    func choosesByDeadline() throws {
        var table = ConnectionTable()
        var connections: [Connection] = []
        // The connections inserted later are older, so their deadlines come first.
        for age in 0..<10 { connections.append(try insert(into: &table, after: .seconds(-age))) }
        for expected in connections.reversed() {
            let chosen = table.nextEvictable(at: tick(after: .seconds(1)))
            #expect(chosen === expected)
            if let chosen { _ = table.remove(chosen) }
        }
        #expect(table.count == 0)
    }

    @Test("a search examines 16 candidates, and the next one continues behind them")
    func continuesSearch() throws {
        var table = ConnectionTable()
        var connections: [Connection] = []
        for age in 0..<32 { connections.append(try insert(into: &table, after: .seconds(-age))) }
        // The first search covers the slots 1 to 16, the second one the slots 17 to 31 and 0.
        for expected in [16, 31, 16] {
            let chosen = table.nextEvictable(at: tick(after: .seconds(1)))
            #expect(chosen === connections[expected])
        }
    }

    private let start = Tick.Instant.now

    private func tick(after duration: Duration) -> Tick {
        Tick(now: start + duration, date: [])
    }

    private func insert(into table: inout ConnectionTable, after age: Duration = .zero) throws -> Connection {
        let machine = ConnectionMachine(
            handler: TestHandler(),
            limits: RequestLimits(),
            timeouts: ConnectionTimeouts(),
            uploads: UploadBudget(bytes: 0),
            at: tick(after: age)
        )
        let pair = try SocketPair()
        let connection = Connection(
            socket: pair.local,
            token: table.reserveToken(),
            machine: machine,
            traffic: Traffic()
        )
        table.insert(connection)
        return connection
    }
}
