import CLibPQ
import Foundation

/// The functions of libpq, which is loaded when the first store in PostgreSQL is opened.
///
/// Linking the library would cost every start of the program some milliseconds, and it would have to be installed where
/// nobody uses PostgreSQL.
enum LibPQ {
    /// The name of the library's binary interface, the same since PostgreSQL 8.
    private static let fileName = "libpq.so.5"

    private static let loaded: Result<CLibPQ, PostgreSQLError> = load()

    /// - Throws: if the library is not installed.
    static func functions() throws(PostgreSQLError) -> CLibPQ { try loaded.get() }

    private static func load() -> Result<CLibPQ, PostgreSQLError> {
        func failure(_ message: String) -> Result<CLibPQ, PostgreSQLError> {
            .failure(PostgreSQLError(sqlState: nil, message: message, isConnectionLost: true))
        }
        // It is never closed: it registers handlers that run at the end of the process.
        guard let library = dlopen(fileName, RTLD_NOW | RTLD_LOCAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? fileName
            return failure("its client library cannot be loaded; install Debian's libpq5 (\(reason))")
        }
        let table = UnsafeMutablePointer<CLibPQ>.allocate(capacity: 1)
        defer { table.deallocate() }
        if let missing = clibpq_find(library, table) {
            return failure("\(fileName) has no \(String(cString: missing))")
        }
        return .success(table.pointee)
    }
}
