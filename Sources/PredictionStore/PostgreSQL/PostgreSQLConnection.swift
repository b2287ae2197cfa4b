import CLibPQ
import Foundation

/// One connection to PostgreSQL. Every wait ends: libpq's own calls would wait for a silent network without limit.
///
/// It is not thread-safe. The pool lends it to one caller at a time.
final class PostgreSQLConnection {
    /// A bound parameter. Values never become part of a statement's text.
    enum Value {
        case text(String)
        case number(Int64)
        /// Text in UTF-8, or the bytes of a `bytea`.
        case bytes(Data)
        case null
    }

    /// The columns of a row, as the server writes them in text.
    struct Row {
        fileprivate let columns: [Data?]

        func data(_ column: Int) -> Data? { columns[column] }
        func text(_ column: Int) -> String? { columns[column].map { String(decoding: $0, as: UTF8.self) } }
        func number(_ column: Int) -> Int64? { text(column).flatMap { Int64($0) } }
    }

    /// How long the server may stay silent during a statement, unless the caller has less patience. The server's own
    /// `statement_timeout` is shorter.
    static let longestSilence = Duration.seconds(20)

    private let pq: CLibPQ
    private let handle: OpaquePointer
    /// The names of prepared statements by their text.
    private var prepared: [String: String] = [:]
    private(set) var isLost = false
    /// Whether the connection was given up because the server was silent for too long. Another one would hardly be answered.
    private(set) var isSilent = false
    /// Whether another caller can use the connection: it works, and no transaction is open.
    var isReusable: Bool { !isLost && pq.PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// How many statements succeeded since the pool lent this connection.
    var statementsOfLoan = 0
    /// How long this caller waits for an answer.
    var patience = PostgreSQLConnection.longestSilence

    /// Connects. The password comes from the URL, from `PGPASSWORD`, or from the file that `passfile` or `PGPASSFILE` names.
    ///
    /// - Parameter url: what libpq understands, TLS parameters included. It wins over the settings made here, but for the encoding.
    init(url: String) throws(PostgreSQLError) {
        pq = try LibPQ.functions()
        let settings = [
            ("connect_timeout", "3"),
            // A server that vanished without a word is noticed after ten seconds, also in the middle of sending.
            ("tcp_user_timeout", "10000"), ("keepalives_idle", "5"), ("keepalives_interval", "2"),
            ("keepalives_count", "3"),
            ("fallback_application_name", "performance-law"),
            ("dbname", url),
            // Behind the URL, so that it wins: names and documents are UTF-8 to every replica.
            ("client_encoding", "UTF8"),
        ]
        let names = settings.map { strdup($0.0) }
        let values = settings.map { strdup($0.1) }
        defer { for pointer in names + values { free(pointer) } }
        let connected = pq.PQconnectdbParams(
            names.map { UnsafePointer($0) } + [nil],
            values.map { UnsafePointer($0) } + [nil],
            1
        )
        guard let connected else {
            throw PostgreSQLError(sqlState: nil, message: "out of memory", isConnectionLost: true)
        }
        handle = connected
        guard pq.PQstatus(handle) == CONNECTION_OK else {
            var failure = failure(nil)
            failure.message = ConnectionURL(url).withoutSecrets(failure.message)
            throw failure
        }
        _ = pq.PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard pq.PQsetnonblocking(handle, 1) == 0 else { throw failure(nil) }
        // A transaction of a process that is stuck must not hold the lock of all writers. `synchronous_commit = off` would lose
        // acknowledged documents in a crash of the server; stronger levels stay.
        let settled = try rows(
            """
            SELECT current_setting('server_encoding'), set_config('statement_timeout', '15s', false),
                set_config('idle_in_transaction_session_timeout', '15s', false),
                set_config('standard_conforming_strings', 'on', false),
                CASE WHEN current_setting('synchronous_commit') = 'off'
                    THEN set_config('synchronous_commit', 'on', false) END
            """
        )
        guard let encoding = settled.first?.text(0), encoding == "UTF8" else {
            throw PostgreSQLError(
                sqlState: nil,
                message:
                    "the database has the encoding \(settled.first?.text(0) ?? "none"), which cannot hold every name; "
                    + "create one with ENCODING 'UTF8' TEMPLATE template0",
                isConnectionLost: false
            )
        }
    }

    deinit { pq.PQfinish(handle) }

    /// Executes one statement with bound parameters and returns its rows.
    @discardableResult
    func rows(_ sql: String, _ values: [Value] = []) throws(PostgreSQLError) -> [Row] {
        var rows: [Row] = []
        do {
            try forEachRow(sql, values, singleRows: false) { rows.append($0) }
        } catch {
            throw (error as? PostgreSQLError)
                ?? PostgreSQLError(sqlState: nil, message: "\(error)", isConnectionLost: isLost)
        }
        return rows
    }

    /// Delivers the rows one by one as they arrive. After an error of `receive` the connection cannot be used again.
    func stream(_ sql: String, _ receive: (Row) throws -> Void) throws {
        try forEachRow(sql, [], singleRows: true, receive)
    }

    /// Executes statements without parameters or rows.
    func execute(_ sql: String) throws(PostgreSQLError) {
        guard pq.PQsendQuery(handle, sql) == 1 else { throw failure(nil) }
        try flush()
        try finish()
        statementsOfLoan += 1
    }

    private func forEachRow(
        _ sql: String,
        _ values: [Value],
        singleRows: Bool,
        _ receive: (Row) throws -> Void
    ) throws {
        let name = try prepare(sql)
        guard Self.withParameters(values, { pq.PQsendQueryPrepared(handle, name, $0, $1, $2, $3, 0) }) == 1 else {
            throw failure(nil)
        }
        if singleRows { _ = pq.PQsetSingleRowMode(handle) }
        try flush()
        while let result = try nextResult() {
            defer { pq.PQclear(result) }
            try check(result)
            for row in 0..<pq.PQntuples(result) {
                do {
                    try receive(self.row(result, row))
                } catch {
                    // The rest of the rows is on its way.
                    isLost = true
                    throw error
                }
            }
        }
        statementsOfLoan += 1
    }

    /// The name of the prepared statement with this text.
    private func prepare(_ sql: String) throws(PostgreSQLError) -> String {
        if let name = prepared[sql] { return name }
        let name = "s\(prepared.count)"
        guard pq.PQsendPrepare(handle, name, sql, 0, nil) == 1 else { throw failure(nil) }
        try flush()
        try finish()
        prepared[sql] = name
        return name
    }

    /// Calls `body` with the count, values, lengths and formats of the parameters.
    private static func withParameters<Result>(
        _ values: [Value],
        _ body: (Int32, [UnsafePointer<CChar>?], [Int32], [Int32]) -> Result
    ) -> Result {
        var bytes: [UInt8] = []
        var offsets: [Int?] = []
        var lengths: [Int32] = []
        var formats: [Int32] = []
        for value in values {
            let start = bytes.count
            switch value {
            case .null: break
            case .number(let number): bytes += "\(number)".utf8
            case .text(let text): bytes += text.utf8
            case .bytes(let data): bytes += data
            }
            // The binary form of a text is its bytes. Numbers go as text, so that the server finds their width.
            let isBinary = if case .number = value { false } else { true }
            if case .null = value { offsets.append(nil) } else { offsets.append(start) }
            lengths.append(Int32(bytes.count - start))
            formats.append(isBinary ? 1 : 0)
            bytes.append(0)
        }
        return bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return body(
                Int32(values.count),
                offsets.map { offset in offset.flatMap { base?.advanced(by: $0) } },
                lengths,
                formats
            )
        }
    }

