import Dispatch
import Foundation
import Synchronization

/// Lends connections to PostgreSQL, at most a fixed number at once.
///
/// After a failed attempt to connect it refuses at once for a while, which doubles with each failure up to a second. A server
/// that restarts is not flooded, and it is found again within a second of its return.
final class PostgreSQLPool: Sendable {
    private static let firstPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(1)
    /// How long a caller that cannot connect waits for a connection that is lent to another one.
    private static let returnPatience = Duration.milliseconds(250)

    private struct State {
        var idle: [Loan] = []
        /// How many connections callers use.
        var lent = 0
        var isClosed = false
        var pause = PostgreSQLPool.firstPause
        /// No attempt to connect before this time, with the reason of the last failure.
        var refusal: (until: ContinuousClock.Instant, error: PostgreSQLError)?
        /// Somebody tries whether the server is back.
        var isTrying = false
    }

    /// A connection on its way between the pool and a caller.
    ///
    /// `@unchecked Sendable`: it is in the list of idle connections or with exactly one caller, never both.
    private struct Loan: @unchecked Sendable {
        let connection: PostgreSQLConnection
    }

    private let url: String
    private let patience: Duration
    private let places: DispatchSemaphore
    private let state = Mutex(State())

    /// - Parameter patience: how long a caller waits for a free connection.
    init(url: String, connections: Int, patience: Duration) {
        self.url = url
        self.patience = patience
        places = DispatchSemaphore(value: connections)
    }

    /// Calls `body` with a connection of its own.
    ///
    /// A connection that turns out to be lost before its first statement has succeeded is replaced once: the server was restarted
    /// while the connection was idle.
    func lend<Value>(_ body: (PostgreSQLConnection) throws -> Value) throws -> Value {
        guard places.wait(timeout: .now() + .nanoseconds(patience.wholeNanoseconds)) == .success else {
            throw StoreError.busy(retryAfter: .seconds(1))
        }
        defer { places.signal() }
        if let connection = try idleConnection() {
            connection.statementsOfLoan = 0
            do {
                return try use(connection, body)
            } catch  where connection.isLost && connection.statementsOfLoan == 0 {
                // The others are as old as this one.
                discardIdle()
            }
        }
        let connection: PostgreSQLConnection
        do throws(PostgreSQLError) {
            connection = try connect()
        } catch {
            // The server may accept no further connection, while those it has accepted work.
            guard let returned = try returnedConnection() else { throw error }
            connection = returned
        }
        return try use(connection, body)
    }

    /// Closes idle connections now and the others when they come back. Later calls fail.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.idle = []
        }
    }

    private func use<Value>(
        _ connection: PostgreSQLConnection,
        _ body: (PostgreSQLConnection) throws -> Value
    ) throws -> Value {
        state.withLock { $0.lent += 1 }
        defer {
            let loan = Loan(connection: connection)
            let isReusable = connection.isReusable
            state.withLock { state in
                state.lent -= 1
                if isReusable, !state.isClosed { state.idle.append(loan) }
            }
        }
        return try body(connection)
    }

    private func idleConnection() throws -> PostgreSQLConnection? {
        try state.withLock { state in
            guard !state.isClosed else { throw StoreError.unavailable(reason: "the store is closed") }
            return state.idle.popLast()
        }?.connection
    }

    /// A connection that another caller has returned in time; `nil` if there is none.
    private func returnedConnection() throws -> PostgreSQLConnection? {
        let end = ContinuousClock.now + Self.returnPatience
        while true {
            if let connection = try idleConnection() {
                connection.statementsOfLoan = 0
                return connection
            }
            guard state.withLock({ $0.lent }) > 0, ContinuousClock.now < end else { return nil }
            Thread.sleep(forTimeInterval: 0.005)
        }
    }

    private func discardIdle() { state.withLock { $0.idle = [] } }

    private func connect() throws(PostgreSQLError) -> PostgreSQLConnection {
        // A server that does not answer at all takes seconds to refuse. Only one caller waits for that.
        var isTrial = false
        let error: PostgreSQLError? = state.withLock { state in
            guard let refusal = state.refusal else { return nil }
            if state.isTrying || ContinuousClock.now < refusal.until { return refusal.error }
            state.isTrying = true
            isTrial = true
            return nil
        }
        if let error { throw error }
        do throws(PostgreSQLError) {
            let connection = try PostgreSQLConnection(url: url)
            state.withLock { state in
                state.pause = Self.firstPause
                state.refusal = nil
                if isTrial { state.isTrying = false }
            }
            return connection
        } catch {
            state.withLock { state in
                if isTrial { state.isTrying = false }
                // Replicas that lost the server together do not come back together.
                state.refusal = (.now + state.pause * Double.random(in: 0.5...1), error)
                state.pause = min(state.pause * 2, Self.longestPause)
            }
            throw error
        }
    }
}
