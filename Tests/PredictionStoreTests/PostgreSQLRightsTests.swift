import Foundation
import TestSupport
import Testing

@testable import PredictionStore

@Suite("PostgreSQL rights and settings", .enabled(if: PostgreSQLServer.isInstalled, "PostgreSQL is not installed"))
struct PostgreSQLRightsTests {
    private func withServer(_ body: (PostgreSQLServer, _ url: String) throws -> Void) throws {
        let server = try PostgreSQLServer.shared.get()
        try body(server, server.newDatabase())
    }

    @Test(
        "a check fails without a right that a write needs, and behind policies on rows",
        arguments: [
            ("REVOKE INSERT ON performance_law.document FROM #", "INSERT on document"),
            ("REVOKE DELETE ON performance_law.name FROM #", "DELETE on name"),
            ("REVOKE UPDATE ON performance_law.revision FROM #", "UPDATE on revision"),
            ("REVOKE UPDATE ON performance_law.heartbeat FROM #", "UPDATE on heartbeat"),
            ("ALTER TABLE performance_law.document ENABLE ROW LEVEL SECURITY", "row level security"),
        ]
    )
    func rights(_ change: String, _ reason: String) throws {
        try withServer { server, url in
            try PostgreSQLStore(url: url).store("law_1")
            let role = "clerk_\(UUID().uuidString.prefix(8).lowercased())"
            try #require(server.execute("CREATE ROLE \(role) LOGIN PASSWORD 'secret'", in: url))
            try #require(server.execute("GRANT USAGE ON SCHEMA performance_law TO \(role)", in: url))
            let rights = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA performance_law TO \(role)"
            try #require(server.execute(rights, in: url))
            let limited = url.replacing("://tester", with: "://\(role)").replacing(
                "passfile=",
                with: "password=secret&passfile="
            )
            try #require(limited != url)
            let store = try PostgreSQLStore(url: limited)
            try store.check()
            try store.store("law_2")
            try #require(server.execute(change.replacing("#", with: role), in: url))
            let failure = storeError { try store.check() }
            #expect(failure?.isUnavailable == true)
            let message = String(describing: failure)
            #expect(message.contains(reason), "\(message)")
            if reason.contains(" on ") {
                #expect(message.contains("`GRANT SELECT, INSERT, UPDATE, DELETE"), "\(message)")
                if !reason.contains("heartbeat"), !reason.contains("DELETE") {
                    #expect(throws: StoreError.readOnly) { try store.store("law_3") }
                }
            }
        }
    }

    @Test("a database without a store is none to a reader, and stays as it is")
    func wrongDatabase() throws {
        try withServer { server, url in
            #expect(throws: StoreError.missing) { try PostgreSQLStore(url: url, creating: false) }
            #expect(server.execute("CREATE SCHEMA performance_law", in: url), "the reader made none")
            #expect(throws: StoreError.missing) { try PostgreSQLStore(url: url, creating: false) }
            try PostgreSQLStore(url: url).store("law_1")
            #expect(try PostgreSQLStore(url: url, creating: false).lawIDs() == ["law_1"])
        }
    }

    @Test("a user without any right is told what to grant")
    func nothingGranted() throws {
        try withServer { server, url in
            let role = "guest_\(UUID().uuidString.prefix(8).lowercased())"
            try #require(server.execute("CREATE ROLE \(role) LOGIN PASSWORD 'secret'", in: url))
            let limited = url.replacing("://tester", with: "://\(role)").replacing(
                "passfile=",
                with: "password=secret&passfile="
            )
            for _ in 0..<2 {
                let message = String(describing: storeError { _ = try PostgreSQLStore(url: limited) })
                #expect(
                    message.contains("42501") && message.contains("GRANT USAGE ON SCHEMA performance_law"),
                    "\(message)"
                )
                try PostgreSQLStore(url: url).store("law_1")
            }
        }
    }

    @Test("texts are UTF-8 to every replica, whatever the URL says", arguments: ["LATIN1", "SJIS"])
    func encoding(_ encoding: String) throws {
        try withServer { _, url in
            let other = url + (url.contains("?") ? "&" : "?") + "client_encoding=\(encoding)"
            try PostgreSQLStore(url: other).store("law_1", name: "été €")
            #expect(try PostgreSQLStore(url: url).entry(.law, "law_1")?.names == ["été €"])
        }
    }
}
