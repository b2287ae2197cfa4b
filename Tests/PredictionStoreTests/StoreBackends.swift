import Foundation
import PredictionStore
import TestSupport
import Testing

/// The stores that the suite runs against. A new store is a new case.
enum Backend: String, CaseIterable, Sendable {
    case memory
    case sqliteFile
    case postgreSQL

    /// The stores that this machine can run.
    static let available = allCases.filter { $0 != .postgreSQL || PostgreSQLServer.isInstalled }

    func withStore(_ body: (any ArchivableStore) throws -> Void) throws {
        switch self {
        case .memory:
            try body(SQLiteStore(.memory))
        case .sqliteFile:
            try withFolder { try body(SQLiteStore(.sqlite(path: $0 + "/store.sqlite"))) }
        case .postgreSQL:
            let server = try PostgreSQLServer.shared.get()
            let store = try PostgreSQLStore(url: server.newDatabase())
            try body(store)
            try store.close()
        }
    }
}

/// Calls `body` with the path of a new empty folder, which is removed afterwards.
func withFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { removeFolder(folder) }
    return try body(folder.path)
}

func removeFolder(_ folder: URL) {
    do {
        try FileManager.default.removeItem(at: folder)
    } catch {
        Issue.record("cannot remove \(folder.path): \(error)")
    }
}

func draft(
    _ id: String,
    _ kind: DocumentKind = .law,
    content: String? = nil,
    modelVersion: Int = 3
) -> DocumentDraft {
    DocumentDraft(
        id: id,
        kind: kind,
        createdAt: Date(timeIntervalSince1970: 1_790_000_000),
        content: Data((content ?? #"{"of":"\#(id)"}"#).utf8),
        summary: Data(#"{"summary":"\#(id)"}"#.utf8),
        modelVersion: modelVersion
    )
}

/// A valid content of about this size.
func content(bytes: Int) -> String { #"{"padding":""# + String(repeating: "x", count: bytes) + #""}"# }

extension DocumentStore {
    /// The ids of all laws, newest first.
    func lawIDs() throws -> [String] { try (page(.law, limit: 1_000_000, after: nil)?.entries ?? []).map(\.id) }

    @discardableResult
    func store(_ id: String, name: String? = nil, content: String? = nil) throws(StoreError) -> SaveOutcome {
        try save(draft(id, content: content), name: name, replaceName: false)
    }
}

/// What `body` throws, if it is an error of the store.
func storeError(_ body: () throws -> Void) -> StoreError? {
    do {
        try body()
        return nil
    } catch {
        return error as? StoreError
    }
}

extension StoreError {
    var isBusy: Bool { if case .busy = self { true } else { false } }
    var isUnavailable: Bool { if case .unavailable = self { true } else { false } }
}
