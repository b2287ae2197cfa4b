import Dispatch
import Synchronization

/// Lends connections to PostgreSQL, at most a fixed number at once.
///
/// After a failed attempt to connect it refuses at once for a while, which doubles with each failure up to a second. A server
/// that restarts is not flooded, and it is found again within a second of its return.
final class PostgreSQLPool: Sendable {
    private static let firstPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(1)
    /// How long a caller waits for a connection of another one, if the server accepts no further connection.
    private static let returnPatience = Duration.seconds(1)

    private struct State {
        var idle: [Loan] = []
        /// How many connections callers use or make.
        var lent = 0
        /// How many callers wait for one of them.
        var waiting = 0
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
    /// Signalled for each connection that comes back while somebody waits.
    private let returned = DispatchSemaphore(value: 0)

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
    ///
    /// - Parameter silence: how long the server may be silent during a statement.
    func lend<Value>(
        silence: Duration = PostgreSQLConnection.longestSilence,
        _ body: (PostgreSQLConnection) throws -> Value
    ) throws -> Value {
        guard places.wait(timeout: .now() + .nanoseconds(patience.wholeNanoseconds)) == .success else {
            throw StoreError.busy(retryAfter: .seconds(1))
        }
        defer { places.signal() }
        if let connection = try take() {
            do {
                return try use(connection, silence, body)
            } catch  where connection.isLost && !connection.isSilent && connection.statementsOfLoan == 0 {
                // The others are as old as this one.
                state.withLock { state in
                    state.idle = []
                    state.lent += 1
                }
            }
        }
        let connection: PostgreSQLConnection
        do throws(PostgreSQLError) {
            connection = try connect()
        } catch {
            giveBack(nil)
            guard error.isRefusal, let returned = returnedConnection() else { throw error }
            connection = returned
        }
        return try use(connection, silence, body)
    }

    /// Closes idle connections now and the others when they come back. Later calls fail.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.idle = []
        }
    }

    /// Uses a connection that `lent` counts, and gives it back.
    private func use<Value>(
        _ connection: PostgreSQLConnection,
        _ silence: Duration,
        _ body: (PostgreSQLConnection) throws -> Value
    ) throws -> Value {
        defer { giveBack(connection) }
        connection.patience = silence
        do {
            return try body(connection)
        } catch {
            if connection.isSilent { noteSilence(error) }
            throw error
        }
    }

    /// From now on one caller tries whether the server answers a new connection, and the others are refused meanwhile.
    private func noteSilence(_ error: any Error) {
        guard let error = error as? PostgreSQLError else { return }
        state.withLock { state in
            state.idle = []
            state.refusal = (.now, error)
        }
    }

    /// An idle connection; `nil` if there is none, or if others wait for one. From now on `lent` counts it, or the one that the caller
    /// makes.
    private func take() throws -> PostgreSQLConnection? {
        try state.withLock { state in
            guard !state.isClosed else { throw StoreError.unavailable(reason: "the store is closed") }
            state.lent += 1
            return state.waiting == 0 ? state.idle.popLast() : nil
        }.map(Self.fresh)
    }

    /// - Parameter connection: `nil` if the caller could not make one.
    private func giveBack(_ connection: PostgreSQLConnection?) {
        let loan = connection.flatMap { $0.isReusable ? Loan(connection: $0) : nil }
        let isAwaited = state.withLock { state in
            state.lent -= 1
            if let loan, !state.isClosed { state.idle.append(loan) }
            return state.waiting > 0
        }
        if isAwaited { returned.signal() }
    }

    /// A connection that another caller gives back in time; `nil` if there is none. `lent` counts it.
    private func returnedConnection() -> PostgreSQLConnection? {
        let end = DispatchTime.now() + .nanoseconds(min(patience, Self.returnPatience).wholeNanoseconds)
        state.withLock { $0.waiting += 1 }
        defer { state.withLock { $0.waiting -= 1 } }
        while true {
            let (loan, isHopeless) = state.withLock { state -> (Loan?, Bool) in
                guard let loan = state.idle.popLast() else { return (nil, state.lent == 0) }
                state.lent += 1
                return (loan, false)
            }
            if let loan { return Self.fresh(loan) }
            // An earlier signal may have been for somebody else, so the list is looked at again.
            guard !isHopeless, returned.wait(timeout: end) == .success else { return nil }
        }
    }

    private static func fresh(_ loan: Loan) -> PostgreSQLConnection {
        loan.connection.statementsOfLoan = 0
        return loan.connection
    }

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
