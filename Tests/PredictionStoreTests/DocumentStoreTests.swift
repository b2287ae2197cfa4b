import Dispatch
import Foundation
import PredictionStore
import Testing

@Suite("Document store")
struct DocumentStoreTests {
    @Test("returns a saved document by id and by name", arguments: Backend.available)
    func roundTrip(_ backend: Backend) throws {
        try backend.withStore { store in
            let outcome = try store.save(draft("law_1"), name: "größer 😀", replaceName: false)
            #expect(outcome.isNew)
            let document = try #require(try store.document(.law, "law_1"))
            #expect(try store.document(.law, "größer 😀") == document)
            #expect(document.entry == outcome.entry)
            #expect(document.names == ["größer 😀"])
            #expect(document.content == Data(#"{"of":"law_1"}"#.utf8))
            #expect(document.createdAt == Date(timeIntervalSince1970: 1_790_000_000))
            #expect(document.entry.summary == Data(#"{"summary":"law_1"}"#.utf8))
            #expect(document.entry.modelVersion == 3)
            #expect(try store.entry(.law, "größer 😀") == outcome.entry)
        }
    }

    @Test("nothing has a reference with U+0000, and asking for it is no failure", arguments: Backend.available)
    func nulReference(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            for reference in ["\0", "a\0", "law_1\0", "\0law_1"] {
                #expect(try store.document(.law, reference) == nil)
                #expect(try store.entry(.law, reference) == nil)
                #expect(try !store.delete(.law, reference))
            }
            #expect(try store.document(.law, "a") != nil)
        }
    }

    @Test("the same content under a second name adds that name", arguments: Backend.available)
    func secondName(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            let again = try store.save(draft("law_1"), name: "b", replaceName: false)
            #expect(!again.isNew)
            #expect(again.entry.names == ["a", "b"])
        }
    }

    @Test(
        "a taken name refuses other content and stores nothing, unless the name may move",
        arguments: Backend.available
    )
    func takenName(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            #expect(throws: StoreError.nameTaken(name: "a", holder: "law_1")) {
                try store.save(draft("law_2"), name: "a", replaceName: false)
            }
            #expect(try store.document(.law, "law_2") == nil)
            let moved = try store.save(draft("law_2"), name: "a", replaceName: true)
            #expect(moved.entry.names == ["a"])
            #expect(try store.document(.law, "law_1")?.names == [])
        }
    }

    @Test(
        "a later model replaces the content and the summary; an equal or an earlier one never does",
        arguments: Backend.available,
        [(1, false), (2, false), (3, false), (4, true), (9, true)]
    )
    func renew(_ backend: Backend, _ version: (modelVersion: Int, isLater: Bool)) throws {
        try backend.withStore { store in
            for id in ["law_0", "law_1", "law_2"] { try store.store(id, name: "n \(id)") }
            let before = try #require(try store.document(.law, "law_1"))
            let revision = try store.revision()
            let draft = DocumentDraft(
                id: "law_1",
                kind: .law,
                createdAt: Date(timeIntervalSince1970: 1_800_000_000),
                content: Data(#"{"new":1}"#.utf8),
                summary: Data(#"{"new":2}"#.utf8),
                modelVersion: version.modelVersion
            )
            let outcome = try #require(try store.renew(draft))
            let after = try #require(try store.document(.law, "n law_1"))
            #expect(outcome == RenewalOutcome(entry: after.entry, isRenewed: version.isLater))
            #expect(after.content == (version.isLater ? draft.content : before.content))
            #expect(after.entry.summary == (version.isLater ? draft.summary : before.entry.summary))
            #expect(after.entry.modelVersion == (version.isLater ? version.modelVersion : 3))
            #expect(after.createdAt == before.createdAt)
            #expect(after.names == before.names)
            #expect(try store.lawIDs() == ["law_2", "law_1", "law_0"])
            #expect(try (store.revision() != revision) == version.isLater, "caches must learn of it, and only then")
        }
    }

    @Test("a document that does not exist is not renewed", arguments: Backend.available)
    func renewNothing(_ backend: Backend) throws {
        try backend.withStore { store in
            try store.store("law_1")
            #expect(try store.renew(draft("law_2", modelVersion: 9)) == nil)
            #expect(try store.renew(draft("law_1", .dataset, modelVersion: 9)) == nil)
            #expect(try store.lawIDs() == ["law_1"])
            #expect(throws: StoreError.self) { try store.renew(draft("law_1", content: "{", modelVersion: 9)) }
            #expect(try store.document(.law, "law_1")?.content == draft("law_1").content)
        }
    }

    @Test("a further name needs no content, and brings no deleted document back", arguments: Backend.available)
    func addsNames(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            _ = try store.save(draft("law_2"), name: "b", replaceName: false)
            let revision = try store.revision()
            #expect(try store.addName("c", to: .law, "a", replaceName: false)?.names == ["a", "c"])
            #expect(try store.revision() != revision)
            #expect(
                storeError { _ = try store.addName("b", to: .law, "law_1", replaceName: false) }
                    == .nameTaken(name: "b", holder: "law_2")
            )
            #expect(try store.addName("b", to: .law, "law_1", replaceName: true)?.id == "law_1")
            #expect(try store.document(.law, "b")?.id == "law_1")
            #expect(try store.addName("d", to: .dataset, "law_1", replaceName: false) == nil)
            #expect(try store.delete(.law, "law_1"))
            #expect(try store.addName("d", to: .law, "law_1", replaceName: false) == nil)
            #expect(try store.document(.law, "law_1") == nil)
        }
    }

    @Test("laws and datasets have separate names", arguments: Backend.available)
    func kindsAreApart(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "ml-1m", replaceName: false)
            _ = try store.save(draft("ds_1", .dataset), name: "ml-1m", replaceName: false)
            #expect(try store.document(.dataset, "ml-1m")?.id == "ds_1")
            #expect(try store.document(.law, "ml-1m")?.id == "law_1")
            #expect(try store.document(.law, "ds_1") == nil)
        }
    }

    @Test("lists newest first, in pages", arguments: Backend.available)
    func pages(_ backend: Backend) throws {
        try backend.withStore { store in
            for number in 1...5 { _ = try store.save(draft("law_\(number)"), name: nil, replaceName: false) }
            func ids(_ limit: Int, _ after: String?) throws -> [String]? {
                try store.page(.law, limit: limit, after: after)?.entries.map(\.id)
            }
            #expect(try ids(2, nil) == ["law_5", "law_4"])
            #expect(try ids(9, "law_4") == ["law_3", "law_2", "law_1"])
            #expect(try ids(9, "law_1") == [])
            #expect(try ids(9, "law_9") == nil)
            #expect(try store.entry(.law, nil)?.id == "law_5")
            #expect(try store.entry(.dataset, nil) == nil)
        }
    }

    @Test("the next page begins at its place also when documents around it are deleted", arguments: Backend.available)
    func pagesBesideDeletions(_ backend: Backend) throws {
        try backend.withStore { store in
            for kind in DocumentKind.allCases {
                for number in 1...6 {
                    _ = try store.save(draft("\(kind)_\(number)", kind), name: nil, replaceName: false)
                }
                let first = try #require(try store.page(kind, limit: 2, after: nil))
                #expect(first.entries.map(\.id) == ["\(kind)_6", "\(kind)_5"])
                let next = try #require(first.next)
                for gone in [6, 5, 4] { #expect(try store.delete(kind, "\(kind)_\(gone)")) }
                // What is stored meanwhile is newer than the first page.
                _ = try store.save(draft("\(kind)_5", kind), name: nil, replaceName: false)
                let second = try #require(try store.page(kind, limit: 2, after: next))
                #expect(second.entries.map(\.id) == ["\(kind)_3", "\(kind)_2"])
                let third = try #require(try store.page(kind, limit: 2, after: second.next))
                #expect(third.entries.map(\.id) == ["\(kind)_1"] && third.next == nil)
                #expect(try store.page(kind, limit: 1, after: third.entries[0].id)?.entries.isEmpty == true)
                // The id of a deleted document has no place.
                #expect(try store.page(kind, limit: 2, after: "\(kind)_6") == nil)
            }
        }
    }

    @Test("deletes a document with its names, and reports whether there was one", arguments: Backend.available)
    func delete(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            #expect(try store.delete(.law, "a"))
            #expect(try store.document(.law, "law_1") == nil)
            #expect(try !store.delete(.law, "a"))
            _ = try store.save(draft("law_2"), name: "a", replaceName: false)
            #expect(try store.document(.law, "a")?.id == "law_2")
        }
    }

    @Test("a guarded deletion spares a document that was changed or removed", arguments: Backend.available)
    func guardedDelete(_ backend: Backend) throws {
        try backend.withStore { store in
            let first = try store.save(draft("law_1"), name: "a", replaceName: false).entry
            let second = try #require(try store.addName("b", to: .law, "a", replaceName: false))
            #expect(try !store.delete(unchanged: first))
            #expect(try store.entry(.law, "a") == second)
            let revision = try store.revision()
            #expect(try store.delete(unchanged: second))
            #expect(try store.entry(.law, "a") == nil)
            #expect(try store.revision() != revision)
            #expect(try !store.delete(unchanged: second))
        }
    }

    @Test("a summary can be replaced; the content stays", arguments: Backend.available)
    func setSummary(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            let summary = Data(#"{"new":true}"#.utf8)
            try store.setSummary(summary, of: .law, id: "law_1")
            #expect(try store.entry(.law, "a")?.summary == summary)
            #expect(try store.document(.law, "a")?.content == draft("law_1").content)
            try store.setSummary(summary, of: .law, id: "law_2")
            #expect(try store.entry(.law, "law_2") == nil)
        }
    }

    @Test("the revision changes with every change, and only then", arguments: Backend.available)
    func revision(_ backend: Backend) throws {
        try backend.withStore { store in
            var revisions = [try store.revision()]
            _ = try store.save(draft("law_1"), name: nil, replaceName: false)
            revisions.append(try store.revision())
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            revisions.append(try store.revision())
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            #expect(try store.revision() == revisions.last)
            _ = try store.delete(.law, "a")
            revisions.append(try store.revision())
            #expect(Set(revisions).count == 4)
        }
    }

    @Test("refuses content that is not JSON", arguments: Backend.available)
    func invalidContent(_ backend: Backend) throws {
        try backend.withStore { store in
            #expect(throws: StoreError.self) {
                try store.save(draft("law_1", content: "{"), name: nil, replaceName: false)
            }
        }
    }

    @Test("the two spellings of a letter with an accent are one name", arguments: Backend.available)
    func spellings(_ backend: Backend) throws {
        try backend.withStore { store in
            try store.store("law_1", name: "caf\u{E9}")
            #expect(try store.document(.law, "cafe\u{301}")?.id == "law_1")
            #expect(throws: StoreError.nameTaken(name: "caf\u{E9}", holder: "law_1")) {
                try store.store("law_2", name: "cafe\u{301}")
            }
            // Compatibility forms stay apart.
            try store.store("law_3", name: "x\u{B2}")
            #expect(try store.document(.law, "x2") == nil)
        }
    }

    @Test("a document without a summary keeps none until one is set", arguments: Backend.available)
    func missingSummary(_ backend: Backend) throws {
        try backend.withStore { store in
            let entry = DocumentEntry(
                id: "law_1",
                kind: .law,
                createdAt: Date(timeIntervalSince1970: 7),
                names: ["old"],
                summary: nil,
                modelVersion: 1
            )
            #expect(try store.restore([Document(entry: entry, content: Data("{}".utf8))], replaceNames: false) == 1)
            #expect(try store.entry(.law, "old") == entry)
            try store.setSummary(Data("{}".utf8), of: .law, id: "law_1")
            #expect(try store.entry(.law, "old")?.summary == Data("{}".utf8))
        }
    }

    @Test("a content of several megabytes comes back unchanged", arguments: Backend.available)
    func largeContent(_ backend: Backend) throws {
        try backend.withStore { store in
            let text = content(bytes: 5 << 20)
            try store.store("law_1", content: text)
            #expect(try store.document(.law, "law_1")?.content == Data(text.utf8))
        }
    }

    @Test("the probe of a store that can be written succeeds, and changes no revision", arguments: Backend.available)
    func probe(_ backend: Backend) throws {
        try backend.withStore { store in
            try store.store("law_1")
            let revision = try store.revision()
            for _ in 0..<3 { try store.check() }
            #expect(try store.revision() == revision)
        }
    }

    @Test("two writers of the same content leave one document", arguments: Backend.available)
    func concurrentSaves(_ backend: Backend) throws {
        try backend.withStore { store in
            DispatchQueue.concurrentPerform(iterations: 16) { index in
                do {
                    _ = try store.save(draft("law_\(index % 2)"), name: nil, replaceName: false)
                } catch {
                    Issue.record("\(error)")
                }
            }
            let stored = try store.page(.law, limit: 100, after: nil)?.entries
            #expect(stored?.count == 2)
        }
    }
}
