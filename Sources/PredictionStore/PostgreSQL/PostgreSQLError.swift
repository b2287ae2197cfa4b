/// Why a statement failed, or a connection.
struct PostgreSQLError: Error, Equatable {
    /// Five characters of the SQL standard; `nil` if the server did not answer.
    let sqlState: String?
    var message: String
    /// Whether the connection must not be used again.
    let isConnectionLost: Bool

    /// The server is shutting down, has crashed, or is starting.
    static let shutdownStates: Set<String> = ["57P01", "57P02", "57P03"]

    /// Whether a server that works refuses a further connection. libpq reports no code for that, only the server's text.
    var isRefusal: Bool {
        ["too many", "connection slots"].contains { message.contains($0) }
    }

    var storeError: StoreError {
        switch sqlState {
        // A lock or a statement took too long, two transactions wait for each other, or no connection slot is free.
        case "55P03", "57014", "40001", "40P01", "53300": .busy(retryAfter: .seconds(1))
        // A standby, or a database that was set to read-only.
        case "25006": .readOnly
        case "42501":
            .unavailable(
                reason: """
                    PostgreSQL error 42501: \(message); a user who may create a schema must start the service once, and then `GRANT USAGE ON \
                    SCHEMA performance_law` and `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA performance_law` suffice
                    """
            )
        case .some(let state): .unavailable(reason: "PostgreSQL error \(state): \(message)")
        case nil: .unavailable(reason: "PostgreSQL: \(message)")
        }
    }
}