    private func row(_ result: OpaquePointer, _ row: Int32) -> Row {
        Row(
            columns: (0..<pq.PQnfields(result)).map { column in
                guard pq.PQgetisnull(result, row, column) == 0, let value = pq.PQgetvalue(result, row, column) else {
                    return nil
                }
                return Data(bytes: value, count: Int(pq.PQgetlength(result, row, column)))
            }
        )
    }
}

// Waiting with a limit.
extension PostgreSQLConnection {
    /// Sends what libpq still holds.
    private func flush() throws(PostgreSQLError) {
        while true {
            switch pq.PQflush(handle) {
            case 0: return
            case 1:
                // The server may have to send before it can receive.
                if try wait(for: POLLIN | POLLOUT) & Int16(POLLIN) != 0, pq.PQconsumeInput(handle) == 0 {
                    throw failure(nil)
                }
            default: throw failure(nil)
            }
        }
    }

    /// The next result; `nil` after the last one.
    private func nextResult() throws(PostgreSQLError) -> OpaquePointer? {
        while pq.PQisBusy(handle) == 1 {
            _ = try wait(for: POLLIN)
            guard pq.PQconsumeInput(handle) == 1 else { throw failure(nil) }
        }
        return pq.PQgetResult(handle)
    }

    /// Reads all results and throws the first error.
    private func finish() throws(PostgreSQLError) {
        while let result = try nextResult() {
            defer { pq.PQclear(result) }
            try check(result)
        }
    }

    private func wait(for events: Int32) throws(PostgreSQLError) -> Int16 {
        let deadline = ContinuousClock.now + patience
        while true {
            var descriptor = pollfd(fd: pq.PQsocket(handle), events: Int16(events), revents: 0)
            let remaining = deadline - .now
            guard remaining > .zero else {
                isLost = true
                isSilent = true
                throw PostgreSQLError(sqlState: nil, message: "the server does not answer", isConnectionLost: true)
            }
            let count = poll(&descriptor, 1, Int32(remaining.wholeMilliseconds + 1))
            if count > 0 { return descriptor.revents }
            guard count == 0 || errno == EINTR else { throw failure(nil) }
        }
    }

    private func check(_ result: OpaquePointer) throws(PostgreSQLError) {
        switch pq.PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY: return
        default: break
        }
        let error = failure(result)
        // The results after an error are empty, but they must be read before the next statement.
        while !isLost, let rest = try nextResult() { pq.PQclear(rest) }
        throw error
    }

    /// The error of a result, or of the connection.
    private func failure(_ result: OpaquePointer?) -> PostgreSQLError {
        func field(_ code: Character) -> String? {
            guard let result, let code = code.asciiValue, let text = pq.PQresultErrorField(result, Int32(code)) else {
                return nil
            }
            return String(cString: text)
        }
        let state = field("C")
        if pq.PQstatus(handle) != CONNECTION_OK || state.map(PostgreSQLError.shutdownStates.contains) == true {
            isLost = true
        }
        // A standby that was a primary: the next connection may find the new primary.
        if state == "25006" { isLost = true }
        let message = field("M") ?? pq.PQerrorMessage(handle).map { String(cString: $0) } ?? "unknown error"
        return PostgreSQLError(
            sqlState: state,
            message: message.split { $0.isNewline || $0 == "\t" }.joined(separator: " "),
            isConnectionLost: isLost
        )
    }
}
